/** Figures that no computer changes, kept in `figures.json`: what became worse than there is told. */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { usualFrameBytes } from "../../src/link/padding.js";
import { LADDER, type Rung, rungName } from "../../src/negotiation/ladder.js";
import { frameTime } from "../../src/negotiation/timing.js";
import { runBuilding } from "../building/building.js";
import { TelegramPool } from "../building/telegram-pool.js";
import { measure } from "../codec/measure.js";
import { Link } from "../compare/link.js";
import { pathLossFor } from "../compare/rungs.js";
import { generatedTelegrams } from "../sim/meters.js";
import { buildMeter } from "../xs/build.js";
import { operations } from "./benchmark.js";

/** By group, then by what is counted. */
export type Figures = Record<string, Record<string, number>>;

interface Group {
	better: "less" | "more";
	/** Of the figure kept: chance plays its part where boards meet, though the same in each run. */
	slack: number;
}

const GROUPS: Readonly<Record<string, Group>> = Object.freeze({
	"body bytes": Object.freeze({ better: "less", slack: 0 }),
	"airtime ms": Object.freeze({ better: "less", slack: 0 }),
	"delivered of 120": Object.freeze({ better: "more", slack: 0.05 }),
	"delivered share": Object.freeze({ better: "more", slack: 0.05 }),
	"first values s": Object.freeze({ better: "less", slack: 0.15 }),
	"engine steps": Object.freeze({ better: "less", slack: 0.01 }),
});

const FILE = join(dirname(fileURLToPath(import.meta.url)), "figures.json");
const SEED = 1;
const MODELS: readonly string[] = ["be-3ph", "be-1ph", "nl-3ph", "hu-3ph"];
const TELEGRAMS = 120;
const RUNGS: readonly Rung[] = [0, 3, 6];
/** A good path, where all that is lost is the protocol's own fault. */
const GOOD_PATH_DB = 110;

export function keptFigures(): Figures {
	return JSON.parse(readFileSync(FILE, "utf8")) as Figures; // the project's own file
}

export function keepFigures(figures: Figures): void {
	writeFileSync(FILE, `${JSON.stringify(figures, undefined, "\t")}\n`);
}

/** All but the engine's. */
export function countFigures(): Figures {
	return {
		"body bytes": Object.fromEntries(MODELS.flatMap(bodyBytes)),
		"airtime ms": Object.fromEntries(
			LADDER.map((_, rung) => [`usual frame, ${rungName(rung)}`, frameTime(rung, usualFrameBytes(rung))]),
		),
		...linkFigures(),
		"delivered share": { "8 pairs under one roof": buildingShare() },
	};
}

/** On XS, steps of each operation; undefined where the engine that counts them has not been built. */
export async function countSteps(): Promise<Record<string, number> | undefined> {
	// With a compiler that never works, nothing else succeeds.
	const isBuilt = await buildMeter(32, { compiler: "false" }).then(
		() => true,
		() => false,
	);
	if (!isBuilt) return undefined;
	return Object.fromEntries((await operations(32)).map(({ name, steps }) => [name, steps]));
}

/** A sentence for each figure that is worse than the kept one, or is not kept yet. */
export function worseFigures(kept: Figures, found: Figures): string[] {
	return Object.entries(found).flatMap(([group, figures]) =>
		Object.entries(figures).flatMap(([name, figure]) => {
			const before = kept[group]?.[name];
			if (before === undefined) return [`${group}, ${name}: ${figure} is not kept yet`];
			const { better, slack } = GROUPS[group];
			const limit = better === "less" ? before * (1 + slack) : before * (1 - slack);
			const isWorse = better === "less" ? figure > limit : figure < limit;
			return isWorse ? [`${group}, ${name}: ${figure}, it was ${before}`] : [];
		}),
	);
}

function bodyBytes(kind: string): [name: string, bytes: number][] {
	const source = generatedTelegrams({ kind, seed: SEED, intervalSeconds: 10 });
	const report = measure(
		Array.from({ length: TELEGRAMS }, () => source.next().value),
		{ reference: 60 },
	);
	if (report?.exact !== TELEGRAMS) throw new Error(`${kind}: not every telegram came back`);
	const { body, keyframe, template } = report;
	const mean = { "delta after 60 s": body.mean, key: keyframe.mean, template: template.mean };
	return Object.entries(mean).map(([form, bytes]) => [`${kind}, ${form}`, bytes ?? 0]);
}

function linkFigures(): Figures {
	const first: Record<string, number> = {};
	const delivered: Record<string, number> = {};
	const pool = new TelegramPool("be-3ph", SEED);
	for (const rung of RUNGS) {
		const link = new Link({ scheme: "ours", phases: 3, pathLossDb: pathLossFor(rung), seed: SEED, pool });
		first[`at the edge of ${rungName(rung)}`] = link.runUntil(() => link.hasValues, 1800) ?? Number.POSITIVE_INFINITY;
	}
	const link = new Link({ scheme: "ours", phases: 3, pathLossDb: GOOD_PATH_DB, seed: SEED, pool });
	first["on a good path"] = link.runUntil(() => link.hasValues, 1800) ?? Number.POSITIVE_INFINITY;
	link.measure(30);
	delivered["on a good path"] = link.measure(120).published;
	return { "first values s": first, "delivered of 120": delivered };
}

function buildingShare(): number {
	const options = { scheme: "ours", pairs: 8, hours: 0.05, warmUpMinutes: 3 } as const;
	const { pairs } = runBuilding({ ...options, seed: SEED, cellarPercent: 25, powerOnSeconds: 10 });
	const share = pairs.reduce((sum, { delivered }) => sum + delivered, 0) / pairs.length;
	return Math.round(share * 1e4) / 1e4;
}

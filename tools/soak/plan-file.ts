/** Faults from a file, one to a line as `--shrink` tells them: what does not fit is refused before anything runs. */
import type { Milliseconds } from "../../src/clock.js";
import { isRung } from "../../src/negotiation/ladder.js";
import { FAULT_KINDS, type Fault, isPossible, keysOf, MOODS } from "./faults.js";
import { TORN, WRITE_STEPS } from "./step-flash.js";
import { BOARDS } from "./victim.js";

interface Fit {
	fits(value: unknown): boolean;
	wanted: string;
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const oneOf = (names: readonly string[]): Fit => ({
	fits: (value) => names.some((name) => name === value),
	wanted: names.join(" or "),
});
const wholeUpTo = (most: number): Fit => ({
	fits: (value) => isNumber(value) && Number.isInteger(value) && value >= 0 && value <= most,
	wanted: `a whole number up to ${most}`,
});
const ANY: Fit = { fits: isNumber, wanted: "a number" };
const TEXT: Fit = { fits: (value) => typeof value === "string" && value !== "", wanted: "a text" };
const CHANCE: Fit = { fits: (value) => isNumber(value) && value >= 0 && value <= 1, wanted: "a number from 0 to 1" };
/** A pause of nothing would have its fault go on for ever at one moment. */
const TIME: Fit = { fits: (value) => isNumber(value) && value >= 1, wanted: "1 or more, in milliseconds" };
const MANY = wholeUpTo(10_000);

/** What each part of a fault may be; those that are not here are times. */
const FITS: Readonly<Record<string, Fit>> = Object.freeze({
	...{ board: oneOf(BOARDS), step: oneOf(WRITE_STEPS), torn: oneOf(TORN), mood: oneOf(MOODS), domain: TEXT, key: TEXT },
	...{ share: CHANCE, worse: CHANCE, better: CHANCE, db: ANY, dbm: ANY, ppm: ANY },
	...{ count: MANY, times: MANY, skip: MANY, telegrams: MANY, strangers: MANY, spreadingFactor: wholeUpTo(12) },
	rung: { fits: (value: unknown) => isNumber(value) && isRung(value), wanted: "a rung" },
	at: { fits: (value: unknown) => isNumber(value) && value >= 0, wanted: "0 or more, in milliseconds" },
});

export interface PlanFileOptions {
	/** The seed's chips have registers. */
	registers: boolean;
	/** What has not happened by then never does. */
	healAt: Milliseconds;
}

export type PlanRead = { ok: true; plan: readonly Fault[] } | { ok: false; line: number; reason: string };

/** All faults of a text, or the first line that is none of this seed's, and why. */
export function readPlan(text: string, options: PlanFileOptions): PlanRead {
	const plan: Fault[] = [];
	const ids = new Set<string>();
	for (const [index, line] of text.split("\n").entries()) {
		if (line.trim() === "") continue;
		const refuse = (reason: string): PlanRead => ({ ok: false, line: index + 1, reason });
		const fault = faultIn(line);
		if (fault === undefined) return refuse("is no fault: each is one as --shrink tells it, in braces");
		const reason = misfitOf(fault, options);
		if (reason !== undefined) return refuse(reason);
		// Its chance, and its place on the air, go by its name.
		if (ids.has(fault.id)) return refuse(`has the id of another fault, "${fault.id}"`);
		ids.add(fault.id);
		plan.push(fault);
	}
	return { ok: true, plan };
}

/** Some JSON object with a kind that there is; nothing else of it is known. */
function faultIn(line: string): Fault | undefined {
	try {
		const fault = JSON.parse(line);
		return FAULT_KINDS.includes(fault?.kind) ? fault : undefined;
	} catch {
		return undefined;
	}
}

function misfitOf(fault: Fault, { registers, healAt }: PlanFileOptions): string | undefined {
	const { kind } = fault;
	const keys = ["at", "kind", "id", ...keysOf(kind)];
	const surplus = Object.keys(fault).find((key) => !keys.includes(key));
	if (surplus !== undefined) return `has "${surplus}", which a fault of the kind "${kind}" does not have`;
	for (const [key, value] of keys.map((key) => [key, Reflect.get(fault, key)] as const)) {
		const { fits, wanted } = key === "kind" || key === "id" ? TEXT : (FITS[key] ?? TIME);
		if (value === undefined) return `lacks "${key}", which a fault of the kind "${kind}" has: ${wanted}`;
		if (!fits(value)) return `has ${JSON.stringify(value)} for "${key}": give ${wanted}`;
	}
	if (!isPossible(kind, registers))
		return `can't happen: "${kind}" is for chips ${registers ? "without" : "with"} registers, and this seed's are ${registers ? "with" : "without"}`;
	if (fault.at >= healAt) return `is of ${fault.at} ms, when all is healed: that is at ${healAt} ms (--hours)`;
	return undefined;
}

/** The comparison as tables that are text and Markdown at once, and as plots. */
import { linePlot } from "../document/plot.js";
import { table } from "../document/table.js";
import { PAYLOAD_BYTES } from "../original/timing.js";
import type { Comparison } from "./compare.js";
import type { Lived, PathRow } from "./paths.js";
import type { Carried, RungRow } from "./rungs.js";

const OURS = "#0b6e4f";
const THEIRS = "#c8553d";
/** Of each number in its frames. */
const NUMBER_BYTES = 4;
/** Columns that say what a line is about. */
const NAMES = 2;

/** By name, as `docs/comparison.md` marks where each belongs. */
export function comparisonTables({ telegrams, rungs, paths }: Comparison): Record<string, string> {
	return {
		"one phase": rungTable(rungs, 1, telegrams[1].values),
		"three phases": rungTable(rungs, 3, telegrams[3].values),
		paths: pathTable(paths),
		recovery: recoveryTable(paths),
	};
}

/** `values`: what of a telegram gets home. */
function rungTable(all: readonly RungRow[], phases: 1 | 3, values: number): string {
	const rows = all.filter((row) => row.phases === phases);
	const carried = (each: Carried, carriedValues: number) => {
		const { lawfulHour, published, lawful, lawUsed, perAirtimeSecond, bytes, ageMean, ageP95 } = each;
		return [
			lawfulHour.toFixed(lawfulHour < 100 ? 1 : 0),
			String(published),
			String(carriedValues),
			`${(100 * lawUsed).toFixed(0)} % of ${lawful.toFixed(0)} s`,
			perAirtimeSecond.toFixed(2),
			String(bytes),
			`${age(ageMean)} / ${age(ageP95)}`,
		];
	};
	const shares = ["values in each", "of the law", "a second of airtime"];
	const columns = ["a lawful hour", "published", ...shares, "bytes", "age, mean / p95"];
	const theirs = PAYLOAD_BYTES[phases] / NUMBER_BYTES;
	const pairs = rows.map(({ ours, original }) => [carried(ours, values), carried(original, theirs)] as const);
	const lines = [
		["rung", "", ...columns],
		...rows.flatMap(({ rung, gain, gainPerAirtime }, index) => [
			[rung, "ours", ...pairs[index][0]],
			["", "theirs", ...pairs[index][1]],
			["", "times", gain.toFixed(1), "", "", "", gainPerAirtime.toFixed(1), "", ""],
		]),
	];
	return table(lines, NAMES);
}

function pathTable(paths: readonly PathRow[]): string {
	const lived = ({ firstValues, settled, rung, marginDb, published, ageMean, ageP95 }: Lived) => [
		seconds(firstValues),
		seconds(settled),
		rung ?? "-",
		marginDb === undefined ? "-" : `${marginDb.toFixed(1)} dB`,
		String(published),
		`${age(ageMean)} / ${age(ageP95)}`,
	];
	const columns = [
		"first values",
		"settled",
		"rung an hour later",
		"above its limit",
		"published in an hour",
		"age, mean / p95",
	];
	return table([["path", "", ...columns], ...both(paths, lived)], NAMES);
}

function recoveryTable(paths: readonly PathRow[]): string {
	const lived = ({ firstValues, rebootTransmitter, rebootReceiver, jammed, farther }: Lived) =>
		firstValues === undefined
			? ["-", "-", "-", "-"]
			: [rebootTransmitter, rebootReceiver, jammed, farther].map(seconds);
	const columns = ["transmitter restarts", "receiver restarts", "5 min of noise", "10 dB more"];
	return table([["path", "", ...columns], ...both(paths, lived)], NAMES);
}

function both(paths: readonly PathRow[], cells: (lived: Lived) => string[]): string[][] {
	return paths.flatMap(({ pathLossDb, ours, original }) => [
		[`${pathLossDb} dB`, "ours", ...cells(ours)],
		["", "theirs", ...cells(original)],
	]);
}

/** In seconds; undefined is never, in the time that was given. */
function seconds(value: number | undefined): string {
	return value === undefined ? "never" : `${value.toFixed(0)} s`;
}

function age(value: number): string {
	return Number.isFinite(value) ? `${value.toFixed(1)} s` : "-";
}

export function comparisonText(comparison: Comparison): string {
	const { seed, telegrams } = comparison;
	const said = ([1, 3] as const).map(
		(phases) => `${telegrams[phases].bytes} bytes with ${telegrams[phases].values} values`,
	);
	return [
		`A meter each second, ${said.join(" (one phase), ")} (three); seed ${seed}.`,
		...Object.entries(comparisonTables(comparison)).map(([name, text]) => `\n${name}\n${text}`),
	].join("\n");
}

/** By file name. */
export function comparisonPlots({ rungs, paths }: Comparison): Record<string, string> {
	const of = (phases: 1 | 3) => rungs.filter((row) => row.phases === phases);
	const lawful = (phases: 1 | 3, whose: "ours" | "original") => of(phases).map((row) => row[whose].lawfulHour);
	return {
		"telegrams-per-lawful-hour.svg": linePlot({
			title: "Telegrams in an hour of lawful traffic, of 3,600",
			...{ across: "rung", upwards: "telegrams", places: of(1).map(({ rung }) => rung) },
			series: [
				{ name: "ours, one phase", colour: OURS, values: lawful(1, "ours") },
				{ name: "ours, three phases", colour: OURS, dashed: true, values: lawful(3, "ours") },
				{ name: "theirs, one phase", colour: THEIRS, values: lawful(1, "original") },
				{ name: "theirs, three phases", colour: THEIRS, dashed: true, values: lawful(3, "original") },
			],
		}),
		"age-by-path-loss.svg": linePlot({
			title: "Age of the newest value, three phases: mean and 95th percentile",
			...{ across: "path loss in dB", upwards: "seconds", places: paths.map(({ pathLossDb }) => String(pathLossDb)) },
			series: [
				{ name: "ours, mean", colour: OURS, values: paths.map(({ ours }) => ours.ageMean) },
				{ name: "ours, 95 %", colour: OURS, dashed: true, values: paths.map(({ ours }) => ours.ageP95) },
				{ name: "theirs, mean", colour: THEIRS, values: paths.map(({ original }) => original.ageMean) },
				{ name: "theirs, 95 %", colour: THEIRS, dashed: true, values: paths.map(({ original }) => original.ageP95) },
			],
		}),
	};
}

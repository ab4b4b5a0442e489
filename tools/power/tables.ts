/** The power budget as Markdown, for docs/hardware.md and for `p1-lora power`. */
import {
	AS_BUILT,
	type BoardState,
	boardStates,
	hourlyMean,
	TRANSMIT_SHARE,
	type Verdict,
	verdicts,
} from "./budget.js";

const VERDICTS: Readonly<Record<Verdict, string>> = Object.freeze({
	always: "enough, even with every part at its maximum",
	usually: "enough with usual parts, with little to spare",
	no: "not enough for a transmission: use a supply of your own",
});

export function statesTable(): string[] {
	const states = boardStates();
	const mean = hourlyMean(states);
	return [
		"| state | usual | at most |",
		"|---|---|---|",
		...states.map(({ name, typicalUa, mostUa }) => row(name, milliamps(typicalUa), milliamps(mostUa))),
		row(
			`an hour's mean, ${Math.round(TRANSMIT_SHARE * 100)} % of it sending`,
			milliamps(mean.typicalUa),
			milliamps(mean.mostUa),
		),
	];
}

/** Of the state that takes the most. */
export function partsTable(): string[] {
	const hungriest = boardStates().reduce((a, b) => (b.mostUa > a.mostUa ? b : a));
	return [
		`| ${hungriest.name} | usual | at most | from |`,
		"|---|---|---|---|",
		...hungriest.parts.map(({ name, draw }) =>
			row(name, milliamps(draw.typicalUa), milliamps(draw.mostUa), draw.source),
		),
	];
}

export function portsTable(): string[] {
	return [
		"| port | gives | is it enough? |",
		"|---|---|---|",
		...verdicts(boardStates()).map(({ port, limitUa, verdict }) => row(port, milliamps(limitUa), VERDICTS[verdict])),
	];
}

/** The peak with another clock of the processor, or with the radio's other pin: what could be had, and is not built. */
export function alternativesTable(): string[] {
	const rows = [240, 160, 80].flatMap((clockMhz) =>
		(["PA_BOOST", "RFO"] as const).map((output) => {
			const peak = peakOf(boardStates({ clockMhz, output }));
			const isBuilt = clockMhz === AS_BUILT.clockMhz && output === AS_BUILT.output;
			return row(`${clockMhz} MHz, ${output}${isBuilt ? " (as built)" : ""}`, ...peak);
		}),
	);
	return ["| clock, pin of the radio | peak, usual | peak, at most |", "|---|---|---|", ...rows];
}

function peakOf(states: readonly BoardState[]): [string, string] {
	return [
		milliamps(Math.max(...states.map(({ typicalUa }) => typicalUa))),
		milliamps(Math.max(...states.map(({ mostUa }) => mostUa))),
	];
}

function row(...cells: string[]): string {
	return `| ${cells.join(" | ")} |`;
}

function milliamps(microamps: number): string {
	const value = microamps / 1000;
	return `${value < 10 ? value.toFixed(1) : Math.round(value)} mA`;
}

/** What a healthy link takes to be back after one thing has gone wrong: measured. */
import type { Milliseconds } from "../../src/clock.js";
import type { Random } from "../sim/random.js";
import type { Bench } from "./bench.js";
import { BOARDS } from "./victim.js";

const SECOND: Milliseconds = 1000;
const HOUR: Milliseconds = 3_600_000;
/** By then it counts as not back at all, unless the law may keep it silent. */
export const PATIENCE: Milliseconds = 1800 * SECOND;

export const DRILLS = Object.freeze([
	"one-sided rung",
	"transmitter reboot",
	"receiver reboot",
	"both reboot",
	"an hour's outage",
] as const);
export type Drill = (typeof DRILLS)[number];

/** With a meter that speaks every ten seconds: how long all of them, but for one in a hundred, and their mean may take. */
export const TARGETS: Readonly<Record<Drill, { mean?: Milliseconds; p99?: Milliseconds }>> = Object.freeze({
	"one-sided rung": { mean: 45 * SECOND, p99: 300 * SECOND },
	"transmitter reboot": { p99: 40 * SECOND },
	"receiver reboot": { p99: 40 * SECOND },
	"both reboot": { p99: 50 * SECOND },
	"an hour's outage": { mean: 150 * SECOND },
});

const BEGIN: { readonly [D in Drill]: (bench: Bench, random: Random) => void } = Object.freeze({
	"one-sided rung": (bench, random) => {
		const board = bench.boards[BOARDS[Math.floor(random() * 2)]];
		board.cutPower();
		board.flash.plant("link", "rung", Uint8Array.of(Math.floor(random() * 7)));
		board.powerOn();
	},
	"transmitter reboot": (bench) => restart(bench, ["transmitter"]),
	"receiver reboot": (bench) => restart(bench, ["receiver"]),
	"both reboot": (bench) => restart(bench, BOARDS),
	"an hour's outage": (bench) => {
		bench.air.interfere = () => "suppress";
		bench.clock.advance(HOUR);
		bench.air.interfere = undefined;
	},
});

function restart(bench: Bench, boards: readonly (typeof BOARDS)[number][]): void {
	for (const board of boards) bench.boards[board].cutPower();
	bench.clock.advance(SECOND);
	for (const board of boards) bench.boards[board].powerOn();
}

/** Until the next telegram is handed on; Infinity where none is within `patience`. */
export function drill(bench: Bench, which: Drill, random: Random, patience: Milliseconds): Milliseconds {
	BEGIN[which](bench, random);
	const { clock, provenance } = bench;
	const before = provenance.handedOn;
	const since = clock.now();
	const back = clock.runWhile(() => provenance.handedOn === before, since + patience);
	return back ? clock.now() - since : Number.POSITIVE_INFINITY;
}

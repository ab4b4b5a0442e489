/** How fast the simulation is: simulated seconds in a second, by the number of nodes on the air. */
import { performance } from "node:perf_hooks";
import { airLoad, type Level } from "./air-load.js";

export interface AirSpeed {
	nodes: number;
	level: Level;
	/** Simulated seconds in a second of the computer's. */
	speed: number;
	frames: number;
	microsecondsPerFrame: number;
	/** Time for each node's simulated second, against that of the row with `LINEAR_FROM` nodes. */
	toLinear: number;
}

const NODES: readonly number[] = [10, 30, 100, 300, 1000];
/** From here on a node's surroundings are as full as they get. */
const LINEAR_FROM = 100;
/** Of the computer's time for each figure, after as long to warm up as a tenth of it. */
const BUDGET_MS = 2000;
/** Simulated at a time, in milliseconds. */
const STEP = 1000;

export function airSpeeds(seed: number, progress: (message: string) => void): AirSpeed[] {
	const results: AirSpeed[] = [];
	for (const level of ["packets", "registers"] as const) {
		for (const nodes of NODES) {
			progress(`${nodes} nodes, ${level}...`);
			results.push(measure(level, nodes, seed));
		}
	}
	return results.map((result) => {
		const base = results.find(({ nodes, level }) => nodes === LINEAR_FROM && level === result.level) ?? result;
		return { ...result, toLinear: (base.speed * base.nodes) / (result.speed * result.nodes) };
	});
}

function measure(level: Level, nodes: number, seed: number): AirSpeed {
	const { clock, frames } = airLoad(level, nodes, seed);
	run(clock, BUDGET_MS / 10);
	const before = frames.sent;
	const { simulated, elapsed } = run(clock, BUDGET_MS);
	const sent = frames.sent - before;
	return {
		...{ nodes, level, frames: sent, toLinear: 1 },
		speed: simulated / elapsed,
		microsecondsPerFrame: (1000 * elapsed) / sent,
	};
}

/** Lets simulated time pass until the budget is used up; both times in milliseconds. */
function run(clock: { advance(duration: number): void }, budget: number): { simulated: number; elapsed: number } {
	const start = performance.now();
	for (let simulated = STEP; ; simulated += STEP) {
		clock.advance(STEP);
		const elapsed = performance.now() - start;
		if (elapsed >= budget) return { simulated, elapsed };
	}
}

/** The table of `p1-lora bench air`. */
export function airSpeedReport(speeds: readonly AirSpeed[]): string {
	const head = ["nodes", "packets: x real time", "us a frame", "to linear", "registers: x real time", "us a frame"];
	const rows = NODES.map((nodes) => {
		const [packets, registers] = (["packets", "registers"] as const).map((level) =>
			speeds.find((speed) => speed.nodes === nodes && speed.level === level),
		);
		return [String(nodes), ...figures(packets), ...figures(registers)];
	});
	const table = [[...head, "to linear"], ...rows];
	const widths = table[0].map((title) => title.length);
	const lines = table.map((row) => row.map((cell, column) => cell.padStart(widths[column])).join("  "));
	return [
		"The air: pairs at one to a hectare, SF7/250, 40 bytes a second each and an answer of 20.",
		"",
		...lines,
	].join("\n");
}

function figures(speed: AirSpeed | undefined): string[] {
	if (speed === undefined) return ["-", "-", "-"];
	return [whole(speed.speed), speed.microsecondsPerFrame.toFixed(1), speed.toLinear.toFixed(2)];
}

function whole(value: number): string {
	return Math.round(value).toLocaleString("en-US");
}

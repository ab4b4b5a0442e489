/** How fast the simulation is: simulated seconds in a second of the processor's, by the number of nodes on the air. */
import { fileURLToPath } from "node:url";
import type { Milliseconds } from "../../src/clock.js";
import { table } from "../document/table.js";
import { describeEnd, runProcess, succeeded } from "../process.js";
import type { Level } from "./air-load.js";

export interface AirSpeed {
	nodes: number;
	level: Level;
	/** Simulated seconds in a second of the processor's. */
	speed: number;
	frames: number;
	microsecondsPerFrame: number;
	/** Time for each node's simulated second, against that of the row with `LINEAR_FROM` nodes. */
	toLinear: number;
}

const NODES: readonly number[] = [10, 30, 100, 300, 1000];
/** From here on a node's surroundings are as full as they get. */
const LINEAR_FROM = 100;
/** Prints one row as JSON. */
const ROW_PROGRAM = fileURLToPath(new URL("./air-speed-row.ts", import.meta.url));
const ROW_TIMEOUT: Milliseconds = 120_000;

/** Each row in a process of its own: what ran before, and what that left behind, would tell on the next. */
export async function airSpeeds(seed: number, progress: (message: string) => void): Promise<AirSpeed[]> {
	const results: AirSpeed[] = [];
	for (const level of ["packets", "registers"] as const) {
		for (const nodes of NODES) {
			progress(`${nodes} nodes, ${level}...`);
			results.push(await inProcess(level, nodes, seed));
		}
	}
	return results.map((result) => {
		const base = results.find(({ nodes, level }) => nodes === LINEAR_FROM && level === result.level) ?? result;
		return { ...result, toLinear: (base.speed * base.nodes) / (result.speed * result.nodes) };
	});
}

async function inProcess(level: Level, nodes: number, seed: number): Promise<AirSpeed> {
	const args = ["--import", "tsx", ROW_PROGRAM, level, String(nodes), String(seed)];
	const result = await runProcess(process.execPath, args, { timeout: ROW_TIMEOUT });
	if (!succeeded(result))
		throw new Error(`${nodes} nodes, ${level}: the row ${describeEnd(result, ROW_TIMEOUT)}: ${result.stderr}`);
	return JSON.parse(result.stdout);
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
	return [
		"The air: pairs at one to a hectare, SF7/250, 40 bytes a second each and an answer of 20.",
		"",
		table([[...head, "to linear"], ...rows], 0),
	].join("\n");
}

function figures(speed: AirSpeed | undefined): string[] {
	if (speed === undefined) return ["-", "-", "-"];
	return [whole(speed.speed), speed.microsecondsPerFrame.toFixed(1), speed.toLinear.toFixed(2)];
}

function whole(value: number): string {
	return Math.round(value).toLocaleString("en-US");
}

/** A day of an app alone on XS in the board's memory: does it run, and does what it keeps stay the same. */
import type { Milliseconds } from "../../src/clock.js";
import type { XSBits } from "../xs/build.js";
import { boardMemory } from "./benchmark.js";
import { type RunOptions, recordRun } from "./recorded-run.js";
import { type AppName, type BoardMemory, type Memory, Replay } from "./replay.js";

/** So often it is told what is kept. */
const PARTS = 24;

export interface DayOptions extends RunOptions {
	bits: XSBits;
	apps: readonly AppName[];
	/** Told what takes long. */
	progress: (message: string) => void;
}

export interface AppDay {
	/** Read from the meter, or rebuilt. */
	telegrams: number;
	events: number;
	/** After each 24th part of the events, on top of the modules. */
	kept: readonly Memory[];
	stackPeak: number | undefined;
	/** The engine's last words where memory or stack were full. */
	full: string | undefined;
}

export interface DayResult {
	options: RunOptions & { bits: XSBits };
	board: BoardMemory;
	/** Messages that reached the broker. */
	published: number;
	firstTelegramAt: Milliseconds | undefined;
	apps: Partial<Record<AppName, AppDay>>;
}

/** Throws an Error with a sentence for a person when the engine can't be built, or an app does something else on it. */
export async function day({ bits, apps, progress, ...run }: DayOptions): Promise<DayResult> {
	const recorded = recordRun({ ...run, isLong: true }, (seconds) => {
		if (seconds % 3600 === 0) progress(`simulating: hour ${seconds / 3600} of ${Math.ceil(run.seconds / 3600)}...`);
	});
	const board = boardMemory();
	const days: Partial<Record<AppName, AppDay>> = {};
	await Promise.all(
		apps.map(async (app) => {
			const { bytes, count, telegrams } = recorded[app];
			progress(`replaying the ${app} in the board's memory, ${count} events...`);
			const replay = new Replay(app, bytes, bits);
			try {
				const keptEvery = Math.ceil(count / PARTS);
				const { kept, stackPeak, full } = await replay.run({ kind: "long", memory: board, keptEvery });
				days[app] = { telegrams, events: count, kept, stackPeak, full };
			} finally {
				replay.close();
			}
		}),
	);
	const { published, firstTelegramAt } = recorded;
	return { options: { ...run, bits }, board, published, firstTelegramAt, apps: days };
}

/** Told in lines, one for each part of the day. */
export function dayReport({ options, board, published, apps }: DayResult): string {
	const { seconds, meter, pathLossDb, seed, bits } = options;
	const lines = [
		`${seconds} s with the meter ${meter} at ${pathLossDb} dB, seed ${seed}; ${published} messages published. XS with ${bits} ` +
			`bits and the board's ${board.chunkBytes} bytes of chunks, ${board.slots} slots, ${board.stackSlots} of stack.`,
	];
	for (const [app, { telegrams, events, kept, stackPeak, full }] of Object.entries(apps)) {
		lines.push(
			"",
			`The ${app}: ${telegrams} telegrams, ${events} events; ` +
				(full === undefined ? `memory never full, ${stackPeak} slots of stack at most.` : `FULL: ${full}.`),
			"  part of the run, bytes of chunks and slots kept:",
			...kept.map(({ chunkBytes, slots }, part) => `  ${String(part + 1).padStart(4)}  ${chunkBytes} / ${slots}`),
		);
	}
	return lines.join("\n");
}

/** The whole benchmark: a recorded run, its replays on XS, and single operations. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Milliseconds } from "../../src/clock.js";
import type { XSBits } from "../xs/build.js";
import { type Measurement, meter } from "../xs/meter.js";
import { type RecordedRun, type RunOptions, recordRun } from "./recorded-run.js";
import { type AppName, type BoardMemory, Replay } from "./replay.js";
import { type AppSummary, summarize } from "./summary.js";

/** So often garbage is collected where the peak of what is alive is looked for: a peak has as much garbage in it. */
const COLLECT_EVERY = 23;
const COLLECT_EVERY_OPERATION = 5;
/** These allocate much, and a collection takes its time. */
const COLLECT_EVERY_HOME_OPERATION = 23;

/** Looked at closely: start-up, and so long after the first telegram came through. */
const CLOSE_LOOK: Milliseconds = 60_000;
const CLOSE_LOOK_EVENTS = 3000;

const HERE = dirname(fileURLToPath(import.meta.url));
const BOARD = join(HERE, "../../boards/ttgo-t3-v1.6.1/manifest.json");

export interface BenchmarkOptions extends RunOptions {
	bits: XSBits;
	/** Told what takes long. */
	progress: (message: string) => void;
}

export interface BenchmarkResult {
	options: RunOptions & { bits: XSBits };
	board: BoardMemory;
	/** Messages that reached the broker. */
	published: number;
	firstTelegramAt: Milliseconds | undefined;
	apps: Record<AppName, AppSummary>;
	operations: Measurement[];
}

/** What the board's manifest creates its machine with. */
export function boardMemory(): BoardMemory {
	// The project's own file.
	const { creation } = JSON.parse(readFileSync(BOARD, "utf8")) as {
		creation: { chunk: { initial: number }; heap: { initial: number }; stack: number };
	};
	return { chunkBytes: creation.chunk.initial, slots: creation.heap.initial, stackSlots: creation.stack };
}

/** Each by itself on XS. Throws an Error with a sentence for a person when the engine can't be built. */
export async function operations(bits: XSBits): Promise<Measurement[]> {
	const [own, home] = await Promise.all([
		meter(join(HERE, "operations.ts"), bits, COLLECT_EVERY_OPERATION),
		meter(join(HERE, "home-operations.ts"), bits, COLLECT_EVERY_HOME_OPERATION),
	]);
	return [...own, ...home];
}

/** Throws an Error with a sentence for a person when the engine can't be built, or an app does something else on it. */
export async function benchmark({ bits, progress, ...run }: BenchmarkOptions): Promise<BenchmarkResult> {
	progress("single operations on XS...");
	const growth = meter(join(HERE, "growth-operations.ts"), bits, COLLECT_EVERY_OPERATION);
	const measured = (await Promise.all([operations(bits), growth])).flat();
	const recorded = recordRun(run, (seconds) => {
		if (seconds % 600 === 0) progress(`simulating: minute ${seconds / 60} of ${Math.ceil(run.seconds / 60)}...`);
	});
	const [transmitter, receiver] = await Promise.all([
		benchmarkApp("transmitter", recorded, bits, progress),
		benchmarkApp("receiver", recorded, bits, progress),
	]);
	const { published, firstTelegramAt } = recorded;
	const apps = { transmitter, receiver };
	return { options: { ...run, bits }, board: boardMemory(), published, firstTelegramAt, apps, operations: measured };
}

async function benchmarkApp(
	app: AppName,
	run: RecordedRun,
	bits: XSBits,
	progress: (message: string) => void,
): Promise<AppSummary> {
	const { bytes, events: recorded, telegrams } = run[app];
	const until = (run.firstTelegramAt ?? 0) + CLOSE_LOOK;
	const close = recorded.findIndex(({ at }) => at > until);
	const events = Math.min(close < 0 ? recorded.length : close, CLOSE_LOOK_EVENTS);
	const replay = new Replay(app, bytes, bits);
	try {
		progress(`replaying the ${app} on XS, ${recorded.length} events...`);
		const roomy = await replay.run({ kind: "roomy" });
		progress(`replaying the ${app} in the board's memory...`);
		const fixed = await replay.run({ kind: "fixed", memory: boardMemory() });
		progress(`replaying the ${app}'s first ${events} events with many collections...`);
		const collecting = await replay.run({ kind: "collecting", every: COLLECT_EVERY, events });
		return summarize({ telegrams, recorded, roomy, fixed, collecting });
	} finally {
		replay.close();
	}
}

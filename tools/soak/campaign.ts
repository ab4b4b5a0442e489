/** Many seeds, on all processors. */
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import type { Milliseconds } from "../../src/clock.js";
import type { FaultKind } from "./faults.js";
import type { SoakRun } from "./run.js";
import { shapeOf } from "./shape.js";
import { type Report, Tally } from "./tally.js";
import type { Task } from "./worker.js";

/**
 * In megabytes: almost all that a day makes is soon over, and with little room for what is young some of it grows old first.
 * Each processor has its own worker: threads that collect beside it would only take from the others.
 */
const MEMORY = Object.freeze(["--min-semi-space-size=64", "--max-semi-space-size=64", "--single-threaded-gc"]);

const WORKER = fileURLToPath(new URL("./worker.ts", import.meta.url));

export interface CampaignOptions {
	seeds: readonly number[];
	kinds: readonly FaultKind[];
	hours: number;
	intensity: number;
	workers: number;
	/** So many seeds from the first on run twice. */
	twice: number;
	/** No seed is begun any more after so long, once there were so many power cuts. */
	enough?: { time: Milliseconds; cuts: number };
	onProgress(tally: Tally, run: SoakRun): void;
}

/** Runs all seeds; a worker that dies takes the campaign with it. */
export function campaign({
	seeds,
	kinds,
	hours,
	intensity,
	workers,
	twice,
	enough = { time: Number.POSITIVE_INFINITY, cuts: 0 },
	onProgress,
}: CampaignOptions): Promise<Report> {
	const tally = new Tally(kinds);
	// The longest first: none that is begun last is left to one processor alone.
	const waiting = seeds
		.map((seed, index): Task => ({ seed, hours, kinds, intensity, twice: index < twice }))
		.sort((a, b) => costOf(b) - costOf(a));
	const folder = mkdtempSync(join(tmpdir(), "p1-lora-soak-"));
	return new Promise<Report>((resolve, reject) => {
		const worker = bundledWorker(folder);
		const start = performance.now();
		const children: ChildProcess[] = [];
		let working = 0;
		let isOver = false;
		const end = (error?: Error) => {
			isOver = true;
			for (const child of children) child.kill();
			if (error === undefined) resolve(tally.report);
			else reject(error);
		};
		const begin = (child: ChildProcess) => {
			const isEnough = performance.now() - start >= enough.time && tally.cuts >= enough.cuts;
			const next = isEnough ? undefined : waiting.shift();
			if (next === undefined) {
				if (--working === 0) end();
				return;
			}
			child.once("message", (run: SoakRun & { cpuMs: number }) => {
				tally.add(run);
				onProgress(tally, run);
				begin(child);
			});
			child.send(next);
		};
		for (let index = 0; index < Math.min(workers, waiting.length); index++) {
			const child = fork(worker, { execArgv: ["--enable-source-maps", ...MEMORY] });
			children.push(child);
			child.on("error", end);
			child.on("exit", (code, signal) => {
				const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
				if (!isOver) end(new Error(`a worker ended ${how} before its seeds were done`));
			});
		}
		working = children.length;
		for (const child of [...children]) begin(child);
		if (children.length === 0) end();
	}).finally(() => rmSync(folder, { recursive: true, force: true }));
}

/** In telegrams: what a day of few of them takes for its frames, too. */
const FRAMES_OF_A_DAY = 4000;
const TELEGRAMS_OF_A_DAY = 86_400;
/** A chip's registers take so many times as long. */
const REGISTERS = 3;

function costOf({ seed, twice }: Task): number {
	const { intervalSeconds, registers } = shapeOf(seed);
	const cost = FRAMES_OF_A_DAY + TELEGRAMS_OF_A_DAY / intervalSeconds;
	return cost * (registers ? REGISTERS : 1) * (twice ? 2 : 1);
}

/** As one file, a worker starts sooner and runs some 15 % faster than module by module. */
function bundledWorker(folder: string): string {
	const outfile = join(folder, "worker.mjs");
	buildSync({ entryPoints: [WORKER], outfile, bundle: true, platform: "node", format: "esm", sourcemap: "inline" });
	return outfile;
}

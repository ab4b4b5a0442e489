/** Many seeds, on all processors. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { FaultKind } from "./faults.js";
import type { SoakOptions, SoakRun } from "./run.js";
import { type Report, Tally } from "./tally.js";

const WORKER = fileURLToPath(new URL("./worker.ts", import.meta.url));

export interface CampaignOptions {
	seeds: readonly number[];
	kinds: readonly FaultKind[];
	hours: number;
	workers: number;
	/** So many seeds from the first on run twice. */
	twice: number;
	onProgress(tally: Tally): void;
}

/** Runs all seeds; a worker that dies takes the campaign with it. */
export function campaign({ seeds, kinds, hours, workers, twice, onProgress }: CampaignOptions): Promise<Report> {
	const tally = new Tally(kinds);
	const waiting = seeds.map((seed, index) => ({ seed, runs: index < twice ? 2 : 1 }));
	return new Promise((resolve, reject) => {
		const children: ChildProcess[] = [];
		let working = 0;
		const end = (error?: Error) => {
			for (const child of children) child.kill();
			if (error === undefined) resolve(tally.report);
			else reject(error);
		};
		const begin = (child: ChildProcess) => {
			const next = waiting.shift();
			if (next === undefined) {
				if (--working === 0) end();
				return;
			}
			const options: SoakOptions = { seed: next.seed, hours, kinds };
			let first: SoakRun | undefined;
			const listen = (run: SoakRun & { cpuMs: number }) => {
				if (first === undefined && next.runs === 2) {
					first = run;
					child.once("message", listen);
					child.send(options);
					return;
				}
				if (first !== undefined && first.hash !== run.hash) {
					const what = `the trace is ${first.hash} at first and ${run.hash} then`;
					run = { ...run, violations: [...run.violations, { invariant: "I10", at: 0, what }] };
				}
				tally.add(run);
				onProgress(tally);
				begin(child);
			};
			child.once("message", listen);
			child.send(options);
		};
		for (let index = 0; index < Math.min(workers, waiting.length); index++) {
			const child = fork(WORKER, { execArgv: ["--import", "tsx", "--enable-source-maps"] });
			children.push(child);
			child.on("error", end);
			child.on("exit", (code) => {
				if (code !== null && code !== 0) end(new Error(`a worker ended with exit code ${code}`));
			});
		}
		working = children.length;
		for (const child of [...children]) begin(child);
		if (children.length === 0) end();
	});
}

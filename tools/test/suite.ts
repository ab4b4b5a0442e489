/** Runs many test files, a few at a time, and tells of each as its turn comes. */
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import type { Milliseconds } from "../../src/clock.js";
import { add, formatTotals, type Outcome, type Totals } from "./records.js";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
/** How many files run at a time. */
const WINDOW = Math.min(availableParallelism(), 4);

/** After which a file's process is stopped. */
export const FILE_TIMEOUT: Milliseconds = 120_000;

/** The test files below `tests/` whose path contains `pattern`, as absolute paths in order. */
export function findTests(pattern: string): string[] {
	return readdirSync(join(ROOT, "tests"), { recursive: true, encoding: "utf8" })
		.map((file) => join("tests", file))
		.filter((file) => file.endsWith(".test.ts") && file.includes(pattern))
		.sort()
		.map((file) => join(ROOT, file));
}

/** Whether a file can run on XS. */
export function isPortable(file: string): boolean {
	return !file.endsWith(".node.test.ts");
}

function indent(text: string, by: string): string {
	return text.replaceAll(/^/gm, by);
}

/** A line for the file, and under it each failure with its name and message. */
export function formatFile(file: string, { passed, skipped, failures }: Outcome, seconds: number): string {
	const totals = formatTotals({ passed, failed: failures.length, skipped });
	const head = `${failures.length === 0 ? "ok  " : "FAIL"}  ${relative(ROOT, file)}  ${totals}  ${seconds.toFixed(1)} s`;
	return [
		head,
		...failures.map(({ name, message }) => `${indent(name, "      ")}\n${indent(message, "          ")}`),
	].join("\n");
}

/**
 * Maps `items` with `window` of them under way at any time, and yields the results in the order of the items: a slow one holds
 * back what is told, and not what runs.
 */
async function* mapWindow<T, R>(items: readonly T[], window: number, map: (item: T) => Promise<R>): AsyncGenerator<R> {
	const starts: (() => Promise<void>)[] = [];
	const results = items.map(
		(item) => new Promise<R>((resolve, reject) => starts.push(() => map(item).then(resolve, reject))),
	);
	const work = async () => {
		for (let start = starts.shift(); start !== undefined; start = starts.shift()) await start();
	};
	for (let worker = 0; worker < window; worker++) void work();
	for (const result of results) yield await result;
}

/** Runs `files` by `run`, `window` of them at a time, and hands each file's report to `print`. */
export async function runSuite(
	files: readonly string[],
	run: (file: string) => Promise<Outcome>,
	print: (text: string) => void,
	window = WINDOW,
): Promise<Totals> {
	let totals: Totals = { passed: 0, failed: 0, skipped: 0 };
	const timed = async (file: string) => {
		const start = performance.now();
		const outcome = await run(file);
		return { file, outcome, seconds: (performance.now() - start) / 1000 };
	};
	for await (const { file, outcome, seconds } of mapWindow(files, window, timed)) {
		print(formatFile(file, outcome, seconds));
		totals = add(totals, { passed: outcome.passed, failed: outcome.failures.length, skipped: outcome.skipped });
	}
	return totals;
}

/** Runs one test file on Node, in a process of its own. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Milliseconds } from "../../src/clock.js";
import { runProcess } from "../process.js";
import { judge, type Outcome } from "./records.js";

const REPORTER = join(dirname(fileURLToPath(import.meta.url)), "node-reporter.ts");
const TSX = fileURLToPath(import.meta.resolve("tsx"));

/** `file` is an absolute path. */
export async function runOnNode(file: string, timeout: Milliseconds): Promise<Outcome> {
	const args = [`--import=${TSX}`, `--test-reporter=${REPORTER}`, "--test-reporter-destination=stdout", file];
	// A runner that runs under node:test (its own tests do) must not make its children report to that one.
	const { NODE_TEST_CONTEXT: _, ...env } = process.env;
	return judge(await runProcess(process.execPath, args, { env, timeout }), timeout);
}

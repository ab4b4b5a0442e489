/** Runs a program to its end, with a bound on its time and on what it may print. */
import { spawn } from "node:child_process";
import type { Milliseconds } from "../src/clock.js";

/** What a program may print, stdout and stderr together, before it is stopped. */
const OUTPUT_LIMIT_BYTES = 16 * 1024 * 1024;

export interface ProcessOptions {
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	/** When the program is killed. */
	timeout: Milliseconds;
}

/** How a program ended: by itself, or not. `stdout` and `stderr` are there in any case. */
export type ProcessResult = { stdout: string; stderr: string } & (
	| { ended: "exit"; code: number }
	| { ended: "signal"; signal: string }
	| { ended: "timeout" }
	| { ended: "overflow" }
	| { ended: "not started"; reason: string }
);

export function succeeded(result: ProcessResult): boolean {
	return result.ended === "exit" && result.code === 0;
}

/** How a program ended, as the end of a sentence that starts with its name. */
export function describeEnd(result: ProcessResult, timeout: Milliseconds): string {
	switch (result.ended) {
		case "exit":
			return `ended with exit code ${result.code}`;
		case "signal":
			return `was ended by ${result.signal}`;
		case "timeout":
			return `did not end within ${timeout / 1000} s`;
		case "overflow":
			return `printed more than ${OUTPUT_LIMIT_BYTES / 1024 / 1024} MB`;
		case "not started":
			return `could not be started: ${result.reason}`;
	}
}

/** Runs `command`; resolves in every case. */
export function runProcess(command: string, args: readonly string[], options: ProcessOptions): Promise<ProcessResult> {
	return new Promise((resolve) => {
		const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: ["ignore", "pipe", "pipe"] });
		const output = { stdout: "", stderr: "" };
		let stopped: "timeout" | "overflow" | undefined;
		const stop = (why: "timeout" | "overflow") => {
			stopped ??= why;
			child.kill("SIGKILL");
			// A grandchild may live on and hold the pipes: do not wait for it.
			child.stdout.destroy();
			child.stderr.destroy();
		};
		const timer = setTimeout(() => stop("timeout"), options.timeout);
		for (const stream of ["stdout", "stderr"] as const) {
			child[stream].setEncoding("utf8").on("data", (text: string) => {
				if (output.stdout.length + output.stderr.length + text.length > OUTPUT_LIMIT_BYTES) stop("overflow");
				else output[stream] += text;
			});
		}
		child.on("error", (error) => {
			clearTimeout(timer);
			resolve({ ...output, ended: "not started", reason: error.message });
		});
		child.on("close", (code, signal) => {
			clearTimeout(timer);
			if (stopped !== undefined) resolve({ ...output, ended: stopped });
			else if (code !== null) resolve({ ...output, ended: "exit", code });
			else resolve({ ...output, ended: "signal", signal: signal ?? "an unknown signal" });
		});
	});
}

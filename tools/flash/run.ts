/** Runs a program in the foreground, as if it had been typed. */
import { spawn } from "node:child_process";
import { constants } from "node:os";

/** Its exit code; for one that a signal ended 128 and the signal's number, for one that is not there 127, as in a shell. */
export function runInForeground(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
	return new Promise((resolve) => {
		const child = spawn(command, args, { env, stdio: "inherit" });
		child.on("error", (error) => {
			console.error(`${command} could not be started: ${error.message}`);
			resolve(127);
		});
		child.on("close", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
	});
}

/**
 * A Python program of ESP-IDF's own environment, into which `export.sh` leads. The words go by as arguments of the
 * shell: nothing in them is read as its language.
 */
export function runInIdf(idf: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
	const script = 'set -e; script="$1/export.sh"; shift; . "$script" >/dev/null; exec python "$@"';
	return runInForeground("bash", ["-c", script, "bash", idf, "-m", ...args], env);
}

/** Asks the person at the terminal. */
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Whether there is a person to ask. */
export function canAsk(): boolean {
	return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** What is typed for a `secret` is not shown. Ctrl-C and Ctrl-D give undefined. */
export async function ask(question: string, secret = false): Promise<string | undefined> {
	// The line editor clears its line before it asks: a question of its own stays only where its output goes nowhere.
	if (secret) process.stderr.write(question);
	const output = secret ? new Writable({ write: (_chunk, _encoding, done) => done() }) : process.stderr;
	const lines = createInterface({ input: process.stdin, output, terminal: true });
	const gone = new AbortController();
	lines.on("close", () => gone.abort());
	try {
		return await lines.question(secret ? "" : question, { signal: gone.signal });
	} catch {
		return undefined;
	} finally {
		lines.close();
		if (secret) process.stderr.write("\n");
	}
}

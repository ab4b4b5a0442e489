/** How a program is asked to end. */
import type { Milliseconds } from "../../src/clock.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A look at the parent process this often. */
const PARENT_CHECK: Milliseconds = 500;

/**
 * Aborts when the person (Ctrl-C), the system or the closing terminal asks this program to end. From then on it ends
 * by itself: npm and the terminal may both pass on the same Ctrl-C.
 */
export function interruption(): AbortSignal {
	const asked = new AbortController();
	for (const signal of SIGNALS) process.on(signal, () => asked.abort());
	// npm passes a signal on to its shell only, whose end leaves what it has started alone, with the broker's port.
	if (process.env.npm_lifecycle_event !== undefined) {
		const parent = process.ppid;
		setInterval(() => {
			if (process.ppid !== parent) asked.abort();
		}, PARENT_CHECK).unref();
	}
	return asked.signal;
}

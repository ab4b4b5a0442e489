/** Real time, as Node tells it. */
import { performance } from "node:perf_hooks";
import type { Clock, Milliseconds, Timer } from "../../src/clock.js";

/** What Node's timers bear: 2^31 - 1 ms. */
const LONGEST_DELAY: Milliseconds = 2 ** 31 - 1;

export class RealClock implements Clock {
	readonly #start = performance.now();

	now(): Milliseconds {
		return performance.now() - this.#start;
	}

	after(delay: Milliseconds, callback: () => void): Timer {
		return setTimeout(callback, Math.min(Math.max(0, delay), LONGEST_DELAY));
	}

	cancel(timer: Timer | undefined): void {
		// Every timer is one that `after` returned.
		clearTimeout(timer as NodeJS.Timeout | undefined);
	}
}

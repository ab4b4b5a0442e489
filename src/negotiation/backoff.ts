/** A pause after each failure, twice as long each time, and the first again once all was well for a day. */
import type { Milliseconds } from "../clock.js";

/** A failure counts as a first one again when it comes so long after the pause for the last one has ended. */
const FORGIVEN: Milliseconds = 24 * 3_600_000;

export class Backoff {
	readonly #first: Milliseconds;
	readonly #longest: Milliseconds;
	#pause: Milliseconds;
	#until: Milliseconds = Number.NEGATIVE_INFINITY;

	constructor(first: Milliseconds, longest: Milliseconds) {
		this.#first = this.#pause = first;
		this.#longest = longest;
	}

	/** Whether the pause is not over yet. */
	lasts(now: Milliseconds): boolean {
		return now < this.#until;
	}

	/** It failed: a pause begins. */
	failed(now: Milliseconds): void {
		if (now - this.#until > FORGIVEN) this.#pause = this.#first;
		this.#until = now + this.#pause;
		this.#pause = Math.min(2 * this.#pause, this.#longest);
	}

	/** Begins anew, with a pause until the clock shows this, or none. */
	restart(until: Milliseconds = Number.NEGATIVE_INFINITY): void {
		this.#until = until;
		this.#pause = this.#first;
	}
}

/**
 * The rung that a person wants, as the receiver tells it with each answer: the transmitter stays there and looks for no
 * better one. A wish that does not work is passed over for a while, twice as long each time until it has worked for a day,
 * and the rung is found as if there were none: a wrong wish costs minutes, not the link.
 */
import type { Milliseconds } from "../clock.js";
import { Backoff } from "./backoff.js";
import type { Rung } from "./ladder.js";

const FIRST_PAUSE: Milliseconds = 10 * 60_000;
const LONGEST_PAUSE: Milliseconds = 6 * 3_600_000;

export class RungWish {
	#rung: Rung | undefined;
	readonly #backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);

	/** What the receiver says; undefined for the best that there is. Another wish has not failed yet. */
	heard(rung: Rung | undefined): void {
		if (rung === this.#rung) return;
		this.#rung = rung;
		this.#backoff.restart();
	}

	/** The rung to be on now; undefined where the best one is to be found. */
	at(now: Milliseconds): Rung | undefined {
		return this.#backoff.lasts(now) ? undefined : this.#rung;
	}

	/** Too much was lost on this rung. */
	failed(rung: Rung, now: Milliseconds): void {
		if (rung === this.at(now)) this.#backoff.failed(now);
	}
}

/** Notices that no telegram comes any more, by the pauses that this meter makes. */
import type { Clock, Milliseconds, Timer } from "../clock.js";

/** Without a telegram for so long, or for so many of the longest pauses that this meter makes, its values are old. */
const SHORTEST: Milliseconds = 3 * 60_000;
const PAUSES_OF_PATIENCE = 3;
/** Whatever is longer was a meter that was unplugged: a Swedish operator may set an hour. */
const LONGEST_PAUSE: Milliseconds = 7_200_000;

export class Silence {
	readonly #clock: Clock;
	readonly #onSilence: (patience: Milliseconds) => void;
	#heardAt: Milliseconds | undefined;
	/** The last one between two telegrams, as they come through; 0 where that was none of the meter's. */
	#lastPause: Milliseconds = 0;
	#timer: Timer | undefined;

	/** `onSilence` is called once there was no telegram for `patience`. */
	constructor(clock: Clock, onSilence: (patience: Milliseconds) => void) {
		this.#clock = clock;
		this.#onSilence = onSilence;
	}

	/** When the last telegram came. */
	get heardAt(): Milliseconds | undefined {
		return this.#heardAt;
	}

	/** A telegram came. */
	heard(): void {
		const now = this.#clock.now();
		const pause = now - (this.#heardAt ?? now);
		// A meter that was unplugged makes one long pause, one that speaks seldom makes them one after the other. None counts
		// for longer: many a pause in a board's life is a little longer than any before.
		const usualPause = Math.min(pause, this.#lastPause);
		this.#lastPause = pause > LONGEST_PAUSE ? 0 : pause;
		this.#heardAt = now;
		const patience = Math.max(SHORTEST, PAUSES_OF_PATIENCE * usualPause);
		this.#clock.cancel(this.#timer);
		this.#timer = this.#clock.after(patience, () => this.#onSilence(patience));
	}

	/** The link was lost: the pauses on either side of that tell nothing of the meter together. */
	interrupted(): void {
		this.#lastPause = 0;
	}

	close(): void {
		this.#clock.cancel(this.#timer);
	}
}

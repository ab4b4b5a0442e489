/** Notices that no telegram comes any more, by the pauses that this meter makes. */
import type { Clock, Milliseconds, Timer } from "../clock.js";

/** Without a telegram for so long, or for so many of the longest pauses that this meter makes, its values are old. */
const SHORTEST: Milliseconds = 3 * 60_000;
const PAUSES_OF_PATIENCE = 3;

export class Silence {
	readonly #clock: Clock;
	readonly #onSilence: (patience: Milliseconds) => void;
	#heardAt: Milliseconds | undefined;
	/** The longest that this meter has been seen to pause between two telegrams, as they come through. */
	#longestPause: Milliseconds = 0;
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

	/**
	 * A telegram came; `isFresh`: until now the values counted as fresh, so that the pause before it was the meter's own.
	 */
	heard(isFresh: boolean): void {
		const now = this.#clock.now();
		if (this.#heardAt !== undefined && isFresh) {
			this.#longestPause = Math.max(this.#longestPause, now - this.#heardAt);
		}
		this.#heardAt = now;
		const patience = Math.max(SHORTEST, PAUSES_OF_PATIENCE * this.#longestPause);
		this.#clock.cancel(this.#timer);
		this.#timer = this.#clock.after(patience, () => this.#onSilence(patience));
	}

	close(): void {
		this.#clock.cancel(this.#timer);
	}
}

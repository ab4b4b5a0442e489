/** Notices that no telegram comes any more, by the pauses that this meter makes. */
import type { Clock, Milliseconds, Timer } from "../clock.js";

/** The values are old when no telegram came for so long, and for so many of the pauses that this meter usually makes. */
const SHORTEST: Milliseconds = 3 * 60_000;
const PAUSES_OF_PATIENCE = 3;
/** In a longer pause the meter was unplugged: the longest interval known is an hour, which a Swedish operator may set. */
const LONGEST_PAUSE: Milliseconds = 7_200_000;

export class Silence {
	readonly #clock: Clock;
	readonly #onSilence: (patience: Milliseconds) => void;
	#heardAt: Milliseconds | undefined;
	/** The pause before the last telegram, as they come through; 0 where it was not the meter's own. */
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
		// A meter that was unplugged makes a single long pause; one that speaks seldom makes them one after the other. So the
		// shorter of the last two counts. Older ones don't: in years some pause will be longer than all before.
		const usualPause = Math.min(pause, this.#lastPause);
		this.#lastPause = pause > LONGEST_PAUSE ? 0 : pause;
		this.#heardAt = now;
		const patience = Math.max(SHORTEST, PAUSES_OF_PATIENCE * usualPause);
		this.#clock.cancel(this.#timer);
		this.#timer = this.#clock.after(patience, () => this.#onSilence(patience));
	}

	/** The link was lost: a pause before that and one after it, taken together, tell nothing of the meter. */
	interrupted(): void {
		this.#lastPause = 0;
	}

	close(): void {
		this.#clock.cancel(this.#timer);
	}
}

/** How many of the latest exchanges failed: the last 32, as bits. */
import { UNANSWERED_BEFORE_HELLO } from "./timing.js";

const SIZE = 32;
/** Below this many exchanges a ratio says nothing. */
const ENOUGH = 8;
/**
 * A rung near its limit that loses more than this share, or so many frames in a row, is left: a slower one carries
 * more.
 */
const WEAK_RATIO = 0.5;
const WEAK_RUN = 4;
/**
 * After so many in a row the other board may be gone. A strong link that loses many, but not all, is not left: others
 * are on the air, and a slower rung, longer on the air, would lose more.
 */
const STRONG_RUN = 6;
/** Where more than half of many is lost anyway, so short a run says little: then the search waits for a longer one. */
const LOSSY_RATIO = 0.5;
const LOSSY_FROM = 16;
const LOSSY_RUN = 16;
/** From the first hello on, each third frame is one: telegrams between them may still get through. */
const HELLO_EVERY = 3;

export class LossWindow {
	#bits = 0;
	#count = 0;
	#run = 0;

	record(lost: boolean): void {
		this.#bits = (this.#bits << 1) | (lost ? 1 : 0);
		this.#count = Math.min(SIZE, this.#count + 1);
		this.#run = lost ? this.#run + 1 : 0;
	}

	get lost(): number {
		let lost = 0;
		for (let bits = this.#bits; bits !== 0; bits &= bits - 1) lost++;
		return lost;
	}

	/** How many in a row failed, up to the latest. */
	get run(): number {
		return this.#run;
	}

	/** Share of the latest exchanges that failed, 0 to 1. */
	get ratio(): number {
		return this.#count === 0 ? 0 : this.lost / this.#count;
	}

	/** The losses of a rung near its limit call for a slower one. */
	get callsForSync(): boolean {
		return this.#run >= WEAK_RUN || (this.#count >= ENOUGH && this.ratio > WEAK_RATIO);
	}

	/** The receiver may have restarted: then it can open nothing before a hello. */
	get callsForHello(): boolean {
		return this.#run % HELLO_EVERY === UNANSWERED_BEFORE_HELLO;
	}

	/** So many in a row that the other board may have gone: it must be looked for, here first. */
	get callsForSearch(): boolean {
		const isLossy = this.#count >= LOSSY_FROM && this.ratio > LOSSY_RATIO;
		return this.#run >= (isLossy ? LOSSY_RUN : STRONG_RUN);
	}
}

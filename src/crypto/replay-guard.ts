import type { KeyValue } from "../io.js";
import { COUNTER_LIMIT, HighWaterMark, RESERVE } from "./high-water.js";

/**
 * Remembers which of the peer's frame counters were accepted: each at most once, in rising order, across reboots. A mark
 * `RESERVE` ahead is committed to storage before a counter beyond the last mark is accepted, and after a reboot everything
 * up to the mark counts as accepted. So a power cut at any moment lets no frame in twice. The price: the peer's next few
 * counters may lie below the mark and be refused. It has to be told `last` (sealed), and jumps beyond it.
 *
 * Ask it only about frames whose tag has been verified.
 */
export class ReplayGuard {
	readonly #accepted: HighWaterMark;
	#last: number;
	/** From here to `last`, what is taken for accepted may never have been: a mark runs ahead. */
	#doubtful: number;

	/**
	 * Continues from what `storage` holds under `name`. Throws when that is lost or damaged: whoever can't know which
	 * frames were accepted must not accept any.
	 */
	constructor(storage: KeyValue, name: string) {
		this.#accepted = new HighWaterMark(storage, name);
		this.#last = this.#accepted.mark;
		this.#doubtful = this.#last - RESERVE;
	}

	/** Every counter up to this one is refused. */
	get last(): number {
		return this.#last;
	}

	/**
	 * The full counter of a frame that carries its low 16 bits: the smallest above `last`. Right as long as fewer than
	 * 65,536 frames in a row were lost; else the tag, of which the counter is part, does not verify.
	 */
	expand(low16: number): number {
		return this.#last + 1 + ((low16 - this.#last - 1) & 0xffff);
	}

	/**
	 * True, and remembered, if `counter` is greater than all accepted before. False otherwise, and also when storage
	 * can't commit the mark, or near 2^32, when the key is used up.
	 */
	accept(counter: number): boolean {
		if (!Number.isInteger(counter) || counter <= this.#last || counter >= COUNTER_LIMIT) return false;
		if (counter > this.#accepted.mark && !this.#accepted.raise(counter + RESERVE)) return false;
		this.#last = this.#doubtful = counter;
		return true;
	}

	/**
	 * Whether a refused counter may be the peer's newest all the same: it lies in the block below the mark that this board
	 * started with, and nothing has been accepted since. In rising order, each once: what was sent before can be played
	 * back a block long at most, and never in the place of something newer.
	 */
	mayBeNewest(counter: number): boolean {
		if (counter <= this.#doubtful || counter > this.#last) return false;
		this.#doubtful = counter;
		return true;
	}
}

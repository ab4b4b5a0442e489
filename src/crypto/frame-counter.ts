import type { KeyValue } from "../io.js";
import { COUNTER_LIMIT, HighWaterMark, RESERVE } from "./high-water.js";

/**
 * The counter of the frames that this board seals, part of their nonce: under one key it must never repeat. A block of
 * `RESERVE` counters is reserved in storage and committed before the first of them is used, and one more block after
 * it, for storage may lose the last write that it said it kept. A reboot continues behind the last block reserved. So a
 * power cut at any moment costs counters, 511 at most, and never brings one back.
 */
export class FrameCounter {
	readonly #reserved: HighWaterMark;
	#next: number;
	/** Counters below this may be used: it was the mark before storage was last written. */
	#end: number;

	/**
	 * Continues from what `storage` holds under `name`. Throws when that is lost or damaged: whoever can't know which
	 * counters were used must not send.
	 */
	constructor(storage: KeyValue, name: string) {
		this.#reserved = new HighWaterMark(storage, name);
		this.#next = Math.max(this.#reserved.mark, 1);
		this.#end = this.#next;
	}

	/** What `next` will return, unless it returns nothing. */
	get upcoming(): number {
		return this.#next;
	}

	/**
	 * The next counter, greater than all before it. Undefined when storage can't commit a reservation, or near 2^32,
	 * when the key is used up: then the caller must not transmit. It may ask again later.
	 */
	next(): number | undefined {
		if (this.#next >= COUNTER_LIMIT) return undefined;
		while (this.#next >= this.#end) {
			const end = Math.max(this.#reserved.mark, this.#next);
			if (!this.#reserved.raise(Math.min(end + RESERVE, COUNTER_LIMIT))) return undefined;
			this.#end = end;
		}
		return this.#next++;
	}

	/**
	 * The peer has accepted frames up to `counter`: go on beyond it. Never goes back. Only for what an authenticated
	 * frame says, since a great number uses up the key.
	 */
	jumpBeyond(counter: number): void {
		if (counter >= this.#next) this.#next = Math.floor(counter) + 1;
	}
}

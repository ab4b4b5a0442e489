/** How many of the transmitter's frames get through, as the receiver can tell: by the gaps in their counters. */

/** Frames that the share is taken over. */
const WINDOW = 64;

export class Reception {
	#last: number | undefined;
	/** Bit n, of the latest 32 or of the 32 before: was the frame n counters ago received? */
	#seen = 0;
	#before = 0;
	#span = 0;

	/** A genuine frame came in. A gap wider than the window is a restart of the transmitter, not a loss. */
	record(counter: number): void {
		let step = this.#last === undefined ? 1 : counter - this.#last;
		this.#last = counter;
		if (step > WINDOW) {
			this.#seen = this.#before = this.#span = 0;
			step = 1;
		}
		for (let count = step; count > 0; count--) {
			this.#before = (this.#before << 1) | (this.#seen >>> 31);
			this.#seen <<= 1;
		}
		this.#seen |= 1;
		this.#span = Math.min(WINDOW, this.#span + step);
	}

	/** Of the latest frames, 0 to 100; undefined before the first. */
	get lossPercent(): number | undefined {
		if (this.#span === 0) return undefined;
		return (100 * (this.#span - bits(this.#seen) - bits(this.#before))) / this.#span;
	}
}

function bits(word: number): number {
	let count = 0;
	for (let rest = word; rest !== 0; rest &= rest - 1) count++;
	return count;
}

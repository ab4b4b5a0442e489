/** How many of the latest exchanges failed: the last 16, as bits. */

const SIZE = 16;
/** Below this many exchanges a ratio says nothing. */
const ENOUGH = 8;
/** Half of the exchanges lost: a slower rung would carry more. */
const TOO_MANY = 0.5;
/** So many in a row: the other side is not there. */
const SILENT = 4;

export class LossWindow {
	#bits = 0;
	#count = 0;
	#run = 0;

	record(lost: boolean): void {
		this.#bits = ((this.#bits << 1) | (lost ? 1 : 0)) & 0xffff;
		this.#count = Math.min(SIZE, this.#count + 1);
		this.#run = lost ? this.#run + 1 : 0;
	}

	get lost(): number {
		let lost = 0;
		for (let bits = this.#bits; bits !== 0; bits &= bits - 1) lost++;
		return lost;
	}

	/** Share of the latest exchanges that failed, 0 to 1. */
	get ratio(): number {
		return this.#count === 0 ? 0 : this.lost / this.#count;
	}

	/** The window is full and nothing in it was lost. */
	get spotless(): boolean {
		return this.#count === SIZE && this.#bits === 0;
	}

	/** The losses call for a new sync. */
	get tooHigh(): boolean {
		return this.#run >= SILENT || (this.#count >= ENOUGH && this.ratio > TOO_MANY);
	}
}

/** The most exchanges that can fail in a row before `tooHigh` says so. */
export const LOSSES_IN_A_ROW = SILENT;

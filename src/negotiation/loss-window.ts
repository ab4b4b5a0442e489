/** How many of the latest exchanges failed: the last 16, as bits. */

const SIZE = 16;
/** Below this many exchanges a ratio says nothing. */
const ENOUGH = 8;
/**
 * When losses call for a new sync. Near its limit a rung is left early, for a slower one carries more. Losses of a
 * strong link are not the rung's fault - others are on the air - and a slower one, longer on the air, would lose more.
 */
const LIMITS = Object.freeze({
	weak: Object.freeze({ ratio: 0.5, inARow: 4 }),
	strong: Object.freeze({ ratio: 0.85, inARow: 12 }),
});
export type Strength = keyof typeof LIMITS;

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

	/** Whether the losses call for a new sync. */
	tooHigh(strength: Strength): boolean {
		const { ratio, inARow } = LIMITS[strength];
		return this.#run >= inARow || (this.#count >= ENOUGH && this.ratio > ratio);
	}
}

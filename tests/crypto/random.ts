/** A seeded source of test data, integers only, so that every engine draws the same numbers (xorshift32, Marsaglia 2003). */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed | 0 || 1;
	}

	/** An integer from 0 to `limit` - 1. */
	below(limit: number): number {
		let state = this.#state;
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		this.#state = state;
		return (state >>> 0) % limit;
	}

	bytes(length: number): Uint8Array {
		return Uint8Array.from({ length }, () => this.below(256));
	}
}

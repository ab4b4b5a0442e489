/** How old the newest values at a receiver are, at every instant of a stretch of time. */
import type { Milliseconds } from "../../src/clock.js";

const LONGEST: Milliseconds = 30 * 86_400_000;

/** Age grows with time and drops when newer values come in: stretches of growth, exact at every instant. */
export class AgeRecord {
	/** Age at each stretch's begin and end. */
	readonly #from: Milliseconds[] = [];
	readonly #to: Milliseconds[] = [];
	readonly #spans: Milliseconds[] = [];
	#newestAt: Milliseconds;
	#at: Milliseconds;

	/** From `at` on; the newest values then were told at `newestAt`: -Infinity where there are none. */
	constructor(at: Milliseconds, newestAt: Milliseconds) {
		this.#at = at;
		this.#newestAt = newestAt;
	}

	/** Values that the meter told at `toldAt` came in. Older ones than those at hand count for nothing. */
	values(at: Milliseconds, toldAt: Milliseconds): void {
		if (toldAt <= this.#newestAt) return;
		this.end(at);
		this.#newestAt = toldAt;
	}

	/** Counts the time until `at`. */
	end(at: Milliseconds): void {
		if (at > this.#at) {
			this.#from.push(this.#at - this.#newestAt);
			this.#to.push(at - this.#newestAt);
			this.#spans.push(at - this.#at);
		}
		this.#at = at;
	}

	/** Infinity where there was a time without values. */
	get mean(): Milliseconds {
		let sum = 0;
		let time = 0;
		for (const [index, span] of this.#spans.entries()) {
			sum += ((this.#from[index] + this.#to[index]) / 2) * span;
			time += span;
		}
		return time === 0 ? Number.POSITIVE_INFINITY : sum / time;
	}

	/** Of the time. */
	shareOlderThan(age: Milliseconds): number {
		let older = 0;
		let time = 0;
		for (const [index, span] of this.#spans.entries()) {
			older += Math.min(span, Math.max(0, this.#to[index] - age));
			time += span;
		}
		return time === 0 ? 1 : older / time;
	}

	percentile(share: number): Milliseconds {
		return agePercentile([this], share);
	}
}

/** The age that for this share of the time is not exceeded, over all of them alike, to a hundredth of a second. */
export function agePercentile(records: readonly AgeRecord[], share: number): Milliseconds {
	const isExceeded = (age: Milliseconds) =>
		records.reduce((sum, record) => sum + record.shareOlderThan(age), 0) > (1 - share) * records.length;
	let [low, high] = [0, LONGEST];
	if (isExceeded(high)) return Number.POSITIVE_INFINITY;
	while (high - low > 10) {
		const middle = (low + high) / 2;
		if (isExceeded(middle)) low = middle;
		else high = middle;
	}
	return high;
}

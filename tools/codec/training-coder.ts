/** Counts decisions instead of coding them, and makes of the counts a table of levels as text. */
import { BIT, NUMBER, NUMBER_SLOTS } from "../../src/codec/contexts.js";
import { LEVEL_COUNT, LEVELS } from "../../src/codec/probabilities.js";
import type { BitCoder } from "../../src/codec/range-coder.js";

/** Pooled evidence counts as so many decisions of a slot's own. */
const POOL_WEIGHT = 3;
const PRIOR_WEIGHT = 1;

export class CountingCoder implements BitCoder {
	/** By slot: zeros, ones. */
	readonly counts: Float64Array;
	/** What one decision counts for. */
	weight = 1;

	constructor(slots: number) {
		this.counts = new Float64Array(2 * slots);
	}

	bit(slot: number, bit: number): number {
		this.counts[2 * slot + bit] += this.weight;
		return bit;
	}

	raw(_count: number, value: number): number {
		return value;
	}
}

/** Tells how many bits decisions cost with the frozen table. */
export class CostingCoder implements BitCoder {
	/** By slot, in bits. */
	readonly costs: Float64Array;
	raws = 0;
	readonly #levels: Uint8Array;

	constructor(levels: Uint8Array) {
		this.#levels = levels;
		this.costs = new Float64Array(levels.length);
	}

	bit(slot: number, bit: number): number {
		const zero = zeroProbability(this.#levels[slot]);
		this.costs[slot] -= Math.log2(bit === 0 ? zero : 1 - zero);
		return bit;
	}

	raw(count: number, value: number): number {
		this.raws += count;
		return value;
	}
}

export function zeroProbability(level: number): number {
	return level < LEVEL_COUNT ? LEVELS[level] / 4096 : 1 - LEVELS[2 * LEVEL_COUNT - 1 - level] / 4096;
}

/** The level nearest to a probability of zero. */
function nearestLevel(zero: number): number {
	const unlikely = Math.min(zero, 1 - zero) * 4096;
	let best = 0;
	for (let level = 1; level < LEVEL_COUNT; level++) {
		if (Math.abs(Math.log(LEVELS[level] / unlikely)) < Math.abs(Math.log(LEVELS[best] / unlikely))) best = level;
	}
	return zero < 0.5 ? best : 2 * LEVEL_COUNT - 1 - best;
}

/** One character a slot. Slots of contexts with one name share what they have seen where they have seen little. */
export function trainedText(counts: Float64Array, pools: readonly Int32Array[]): string {
	const levels = new Uint8Array(counts.length / 2).fill(LEVEL_COUNT);
	for (const pool of pools) {
		let [zeros, ones] = [0, 0];
		for (const slot of pool) {
			zeros += counts[2 * slot];
			ones += counts[2 * slot + 1];
		}
		const pooled = (zeros + 0.5 * PRIOR_WEIGHT) / (zeros + ones + PRIOR_WEIGHT);
		for (const slot of pool) {
			const own = counts[2 * slot] + counts[2 * slot + 1];
			levels[slot] = nearestLevel((counts[2 * slot] + POOL_WEIGHT * pooled) / (own + POOL_WEIGHT));
		}
	}
	return Array.from(levels, (level) => String.fromCharCode(level + 0x23 + (level + 0x23 >= 0x5c ? 1 : 0))).join("");
}

/** The slots that share: by name of context, those at the same place. */
export function modelPools(): Int32Array[] {
	const pools: Int32Array[] = [];
	const names = Object.entries(NUMBER) as [string, number][];
	const starts = names.map(([, start]) => start);
	names.forEach(([name, start], index) => {
		if (name === "end") return;
		const end = starts[index + 1];
		for (let slot = 0; slot < NUMBER_SLOTS; slot++) {
			const pool: number[] = [];
			for (let at = start + slot; at < end; at += NUMBER_SLOTS) pool.push(at);
			pools.push(Int32Array.from(pool));
		}
	});
	for (let slot = NUMBER.end; slot < BIT.end; slot++) pools.push(Int32Array.of(slot));
	return pools;
}

/** Counts decisions instead of coding them, and makes of the counts the frozen table. */
import { BIT, NUMBER, NUMBER_SLOTS } from "../../src/codec/contexts.js";
import { LEVEL_COUNT, LEVELS, textOf } from "../../src/codec/probabilities.js";
import type { BitCoder } from "../../src/codec/range-coder.js";

/** What slots of one name have seen together counts as so many decisions of each. */
const POOL_WEIGHT = 3;
/** No character is out of the question. */
const LEAST_LETTER = 0.012;
const LAST_LEVEL = 2 * LEVEL_COUNT - 1;

export class CountingCoder implements BitCoder {
	/** By slot: zeros, ones. */
	readonly counts = new Float64Array(2 * BIT.end);

	bit(slot: number, bit: number): number {
		this.counts[2 * slot + bit]++;
		return bit;
	}

	raw(_count: number, value: number): number {
		return value;
	}
}

/** The table as text, one character a slot. Slots at the same place of one name lean on each other. */
export function trainedText(counts: Float64Array): string {
	const levels = new Uint8Array(BIT.end).fill(LEVEL_COUNT);
	for (const pool of pools()) {
		const isLetter = pool[0] >= BIT.letters;
		let [zeros, ones] = [0, 0];
		for (const slot of pool) {
			zeros += counts[2 * slot];
			ones += counts[2 * slot + 1];
		}
		const pooled = (zeros + 0.5) / (zeros + ones + 1);
		for (const slot of pool) {
			const own = counts[2 * slot] + counts[2 * slot + 1];
			const zero = (counts[2 * slot] + POOL_WEIGHT * pooled) / (own + POOL_WEIGHT);
			levels[slot] = nearestLevel(isLetter ? Math.max(LEAST_LETTER, Math.min(1 - LEAST_LETTER, zero)) : zero);
		}
	}
	return textOf(levels);
}

/** The level of a probability of zero. */
function nearestLevel(zero: number): number {
	const unlikely = Math.min(zero, 1 - zero) * 4096;
	let best = 0;
	const distance = (level: number) => Math.abs(Math.log(LEVELS[level] / unlikely));
	for (let level = 1; level < LEVEL_COUNT; level++) if (distance(level) < distance(best)) best = level;
	return zero < 0.5 ? best : LAST_LEVEL - best;
}

/** Nodes of a tree of letters that stand at the same place lean on each other, too. */
const TREES: Readonly<Record<string, number>> = Object.freeze({ letters: 256, hexLetters: 128 });

function* pools(): Iterable<number[]> {
	for (const [start, end] of ranges(NUMBER)) yield* strided(start, end, NUMBER_SLOTS);
	for (const [start, end, name] of ranges(BIT)) yield* strided(start, end, TREES[name] ?? end - start);
}

function* strided(start: number, end: number, stride: number): Iterable<number[]> {
	for (let first = start; first < start + stride; first++) {
		const pool: number[] = [];
		for (let slot = first; slot < end; slot += stride) pool.push(slot);
		yield pool;
	}
}

function* ranges(starts: Readonly<Record<string, number>>): Iterable<[start: number, end: number, name: string]> {
	const entries = Object.entries(starts);
	for (const [index, [name, start]] of entries.entries()) {
		if (name !== "end") yield [start, entries[index + 1][1], name];
	}
}

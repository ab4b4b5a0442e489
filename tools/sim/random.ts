/** Chance that repeats: the same seed gives the same numbers on every engine. */
import type { Milliseconds } from "../../src/clock.js";

/** A source of numbers in [0, 1), in steps of 2^-32. */
export type Random = () => number;

/**
 * xoshiro128** (Blackman and Vigna, 2018) in 32-bit integer arithmetic. Streams of one seed are independent: what
 * one part of the bench draws doesn't change what another gets.
 */
export function seededRandom(seed: number, stream = ""): Random {
	const next = splitMix32(seed ^ hash(stream));
	let a = next();
	let b = next();
	let c = next();
	let d = next() | 1; // the state may not be all zero
	return () => {
		const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
		const shifted = b << 9;
		c ^= a;
		d ^= b;
		b ^= c;
		a ^= d;
		c ^= shifted;
		d = rotateLeft(d, 11);
		return result / 2 ** 32;
	};
}

/**
 * Nearly normal, mean 0 and deviation 1, within -6 to 6: the sum of twelve uniforms. Exact in floating point, unlike
 * the logarithms and cosines of the usual way, which differ between engines.
 */
export function normal(random: Random): number {
	let sum = -6;
	for (let i = 0; i < 12; i++) sum += random();
	return sum;
}

/** Time until the next of events that come `mean` apart, in whole milliseconds: engines differ in a logarithm's last bit. */
export function exponential(random: Random, mean: Milliseconds): Milliseconds {
	return Math.round(-Math.log(1 - random()) * mean);
}

/**
 * The number at `index` of a table without end, in [0, 1): asking for one changes no other. `key` tells tables apart.
 */
export function chanceAt(key: number, index: number): number {
	const next = splitMix32(key ^ Math.imul(index, 0x9e3779b1));
	next();
	return (next() >>> 0) / 2 ** 32;
}

/** A key for `chanceAt`: streams of one seed are independent. */
export function chanceKey(seed: number, stream: string): number {
	return splitMix32(seed ^ hash(stream))();
}

function rotateLeft(value: number, bits: number): number {
	return (value << bits) | (value >>> (32 - bits));
}

/** Spreads a seed over a state (splitmix with murmur3's finalizer). */
function splitMix32(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (state + 0x9e3779b9) | 0;
		let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
		mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
		return mixed ^ (mixed >>> 16);
	};
}

/** FNV-1a over UTF-16 code units. */
function hash(text: string): number {
	let value = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
	return value;
}

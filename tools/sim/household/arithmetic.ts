/**
 * Arithmetic in whole numbers, of which every engine makes the same: quotients of integers below 2^50 are exact enough
 * to be rounded down safely, sines and roots of the engine's own are not asked for, or are put right.
 */
import type { Random } from "../random.js";

/** A whole number from 0 up to, but not including, `count`, which is at most 2^20. */
export function below(random: Random, count: number): number {
	return Math.floor(random() * count);
}

/** A whole number from -`width` to `width`, zero the likeliest: deviation is 0.41 times the width. */
export function spread(random: Random, width: number): number {
	return below(random, width + 1) + below(random, width + 1) - width;
}

/** Numerator by denominator, rounded down. */
export function divide(numerator: number, denominator: number): number {
	return Math.floor(numerator / denominator);
}

export function clamp(value: number, least: number, most: number): number {
	return Math.max(least, Math.min(most, value));
}

/** What `sine` and `cosine` call one. */
export const UNIT = 10_000;
/** A full turn. */
export const TURN = 65_536;
const HALF = TURN / 2;

/** The sine of an angle in 65,536ths of a turn, in ten-thousandths: Bhaskara's approximation, right to 17 of them. */
export function sine(angle: number): number {
	const positive = ((angle % TURN) + TURN) % TURN;
	const within = positive % HALF;
	const bow = within * (HALF - within);
	const value = divide(16 * UNIT * bow, 5 * HALF * HALF - 4 * bow);
	return positive < HALF ? value : -value;
}

export function cosine(angle: number): number {
	return sine(angle + TURN / 4);
}

/** The root of a whole number below 2^50, rounded down. */
export function squareRoot(square: number): number {
	let root = Math.floor(Math.sqrt(square));
	while (root * root > square) root--;
	while ((root + 1) * (root + 1) <= square) root++;
	return root;
}

/**
 * The contexts of all decisions. A slot is the place of one yes-or-no decision's probability in the trained table. A context
 * is the run of slots that code a number: is it zero, its sign, its order of magnitude, its highest bits. Their order and
 * count are part of the format, as the table is; docs/telegram-coding.md says when each is used.
 */
import { FOLLOWERS } from "./dictionary.js";
import type { BitCoder } from "./range-coder.js";

/** Is it zero; is it negative. */
const ZERO_SLOT = 0;
const SIGN_SLOT = 1;
/** One for each doubling: does it go on? */
const ORDER_SLOT = 2;
const ORDERS = 12;
/** The bit below the highest, by order of magnitude. */
const SECOND_SLOT = ORDER_SLOT + ORDERS;
const SECONDS = 7;
export const NUMBER_SLOTS = SECOND_SLOT + SECONDS;

/** Magnitudes stay below 2^53. */
const MOST_ORDERS = 52;
const CHUNK = 8;

/** Where each context's run begins, from a table of how many contexts there are of a name. */
function allot<Name extends string>(counts: Readonly<Record<Name, number>>, size: number, first: number) {
	let next = first;
	const starts = {} as Record<Name, number>;
	for (const name of Object.keys(counts) as Name[]) {
		starts[name] = next;
		next += size * counts[name];
	}
	return Object.freeze({ ...starts, end: next });
}

/**
 * Classes of the time since the reference (`AGE_LIMITS` in model-state.ts); the last one stands for a key frame, which
 * has none.
 */
export const AGES = 7;
export const KEY_AGE = 6;

export const NUMBER = allot(
	{
		distance: 1,
		/** Against the step before. */
		timeStep: 2,
		/** A time's 12 digits where they are no time. */
		noTime: 1,
		/** By age and magnitude. */
		power: AGES * 5,
		powerAlong: AGES,
		/** By how far the sum was off, and by how much it changed. */
		total: 4 * 3,
		totalKey: 1,
		/** By age, and by what the phase before did. */
		voltage: AGES * 4,
		voltageDisturbed: AGES,
		/** By how much the power's current changed, and whether it was the power's. */
		current: 5 * 2,
		currentKey: 1,
		currentAlone: AGES,
		reactive: AGES * 3,
		factor: AGES,
		frequency: AGES,
		/** By the fraction of the expected increment, its uncertainty, and age. */
		register: 4 * 4 * 3,
		registerIdle: 2,
		registerSum: 1,
		registerKey: 1,
		demand: 3 * 4,
		demandFresh: 2,
		demandKey: 1,
		mbusValue: 3,
		mbusKey: 1,
		listKey: 1,
		stampAge: 2,
		/** By count of digits. */
		other: 8,
		otherChange: 2,
		count: 1,
		/** A template's line ends, spelled texts and repetitions. */
		spelledLength: 1,
		hexLength: 1,
		/** The five numbers of a code, against those of the line before. */
		codeNumber: 5,
		repeats: 1,
	},
	NUMBER_SLOTS,
	0,
);

export const BIT = allot(
	{
		kind: 1,
		crcForm: 2,
		formats: 1,
		formatChange: 1,
		timeUsual: 2,
		timeValid: 2,
		summer: 2,
		exclusive: 2,
		demandStyle: 3,
		mbusChange: 6,
		mbusGrid: 6,
		stampChange: 2,
		stampQuarter: 2,
		othersChange: 1,
		otherChange: 4,
		/** Is the template at its end; by whether the line before began with `!`. */
		lastLine: 2,
		crcPlace: 1,
		/** A template's line: is it in the dictionary, and where. */
		lineKnown: 1,
		lineNumbered: 1,
		lineFirst: 1,
		lineFollower: FOLLOWERS,
		lineAgain: 1,
		lineCode: 256,
		lineSuffix: 2,
		lineEnd: 1,
		/** Its groups; by whether it is the line's first. */
		groupExpected: 2,
		groupAgain: 1,
		groupPlace: 128,
		/** By whether another one came behind such a group before. */
		groupMore: 2,
		spelledHex: 1,
		/** By whether it is in a line or a group. */
		spelledField: 2,
		/** By the character before. */
		letters: 7 * 256,
		hexLetters: 4 * 128,
	},
	1,
	NUMBER.end,
);

/** A number in the context that begins at `context`. Its magnitude is below 2^52. */
export function codeNumber(coder: BitCoder, context: number, value: number): number {
	if (coder.bit(context + ZERO_SLOT, value === 0 ? 0 : 1) === 0) return 0;
	const isNegative = coder.bit(context + SIGN_SLOT, value < 0 ? 1 : 0) === 1;
	const magnitude = codeCount(coder, context, (value < 0 ? -value : value) - 1) + 1;
	return isNegative ? -magnitude : magnitude;
}

/** A number from 0 up, in a context of its own. */
export function codeCount(coder: BitCoder, context: number, value: number): number {
	let order = 0;
	let highest = 1;
	for (; order < MOST_ORDERS; order++) {
		const slot = context + ORDER_SLOT + (order < ORDERS ? order : ORDERS - 1);
		if (coder.bit(slot, value + 1 >= 2 * highest ? 1 : 0) === 0) break;
		highest *= 2;
	}
	if (order === 0) return 0;
	let rest = value + 1 - highest;
	const half = highest / 2;
	const second = coder.bit(context + SECOND_SLOT + (order < SECONDS ? order : SECONDS) - 1, rest >= half ? 1 : 0);
	if (second === 1) rest -= half;
	return codeRaw(coder, order - 1, rest, highest - 1 + second * half);
}

/** `bits` bits, 0 to 52, all as likely as not; returned is what they are above `base`. */
export function codeRaw(coder: BitCoder, bits: number, value: number, base = 0): number {
	let left = bits;
	let rest = value;
	let coded = base;
	for (; left > CHUNK; left -= CHUNK) {
		const scale = 2 ** (left - CHUNK);
		const high = Math.floor(rest / scale);
		coded += coder.raw(CHUNK, high) * scale;
		rest -= high * scale;
	}
	return left === 0 ? coded : coded + coder.raw(left, rest);
}

/** A number below 2^`bits` by its bits, the highest first, each in the context of those before: 2^`bits` slots. */
export function codeSymbol(coder: BitCoder, context: number, bits: number, value: number): number {
	let node = 1;
	for (let place = bits - 1; place >= 0; place--) node = 2 * node + coder.bit(context + node, (value >> place) & 1);
	return node - (1 << bits);
}

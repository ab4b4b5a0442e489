/** Fields as characters: reading them in a telegram, and printing them. */
import {
	DASHED_TIME,
	decimalsOf,
	digitsOf,
	type FieldFormat,
	MAX_DECIMALS,
	MAX_DIGITS,
	numberFormat,
	SEASON_TIME,
	widthOf,
} from "./field-format.js";

const CLOSE = 0x29;
const SPACE = 0x20;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const UPPER_A = 0x41;
const SUMMER = 0x53;
const WINTER = 0x57;
const LOWER_A = 0x61;

/** What stands between the pairs of digits of a dashed time, with a 0 for each digit. */
const DASHED = Uint8Array.from("00-00-00 00:00:00", (character) => character.charCodeAt(0));

/** Reads fields one after the other; what was read last stands in `value`, `format` and `end`. */
export class FieldReader {
	value = 0;
	format: FieldFormat = 0;
	/** Where the characters after the field begin. */
	end = 0;
	readonly #telegram: Uint8Array;

	constructor(telegram: Uint8Array) {
		this.#telegram = telegram;
	}

	/** A field behind the opening parenthesis at `start - 1`; false for a text, and for a part of an id or a code. */
	find(start: number): boolean {
		if (this.#readDashed(start)) return true;
		return this.#readNumber(start) && (this.format === SEASON_TIME || !continuesWord(this.#telegram[this.end]));
	}

	/** The field at `start`, which is likely to have this format and may have another one. */
	read(start: number, expected: FieldFormat): boolean {
		return expected === DASHED_TIME ? this.#readDashed(start) : this.#readNumber(start);
	}

	#readNumber(start: number): boolean {
		const telegram = this.#telegram;
		const isNegative = telegram[start] === MINUS;
		let at = isNegative ? start + 1 : start;
		let digits = 0;
		let point = -1;
		let value = 0;
		for (; ; at++) {
			const digit = telegram[at] - ZERO;
			if (digit >= 0 && digit < 10) {
				value = value * 10 + digit;
				if (++digits > MAX_DIGITS) return false;
			} else if (digit === POINT - ZERO && point < 0 && digits > 0) point = at;
			else break;
		}
		const decimals = point < 0 ? 0 : at - point - 1;
		// A minus before zero would not be printed.
		if (digits === 0 || decimals > MAX_DECIMALS || (point >= 0 && decimals === 0) || (isNegative && value === 0))
			return false;
		this.format = numberFormat(digits, decimals);
		this.value = isNegative ? -value : value;
		this.end = at;
		const next = telegram[at];
		if (
			digits === 12 &&
			point < 0 &&
			!isNegative &&
			(next === SUMMER || next === WINTER) &&
			telegram[at + 1] === CLOSE
		) {
			this.format = SEASON_TIME;
			this.value = 2 * value + (next === SUMMER ? 1 : 0);
			this.end = at + 1;
		}
		return true;
	}

	#readDashed(start: number): boolean {
		const telegram = this.#telegram;
		if (telegram[start + 2] !== MINUS) return false;
		let value = 0;
		for (let place = 0; place < DASHED.length; place++) {
			const byte = telegram[start + place];
			if (DASHED[place] === ZERO) {
				if (!(byte >= ZERO && byte < ZERO + 10)) return false;
				value = value * 10 + byte - ZERO;
			} else if (byte !== DASHED[place]) return false;
		}
		if (telegram[start + DASHED.length] !== CLOSE) return false;
		this.format = DASHED_TIME;
		this.value = value;
		this.end = start + DASHED.length;
		return true;
	}
}

/** Prints a value in its format at `start`; returns where it ends. */
export function writeField(telegram: Uint8Array, start: number, format: FieldFormat, value: number): number {
	const end = start + widthOf(format, value);
	let rest = value < 0 ? -value : value;
	let at = end - 1;
	if (format === SEASON_TIME) {
		telegram[at--] = rest % 2 === 1 ? SUMMER : WINTER;
		rest = Math.floor(rest / 2);
	} else if (value < 0) telegram[start] = MINUS;
	const point = decimalsOf(format) > 0 ? end - 1 - decimalsOf(format) : -1;
	for (let left = digitsOf(format); left > 0; at--) {
		if (at === point) telegram[at] = POINT;
		else if (format === DASHED_TIME && DASHED[at - start] !== ZERO) telegram[at] = DASHED[at - start];
		else {
			telegram[at] = ZERO + (rest % 10);
			rest = Math.floor(rest / 10);
			left--;
		}
	}
	return end;
}

/** Characters that make what is before them part of a hex id, a date or an OBIS code. */
function continuesWord(byte: number | undefined): boolean {
	if (byte === undefined) return false;
	const isHexLetter = (byte >= UPPER_A && byte < UPPER_A + 6) || (byte >= LOWER_A && byte < LOWER_A + 6);
	return isHexLetter || byte === POINT || byte === MINUS || byte === COLON || byte === SPACE;
}

/**
 * A telegram taken apart: what is the same in the next one (the template) and the numbers that may differ (the values).
 *
 * A field is a number in its parentheses - `(003432.827*kWh)`, `(190324150521W)` - of a fixed count of digits, so that a
 * template is a telegram with holes. Everything else is literal, whatever bytes it is made of, and a telegram of which a
 * literal differs has another template. Rendering gives back the telegram byte for byte.
 */
import { crc16 } from "../p1/crc16.js";

/** A double holds each integer of 15 digits exactly; longer runs of digits are ids, and literal. */
const MAX_DIGITS = 15;
/** EasyMeter's Q3D prints 7. */
const MAX_DECIMALS = 7;
/** More fields than any known meter has; what is beyond stays literal. */
export const MAX_FIELDS = 255;

/** How a field is printed, in 7 bits: the count of its digits and how many of them stand behind the decimal point. */
export type FieldFormat = number;

/** The format of `digits` digits, 1 to 15, `decimals` of which, 0 to 7, follow a decimal point. */
export function fieldFormat(digits: number, decimals: number): FieldFormat {
	return (digits << 3) | decimals;
}

/** The count of digits, those behind the decimal point included. */
export function digitsOf(format: FieldFormat): number {
	return format >> 3;
}

/** The count of digits behind the decimal point. */
export function decimalsOf(format: FieldFormat): number {
	return format & 0x07;
}

/** The count of characters: the digits, and the decimal point if there is one. */
export function widthOf(format: FieldFormat): number {
	return digitsOf(format) + (decimalsOf(format) > 0 ? 1 : 0);
}

/** What consecutive telegrams of a meter have in common. */
export interface Template {
	/** The telegram; what stands in the place of fields and of the CRC means nothing. */
	readonly skeleton: Uint8Array;
	/** Where each field begins, in rising order: `MAX_FIELDS` at most. */
	readonly fieldStarts: Uint16Array;
	readonly fieldFormats: Uint8Array;
	/** Where the CRC's 4 upper-case hex digits stand, or -1: no CRC, one in another form, or one that does not match. */
	readonly crcStart: number;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const EXCLAMATION_MARK = 0x21;
const OPEN = 0x28;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const UPPER_A = 0x41;
const LOWER_A = 0x61;

/** Finds the fields and the CRC of any bytes, 65,535 at most. */
export function findTemplate(telegram: Uint8Array): Template {
	const starts = new Uint16Array(MAX_FIELDS);
	const formats = new Uint8Array(MAX_FIELDS);
	let count = 0;
	for (let at = 0; at < telegram.length && count < MAX_FIELDS; at++) {
		if (telegram[at] !== OPEN) continue;
		const start = telegram[at + 1] === MINUS ? at + 2 : at + 1;
		const format = formatAt(telegram, start);
		if (format === undefined) continue;
		starts[count] = start;
		formats[count++] = format;
	}
	return {
		skeleton: telegram.slice(),
		fieldStarts: starts.slice(0, count),
		fieldFormats: formats.slice(0, count),
		crcStart: findCrc(telegram),
	};
}

/** The values that make this telegram of the template; undefined when it has another template. */
export function readValues(template: Template, telegram: Uint8Array): Float64Array | undefined {
	const { skeleton, fieldStarts, fieldFormats, crcStart } = template;
	if (telegram.length !== skeleton.length) return undefined;
	const values = new Float64Array(fieldStarts.length);
	let at = 0;
	for (let field = 0; field < values.length; field++) {
		if (!isSame(telegram, skeleton, at, fieldStarts[field])) return undefined;
		at = fieldStarts[field] + widthOf(fieldFormats[field]);
		const value = readNumber(telegram, fieldStarts[field], fieldFormats[field]);
		if (value === undefined) return undefined;
		values[field] = value;
	}
	if (crcStart < 0) return isSame(telegram, skeleton, at, telegram.length) ? values : undefined;
	const isMatch =
		isSame(telegram, skeleton, at, crcStart) &&
		isCrc(telegram, crcStart) &&
		isSame(telegram, skeleton, crcStart + 4, telegram.length);
	return isMatch ? values : undefined;
}

/** The telegram that has these values: one for each field, an integer that its digits can hold. */
export function render(template: Template, values: Float64Array): Uint8Array {
	const { skeleton, fieldStarts, fieldFormats, crcStart } = template;
	const telegram = skeleton.slice();
	for (let field = 0; field < values.length; field++)
		writeNumber(telegram, fieldStarts[field], fieldFormats[field], values[field]);
	if (crcStart >= 0) {
		const crc = crc16(telegram.subarray(0, crcStart));
		for (let digit = 0; digit < 4; digit++) telegram[crcStart + digit] = hexDigit(crc, digit);
	}
	return telegram;
}

/** True where two byte strings agree from `start` to before `end`. */
function isSame(a: Uint8Array, b: Uint8Array, start: number, end: number): boolean {
	for (let at = start; at < end; at++) if (a[at] !== b[at]) return false;
	return true;
}

/** The format of the number at `start`; undefined where there is none, or it is part of an id, a date or an OBIS code. */
function formatAt(telegram: Uint8Array, start: number): FieldFormat | undefined {
	let [digits, decimals, at] = [0, 0, start];
	let isBehindPoint = false;
	for (; at < telegram.length; at++) {
		if (isDigit(telegram[at])) {
			digits++;
			if (isBehindPoint) decimals++;
		} else if (telegram[at] === POINT && digits > 0 && !isBehindPoint) isBehindPoint = true;
		else break;
	}
	if (digits === 0 || digits > MAX_DIGITS || decimals > MAX_DECIMALS) return undefined;
	if (isBehindPoint && decimals === 0) return undefined;
	return continuesWord(telegram[at]) ? undefined : fieldFormat(digits, decimals);
}

/** Characters that make what is before them part of a hex id, a date or an OBIS code. */
function continuesWord(byte: number | undefined): boolean {
	if (byte === undefined) return false;
	const isHexLetter = (byte >= UPPER_A && byte < UPPER_A + 6) || (byte >= LOWER_A && byte < LOWER_A + 6);
	return isHexLetter || byte === POINT || byte === MINUS || byte === COLON;
}

function readNumber(telegram: Uint8Array, start: number, format: FieldFormat): number | undefined {
	const end = start + widthOf(format);
	const point = pointOf(start, format);
	let value = 0;
	for (let at = start; at < end; at++) {
		if (at === point) {
			if (telegram[at] !== POINT) return undefined;
		} else if (isDigit(telegram[at])) value = value * 10 + telegram[at] - ZERO;
		else return undefined;
	}
	return value;
}

function writeNumber(telegram: Uint8Array, start: number, format: FieldFormat, value: number): void {
	const point = pointOf(start, format);
	let rest = value;
	for (let at = start + widthOf(format) - 1; at >= start; at--) {
		if (at === point) telegram[at] = POINT;
		else {
			telegram[at] = ZERO + (rest % 10);
			rest = Math.floor(rest / 10);
		}
	}
}

/** Where the decimal point of a field stands; -1 when it has none. */
function pointOf(start: number, format: FieldFormat): number {
	const decimals = decimalsOf(format);
	return decimals > 0 ? start + digitsOf(format) - decimals : -1;
}

function isDigit(byte: number): boolean {
	return byte >= ZERO && byte < ZERO + 10;
}

/** Where the CRC stands that can be computed instead of sent: behind the `!` of the last line. Else -1. */
function findCrc(telegram: Uint8Array): number {
	let end = telegram.length;
	if (telegram[end - 1] === LINE_FEED) end--;
	if (telegram[end - 1] === CARRIAGE_RETURN) end--;
	const start = end - 4;
	return start > 0 && telegram[start - 1] === EXCLAMATION_MARK && isCrc(telegram, start) ? start : -1;
}

/** True when the 4 characters at `start` are the CRC of all before them, in upper-case hex (DSMR 5.0.2, 6.2). */
function isCrc(telegram: Uint8Array, start: number): boolean {
	const crc = crc16(telegram.subarray(0, start));
	for (let digit = 0; digit < 4; digit++) if (telegram[start + digit] !== hexDigit(crc, digit)) return false;
	return true;
}

/** One of the 4 hex digits of a 16-bit number, the first being 0. */
function hexDigit(value: number, digit: number): number {
	const nibble = (value >> (12 - 4 * digit)) & 0xf;
	return nibble < 10 ? ZERO + nibble : UPPER_A + nibble - 10;
}

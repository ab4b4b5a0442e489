/** How a field of a telegram is printed. */

/** In one byte: digits and decimals of a number, or one of the two forms of a time. */
export type FieldFormat = number;

/** A double holds each integer of 15 digits exactly; longer runs of digits are ids, and literal. */
export const MAX_DIGITS = 15;
/** EasyMeter's Q3D prints 7. */
export const MAX_DECIMALS = 7;

/**
 * `YYMMDDhhmmss` and `S` or `W` (DSMR 5.0.2, 6.4 TST): its value is that of the digits, doubled, and one more in
 * summer.
 */
export const SEASON_TIME: FieldFormat = 128;
/** `YY-MM-DD hh:mm:ss` (Itron's ACE4000): its value is that of the digits. */
export const DASHED_TIME: FieldFormat = 129;
/** `YYMMDDhhmmss` (DSMR 3): a number like any other, but for what it means. */
export const BARE_TIME: FieldFormat = 12 << 3;

/** The format of `digits` digits, 1 to 15, `decimals` of which, 0 to 7 and fewer than digits, follow a decimal point. */
export function numberFormat(digits: number, decimals: number): FieldFormat {
	return (digits << 3) | decimals;
}

/** The count of digits, those behind the decimal point included. */
export function digitsOf(format: FieldFormat): number {
	return format < SEASON_TIME ? format >> 3 : 12;
}

/** The count of digits behind the decimal point. */
export function decimalsOf(format: FieldFormat): number {
	return format < SEASON_TIME ? format & 0x07 : 0;
}

/** The count of characters that a value takes; a minus is one of them. */
export function widthOf(format: FieldFormat, value: number): number {
	if (format === SEASON_TIME) return 13;
	if (format === DASHED_TIME) return 17;
	return digitsOf(format) + (decimalsOf(format) > 0 ? 1 : 0) + (value < 0 ? 1 : 0);
}

export function isFormat(format: number): boolean {
	if (format === SEASON_TIME || format === DASHED_TIME) return true;
	const digits = format >> 3;
	return digits > 0 && digits <= MAX_DIGITS && (format & 0x07) < digits;
}

/** The smallest number that has too many digits for a field. */
function limitOf(format: FieldFormat): number {
	let limit = format === SEASON_TIME ? 2 : 1;
	for (let digit = digitsOf(format); digit > 0; digit--) limit *= 10;
	return limit;
}

/** Whether a field of this format can have this value, which may be any number. */
export function isValue(format: FieldFormat, value: number): boolean {
	const limit = limitOf(format);
	const least = format < SEASON_TIME ? 1 - limit : 0;
	return Number.isInteger(value) && value >= least && value < limit;
}

/**
 * How a telegram's CRC is written, which is not told by the CRC itself: DSMR 5.0.2, 6.2 asks for 4 upper-case digits,
 * meters before DSMR 4 send none, and lower case and missing zeros have been seen.
 */
import { crc16 } from "../p1/crc16.js";

export const CrcForm = Object.freeze({
	none: 0,
	upper: 1,
	lower: 2,
	upperUnpadded: 3,
	lowerUnpadded: 4,
	/** 4 upper-case digits of another number than this telegram's CRC. */
	other: 5,
});
export const CRC_FORMS = 6;

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const EXCLAMATION_MARK = 0x21;
const ZERO = 0x30;
const UPPER_A = 0x41;
const LOWER_A = 0x61;

/** Where the CRC stands, or would stand: behind the `!` that the last line begins with. -1 where that line has more. */
export function crcStartOf(telegram: Uint8Array): number {
	let end = telegram.length;
	if (telegram[end - 1] === LINE_FEED) end--;
	if (telegram[end - 1] === CARRIAGE_RETURN) end--;
	for (let start = end; start > 0 && start >= end - 4; start--) {
		if (telegram[start - 1] !== EXCLAMATION_MARK) continue;
		return start + crcDigits(telegram, start) === end && readCrc(telegram, start).form >= 0 ? start : -1;
	}
	return -1;
}

/** How many hexadecimal digits stand at `start`, 4 at most. */
function crcDigits(telegram: Uint8Array, start: number): number {
	let digits = 0;
	while (digits < 4 && nibbleOf(telegram[start + digits]) >= 0) digits++;
	return digits;
}

/** A CRC as it is written: its form, -1 for none that is known, its bits and its count of digits. */
export function readCrc(telegram: Uint8Array, start: number): { form: number; crc: number; digits: number } {
	const digits = crcDigits(telegram, start);
	if (digits === 0) return { form: CrcForm.none, crc: 0, digits };
	let crc = 0;
	let upper = 0;
	let lower = 0;
	for (let at = start; at < start + digits; at++) {
		crc = crc * 16 + nibbleOf(telegram[at]);
		if (telegram[at] >= LOWER_A) lower++;
		else if (telegram[at] >= UPPER_A) upper++;
	}
	const isPadded = digits === 4;
	const isRight = crc === crc16(telegram, start);
	const isShortest = telegram[start] !== ZERO || digits === 1;
	let form = -1;
	if (isRight && lower === 0) form = isPadded ? CrcForm.upper : isShortest ? CrcForm.upperUnpadded : -1;
	else if (isRight && upper === 0) form = isPadded ? CrcForm.lower : isShortest ? CrcForm.lowerUnpadded : -1;
	else if (isPadded && lower === 0) form = CrcForm.other;
	return { form, crc: form === CrcForm.other ? crc : 0, digits };
}

/** Writes the CRC of all before `start`, or the `other` one; returns where it ends. The room is 4 bytes. */
export function writeCrc(telegram: Uint8Array, start: number, form: number, other: number): number {
	if (form === CrcForm.none) return start;
	const crc = form === CrcForm.other ? other : crc16(telegram, start);
	const letters = form === CrcForm.lower || form === CrcForm.lowerUnpadded ? LOWER_A : UPPER_A;
	const isPadded = form !== CrcForm.upperUnpadded && form !== CrcForm.lowerUnpadded;
	let end = start;
	for (let shift = 12; shift >= 0; shift -= 4) {
		const nibble = (crc >> shift) & 0xf;
		if (crc >> shift > 0 || isPadded || shift === 0)
			telegram[end++] = nibble < 10 ? ZERO + nibble : letters + nibble - 10;
	}
	return end;
}

function nibbleOf(byte: number | undefined): number {
	if (byte === undefined) return -1;
	if (byte >= ZERO && byte < ZERO + 10) return byte - ZERO;
	if (byte >= UPPER_A && byte < UPPER_A + 6) return byte - UPPER_A + 10;
	return byte >= LOWER_A && byte < LOWER_A + 6 ? byte - LOWER_A + 10 : -1;
}

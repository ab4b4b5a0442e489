/** Telegrams as programs want them that read P1 over a network. */
import { CR, EXCLAMATION_MARK, hexDigit, LF } from "../p1/ascii.js";
import { crc16 } from "../p1/crc16.js";

const QUESTION_MARK = 0x3f;
const HEX = "0123456789ABCDEF";

/**
 * The telegram itself, byte for byte, if it is in 7-bit characters and ends with a CRC in capitals and CR LF, as nearly all
 * do. Of any other one a copy that does, with its CRC computed anew: dsmr_parser, and with it Home Assistant, closes the
 * connection over a byte above 0x7F (which becomes `?` here), and does not see the end of a telegram with another ending.
 */
export function readableTelegram(telegram: Uint8Array): Uint8Array {
	const mark = telegram.lastIndexOf(EXCLAMATION_MARK);
	if (mark < 0) return telegram;
	const digits = hexDigits(telegram, mark + 1);
	if (isReadable(telegram, mark, digits)) return telegram;
	const copy = new Uint8Array(mark + 1 + digits + 2);
	for (let at = 0; at <= mark; at++) copy[at] = telegram[at] < 0x80 ? telegram[at] : QUESTION_MARK;
	const crc = crc16(copy, mark + 1);
	for (let digit = 0; digit < digits; digit++) {
		copy[mark + 1 + digit] = HEX.charCodeAt((crc >> (4 * (digits - 1 - digit))) & 0xf);
	}
	copy[copy.length - 2] = CR;
	copy[copy.length - 1] = LF;
	return copy;
}

/** How many of a CRC's four digits there are at `at`. */
function hexDigits(telegram: Uint8Array, at: number): number {
	let count = 0;
	while (count < 4 && hexDigit(telegram[at + count] ?? 0) >= 0) count++;
	return count;
}

function isReadable(telegram: Uint8Array, mark: number, digits: number): boolean {
	for (let at = 0; at < telegram.length; at++) {
		if (telegram[at] >= 0x80) return false;
	}
	for (let at = mark + 1; at <= mark + digits; at++) {
		if (telegram[at] >= 0x61) return false;
	}
	const end = mark + 1 + digits;
	return telegram.length === end + 2 && telegram[end] === CR && telegram[end + 1] === LF;
}

/** Texts that the dictionary does not hold, character by character, each in the context of the one before. */
import { BIT, codeCount, codeSymbol, NUMBER } from "./contexts.js";
import { isFormat } from "./field-format.js";
import type { BitCoder } from "./range-coder.js";
import type { Template } from "./template.js";
import type { TemplateBuilder } from "./template-builder.js";

const SPACE = 0x20;
const OPEN = 0x28;
const ZERO = 0x30;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const LOWER_A = 0x61;
const LOWER_Z = 0x7a;
const DELETE = 0x7f;

const BYTE_BITS = 8;
const HEX_BITS = 7;
const FORMAT_BITS = 8;
/** After so many equal bytes in a row, the number of further ones is coded. */
const LEAST_REPEATS = 3;
/** Longer identifiers are spelled plainly. */
const MOST_PAIRS = 64;

/** A text up to `end` in the source, fields included. */
export function codeText(coder: BitCoder, built: TemplateBuilder, source: Template | undefined, end: number): void {
	let left = codeCount(coder, NUMBER.spelledLength, end - built.length);
	let run = 0;
	while (left > 0 && !built.failed) {
		const at = built.length;
		const byte = codeSymbol(coder, BIT.letters + 256 * classOf(built.at(1)), BYTE_BITS, source?.literals[at] ?? 0);
		run = byte === built.at(1) ? run + 1 : 1;
		built.byte(byte);
		left--;
		if (byte === OPEN) codeField(coder, built, source, 0);
		if (run < LEAST_REPEATS || left === 0) continue;
		let repeats = 0;
		if (source !== undefined) while (repeats < left && source.literals[built.length + repeats] === byte) repeats++;
		repeats = Math.min(left, codeCount(coder, NUMBER.repeats, repeats));
		for (; repeats > 0 && !built.failed; repeats--, left--) built.byte(byte);
		run = 0;
	}
}

/** What stands in a group, up to `end` in the source: an identifier in hexadecimal, a field with a text, or a text. */
export function codeSpelledGroup(
	coder: BitCoder,
	built: TemplateBuilder,
	source: Template | undefined,
	end: number,
): void {
	const pairs = source === undefined ? 0 : hexPairs(source, built, end);
	if (coder.bit(BIT.spelledHex, pairs > 0 ? 1 : 0) === 1) codePairs(coder, built, source, pairs);
	else {
		codeField(coder, built, source, 1);
		codeText(coder, built, source, end);
	}
}

function codePairs(coder: BitCoder, built: TemplateBuilder, source: Template | undefined, pairs: number): void {
	const count = codeCount(coder, NUMBER.hexLength, pairs - 1) + 1;
	if (count > MOST_PAIRS) {
		built.fail();
		return;
	}
	let before = 0;
	for (let pair = 0; pair < count; pair++) {
		const at = built.length;
		const actual = source === undefined ? 0 : 16 * nibbleOf(source.literals[at]) + nibbleOf(source.literals[at + 1]);
		const letter = codeSymbol(coder, BIT.hexLetters + 128 * hexClassOf(before), HEX_BITS, actual);
		built.byte(hexDigit(letter >> 4));
		built.byte(hexDigit(letter & 0xf));
		before = letter;
	}
}

/** Whether a field follows, and its format. */
function codeField(coder: BitCoder, built: TemplateBuilder, source: Template | undefined, context: number): void {
	const isField = source !== undefined && source.fieldAt[built.fields] === built.length ? 1 : 0;
	if (coder.bit(BIT.spelledField + context, isField) === 0) return;
	const format = coder.raw(FORMAT_BITS, source?.formats[built.fields] ?? 0);
	if (isFormat(format)) built.field(format);
	else built.fail();
}

/** How many pairs of digits a group is if it is nothing but printable characters in upper-case hexadecimal; else 0. */
function hexPairs({ literals, fieldAt }: Template, built: TemplateBuilder, end: number): number {
	const length = end - built.length;
	if (length === 0 || length % 2 === 1 || length > 2 * MOST_PAIRS || fieldAt[built.fields] === built.length) return 0;
	for (let at = built.length; at < end; at += 2) {
		const high = nibbleOf(literals[at]);
		const low = nibbleOf(literals[at + 1]);
		const letter = 16 * high + low;
		if (high < 0 || low < 0 || letter < SPACE || letter >= DELETE) return 0;
	}
	return length / 2;
}

function nibbleOf(byte: number): number {
	if (byte >= ZERO && byte < ZERO + 10) return byte - ZERO;
	return byte >= UPPER_A && byte < UPPER_A + 6 ? byte - UPPER_A + 10 : -1;
}

function hexDigit(nibble: number): number {
	return nibble < 10 ? ZERO + nibble : UPPER_A + nibble - 10;
}

/** 7 classes of the byte before. */
function classOf(byte: number): number {
	if (byte < SPACE) return 0;
	if (byte >= ZERO && byte < ZERO + 10) return 1;
	if (byte >= UPPER_A && byte <= UPPER_Z) return 2;
	if (byte >= LOWER_A && byte <= LOWER_Z) return 3;
	if (byte === OPEN) return 4;
	return byte < DELETE ? 5 : 6;
}

function hexClassOf(letter: number): number {
	if (letter === 0) return 0;
	if (letter >= ZERO && letter < ZERO + 10) return 1;
	return letter >= UPPER_A && letter <= UPPER_Z ? 2 : 3;
}

/**
 * A template as bytes. First the telegram's length as a varint, then, until that many characters are told: characters
 * below 0x80 as they are, a byte from 0x80 up for a piece of the dictionary, and the operations below. An operation's
 * arguments are below 0x80 too, so that a piece may stand for any stretch of all this.
 */
import { MAX_TELEGRAM_BYTES } from "../p1/framer.js";
import { crc32 } from "../vendor/crc-32.js";
import { type ByteReader, ByteWriter } from "./byte-stream.js";
import { FIELD_OPERATION, PIECES } from "./dictionary.js";
import { decimalsOf, digitsOf, MAX_FIELDS, type Template, widthOf } from "./template.js";

/** The last character again, that many times: 7 bits, and 7 more. */
const REPEAT_OPERATION = 0x02;
/** The 4 digits of the CRC, computed. */
const CRC_OPERATION = 0x03;
/** Literal digits: the count of pairs, then each pair as a number up to 99. */
const DIGITS_OPERATION = 0x04;
/** Any byte, of which the character would be taken for something else: its high nibble, its low nibble. */
const RAW_OPERATION = 0x05;

const FIRST_CHARACTERS = Uint8Array.from(PIECES, (piece) => piece.charCodeAt(0));

const LINE_FEED = 0x0a;
const ZERO = 0x30;
/** A dictionary piece, plus its place there. */
const FIRST_PIECE = 0x80;
/** Shorter repetitions and runs of digits are no shorter as operations. */
const LEAST_REPEATS = 4;
const LEAST_PAIRS = 3;

/** The 16 bits by which a key frame names the template that it is to be read with. */
export function checkOf(serialized: Uint8Array): number {
	return crc32(serialized) & 0xffff;
}

/** The template as bytes. It says how long it is: no more than these are read back. */
export function serialize(template: Template): Uint8Array {
	const out = new ByteWriter();
	out.varint(template.skeleton.length);
	const operations = operationsOf(template);
	for (let at = 0; at < operations.length; ) {
		// Lines begin with a code, and their values with a field: elsewhere the search is not worth its time.
		const isPiecePossible = operations[at] === FIELD_OPERATION || at === 0 || operations[at - 1] === LINE_FEED;
		const piece = isPiecePossible ? longestPiece(operations, at) : -1;
		out.byte(piece < 0 ? operations[at] : FIRST_PIECE + piece);
		at += piece < 0 ? 1 : PIECES[piece].length;
	}
	return out.finish();
}

/** Characters and operations, not yet abbreviated. */
function operationsOf({ skeleton, fieldStarts, fieldFormats, crcStart }: Template): Uint8Array {
	const out = new ByteWriter();
	let at = 0;
	for (let field = 0; field < fieldStarts.length; field++) {
		writeLiteral(out, skeleton, at, fieldStarts[field]);
		out.byte(FIELD_OPERATION);
		out.byte(fieldFormats[field]);
		at = fieldStarts[field] + widthOf(fieldFormats[field]);
	}
	if (crcStart >= 0) {
		writeLiteral(out, skeleton, at, crcStart);
		out.byte(CRC_OPERATION);
		at = crcStart + 4;
	}
	writeLiteral(out, skeleton, at, skeleton.length);
	return out.finish();
}

function writeLiteral(out: ByteWriter, skeleton: Uint8Array, start: number, end: number): void {
	for (let at = start; at < end; ) {
		const repeats = countRepeats(skeleton, at, end);
		const pairs = countDigitPairs(skeleton, at, end);
		if (repeats >= LEAST_REPEATS) {
			writeCharacter(out, skeleton[at]);
			out.byte(REPEAT_OPERATION);
			out.byte(repeats >> 7);
			out.byte(repeats & 0x7f);
			at += 1 + repeats;
		} else if (pairs >= LEAST_PAIRS) {
			out.byte(DIGITS_OPERATION);
			out.byte(pairs);
			for (const pairsEnd = at + 2 * pairs; at < pairsEnd; at += 2)
				out.byte((skeleton[at] - ZERO) * 10 + skeleton[at + 1] - ZERO);
		} else writeCharacter(out, skeleton[at++]);
	}
}

function writeCharacter(out: ByteWriter, character: number): void {
	const isPlain = character < FIRST_PIECE && (character === 0 || character > RAW_OPERATION);
	if (!isPlain) {
		out.byte(RAW_OPERATION);
		out.byte(character >> 4);
	}
	out.byte(isPlain ? character : character & 0x0f);
}

/** How often the character at `start` comes again right behind it. */
function countRepeats(skeleton: Uint8Array, start: number, end: number): number {
	let at = start + 1;
	while (at < end && skeleton[at] === skeleton[start]) at++;
	return at - start - 1;
}

/** How many pairs of digits there are from `start` on, 127 at most. */
function countDigitPairs(skeleton: Uint8Array, start: number, end: number): number {
	const last = Math.min(end, start + 2 * 0x7f);
	let at = start;
	while (at < last && skeleton[at] >= ZERO && skeleton[at] < ZERO + 10) at++;
	return (at - start) >> 1;
}

/** The place of the longest piece that stands at `at`, or -1. */
function longestPiece(operations: Uint8Array, at: number): number {
	const first = operations[at];
	let longest = -1;
	for (let place = 0; place < PIECES.length; place++) {
		// Nearly all pieces fail by their first character: that comparison must cost nothing.
		if (FIRST_CHARACTERS[place] !== first || !isPieceAt(PIECES[place], operations, at)) continue;
		if (longest < 0 || PIECES[place].length > PIECES[longest].length) longest = place;
	}
	return longest;
}

function isPieceAt(piece: string, operations: Uint8Array, at: number): boolean {
	for (let i = 0; i < piece.length; i++) if (operations[at + i] !== piece.charCodeAt(i)) return false;
	return true;
}

/** Reads a template back; undefined when the bytes are not one, or it makes more than 4,096 bytes or 255 fields. */
export function readTemplate(reader: ByteReader): Template | undefined {
	const length = reader.varint();
	if (length === 0 || length > MAX_TELEGRAM_BYTES) return undefined;
	const skeleton = new Uint8Array(length);
	const starts = new Uint16Array(MAX_FIELDS);
	const formats = new Uint8Array(MAX_FIELDS);
	let [fields, crcStart, at] = [0, -1, 0];
	const operations = new OperationReader(reader);

	while (at < length && !reader.failed) {
		const operation = operations.next();
		const left = length - at;
		if (operation === FIELD_OPERATION) {
			const format = operations.next();
			const isField = digitsOf(format) > decimalsOf(format) && widthOf(format) <= left && fields < MAX_FIELDS;
			if (!isField) return undefined;
			starts[fields] = at;
			formats[fields++] = format;
			at += widthOf(format);
		} else if (operation === REPEAT_OPERATION) {
			const high = operations.next();
			const repeats = (high << 7) | operations.next();
			if (repeats > left || at === 0) return undefined;
			skeleton.fill(skeleton[at - 1], at, at + repeats);
			at += repeats;
		} else if (operation === CRC_OPERATION) {
			if (crcStart >= 0 || left < 4) return undefined;
			crcStart = at;
			at += 4;
		} else if (operation === DIGITS_OPERATION) {
			const pairs = operations.next();
			if (2 * pairs > left) return undefined;
			for (let i = 0; i < pairs; i++) {
				const pair = operations.next();
				if (pair > 99) return undefined;
				skeleton[at++] = ZERO + Math.floor(pair / 10);
				skeleton[at++] = ZERO + (pair % 10);
			}
		} else if (operation === RAW_OPERATION) {
			const high = operations.next();
			const low = operations.next();
			if (high > 0xf || low > 0xf) return undefined;
			skeleton[at++] = (high << 4) | low;
		} else skeleton[at++] = operation;
	}
	if (reader.failed || !operations.isBetweenPieces) return undefined;
	return { skeleton, fieldStarts: starts.slice(0, fields), fieldFormats: formats.slice(0, fields), crcStart };
}

/** Reads a template's bytes with the dictionary's pieces spelled out: all it returns is below 0x80. */
class OperationReader {
	readonly #reader: ByteReader;
	#piece = "";
	#position = 0;

	constructor(reader: ByteReader) {
		this.#reader = reader;
	}

	/** The piece read last was used up, as at the end of every template. */
	get isBetweenPieces(): boolean {
		return this.#position === this.#piece.length;
	}

	next(): number {
		if (!this.isBetweenPieces) return this.#piece.charCodeAt(this.#position++);
		const byte = this.#reader.byte();
		if (byte < FIRST_PIECE) return byte;
		this.#piece = PIECES[byte - FIRST_PIECE] ?? "";
		this.#position = 0;
		if (this.#piece.length > 0) return this.#piece.charCodeAt(this.#position++);
		this.#reader.fail();
		return 0;
	}
}

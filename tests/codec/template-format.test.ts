import { ByteReader } from "../../src/codec/byte-stream.js";
import { PIECES } from "../../src/codec/dictionary.js";
import { findTemplate, readValues, render, type Template } from "../../src/codec/template.js";
import { readTemplate, serialize } from "../../src/codec/template-format.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";
import { assertSameBytes, bytesOf, dutchTelegram, SAMPLES } from "./samples.js";

function readBack(serialized: Uint8Array): Template | undefined {
	const reader = new ByteReader(serialized);
	const template = readTemplate(reader);
	return reader.isComplete ? template : undefined;
}

test("a template written as bytes and read back renders the same telegram", () => {
	for (const [name, telegram] of Object.entries(SAMPLES)) {
		const template = findTemplate(telegram);
		const copy = readBack(serialize(template));
		const values = readValues(template, telegram);
		assert.ok(copy !== undefined && values !== undefined, name);
		assertSameBytes(render(copy, values), telegram, name);
	}
});

test("the dictionary has a place for each byte from 0x80 up, and no piece twice", () => {
	assert.equal(PIECES.length, 128);
	assert.equal(new Set(PIECES).size, 128);
	for (const piece of PIECES)
		for (let i = 0; i < piece.length; i++) assert.ok(piece.charCodeAt(i) > 0 && piece.charCodeAt(i) < 0x80);
});

test("the template of a Dutch telegram takes less than a fifth of it", () => {
	const telegram = dutchTelegram(0, new Random(1));
	const bytes = serialize(findTemplate(telegram)).length;
	assert.ok(bytes * 5 < telegram.length, `${bytes} of ${telegram.length}`);
});

test("a thousand equal bytes more make the template four bytes longer", () => {
	const short = serialize(findTemplate(bytesOf("(\xff)")));
	const long = serialize(findTemplate(bytesOf(`(${"\xff".repeat(1025)})`)));
	// Three for the operation, one more for the telegram's length.
	assert.equal(long.length, short.length + 4);
});

test("a template cut short anywhere is refused", () => {
	const serialized = serialize(findTemplate(dutchTelegram(0, new Random(1))));
	for (let length = 0; length < serialized.length; length++)
		assert.equal(readBack(serialized.slice(0, length)), undefined, `${length} bytes`);
});

test("bytes that are no template are refused", () => {
	const cases: readonly [name: string, bytes: readonly number[]][] = [
		["an empty telegram", [0]],
		["4,097 bytes", [0x81, 0x20, 0x2f, 0x02, 0x20, 0x00]],
		["a length written longer than it had to be", [0x81, 0x00, 0x2f]],
		["a field of no digits", [4, 0x01, 0x00]],
		["a field with as many decimals as digits", [4, 0x01, (3 << 3) | 3]],
		["a field that does not fit", [4, 0x01, 5 << 3]],
		["a repetition of nothing", [4, 0x02, 0, 4]],
		["a repetition that does not fit", [4, 0x2f, 0x02, 0, 4]],
		["a CRC that does not fit", [4, 0x2f, 0x03]],
		["two CRCs", [8, 0x03, 0x03]],
		["a pair of digits above 99", [4, 0x04, 2, 99, 100]],
		["digits that do not fit", [4, 0x04, 3, 1, 2, 3]],
		["a raw byte above 255", [1, 0x05, 0x10, 0]],
		["a piece that does not fit", [1, 0x80]],
	];
	for (const [name, bytes] of cases) assert.equal(readBack(Uint8Array.from(bytes)), undefined, name);
});

test("no template has more than 255 fields", () => {
	const fields = (count: number) => [
		...[0x80 | (count & 0x7f), count >> 7],
		...Array.from({ length: count }, () => [0x01, 1 << 3]).flat(),
	];
	assert.equal(readBack(Uint8Array.from(fields(255)))?.fieldFormats.length, 255);
	assert.equal(readBack(Uint8Array.from(fields(256))), undefined);
});

import { ByteReader, ByteWriter } from "../../src/codec/byte-stream.js";
import { assert, test } from "../harness/index.js";

test("a varint carries every integer up to 2^53 - 1, 15 digits included, without loss", () => {
	const values = [0, 1, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32, 190324150521, 999_999_999_999_999, 2 ** 53 - 1];
	const writer = new ByteWriter();
	for (const value of values) writer.varint(value);
	const reader = new ByteReader(writer.finish());
	for (const value of values) assert.equal(reader.varint(), value);
	assert.ok(reader.isComplete);
});

test("a varint that is overlong, too great or cut short is refused", () => {
	const cases: readonly (readonly number[])[] = [
		[],
		[0x80],
		[0x80, 0x00],
		[0xff, 0x80, 0x00],
		[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x10],
		[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
	];
	for (const bytes of cases) {
		const reader = new ByteReader(Uint8Array.from(bytes));
		assert.equal(reader.varint(), 0);
		assert.ok(reader.failed);
	}
});

test("a reader that has failed once stays failed, and reads zeros", () => {
	const reader = new ByteReader(Uint8Array.of(1, 2));
	reader.fail();
	assert.equal(reader.byte(), 0);
	assert.equal(reader.uint16(), 0);
	assert.ok(reader.failed && !reader.isComplete);
});

test("what was not read makes a reader incomplete", () => {
	const reader = new ByteReader(Uint8Array.of(1, 2, 3));
	assert.equal(reader.uint16(), 0x0102);
	assert.ok(!reader.failed && !reader.isComplete);
	reader.byte();
	assert.ok(reader.isComplete);
});

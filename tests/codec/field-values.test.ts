import { ByteReader, ByteWriter } from "../../src/codec/byte-stream.js";
import {
	countChanges,
	type FieldValues,
	readAllValues,
	readChanges,
	writeAllValues,
	writeChanges,
} from "../../src/codec/field-values.js";
import { findTemplate } from "../../src/codec/template.js";
import { assert, test } from "../harness/index.js";
import { bytesOf } from "./samples.js";

/** What a receiver makes of the changes from one to the other, where every field has that many digits. */
function transfer(digits: number, baseline: FieldValues, values: FieldValues): FieldValues | undefined {
	const template = findTemplate(bytesOf(`(${"0".repeat(digits)})`.repeat(baseline.length)));
	const writer = new ByteWriter();
	writeChanges(writer, baseline, values);
	const reader = new ByteReader(writer.finish());
	const result = readChanges(reader, countChanges(baseline, values), template, baseline);
	if (result !== undefined) assert.ok(reader.isComplete);
	return result;
}

test("a change of any size behind any number of unchanged fields arrives", () => {
	for (let gap = 0; gap < 20; gap++) {
		for (const change of [1, 15, 16, 17, 79, 80, 5000, 2 ** 33, 400_000_000_000_000]) {
			for (const sign of [1, -1]) {
				const baseline = new Float64Array(41).fill(500_000_000_000_000);
				const values = baseline.slice();
				values[gap] += sign * change;
				values[2 * gap + 1] -= sign * change;
				assert.deepEqual(transfer(15, baseline, values), values, `${sign * change} behind ${gap}`);
			}
		}
	}
});

test("a change that leads out of what a field's digits can hold is refused", () => {
	assert.deepEqual(transfer(3, Float64Array.of(998), Float64Array.of(999)), Float64Array.of(999));
	assert.equal(transfer(3, Float64Array.of(999), Float64Array.of(1000)), undefined);
	assert.deepEqual(transfer(3, Float64Array.of(1), Float64Array.of(0)), Float64Array.of(0));
	assert.equal(transfer(3, Float64Array.of(0), Float64Array.of(-1)), undefined);
});

test("a change of a field that does not exist is refused", () => {
	const template = findTemplate(bytesOf("(000)(000)"));
	const baseline = Float64Array.of(1, 2);
	const read = (count: number, bytes: readonly number[]) =>
		readChanges(new ByteReader(Uint8Array.from(bytes)), count, template, baseline);
	assert.deepEqual(read(1, [0x20]), Float64Array.of(1, 3));
	assert.equal(read(1, [0x40]), undefined);
	assert.equal(read(3, [0x00, 0x00, 0x00]), undefined);
	assert.equal(read(1, [0xe0, 0xff, 0xff, 0xff, 0x7f]), undefined);
});

test("a value with more digits than its field is refused", () => {
	const template = findTemplate(bytesOf("(000)(00.000)"));
	for (const { values, isValid } of [
		{ values: Float64Array.of(999, 99_999), isValid: true },
		{ values: Float64Array.of(1000, 0), isValid: false },
		{ values: Float64Array.of(0, 100_000), isValid: false },
	]) {
		const writer = new ByteWriter();
		writeAllValues(writer, values);
		assert.deepEqual(readAllValues(new ByteReader(writer.finish()), template), isValid ? values : undefined);
	}
});

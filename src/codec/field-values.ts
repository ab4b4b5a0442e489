/** The values of a telegram's fields as bytes: all of them, or those that differ from a baseline's. */
import type { ByteReader, ByteWriter } from "./byte-stream.js";
import { digitsOf, type FieldFormat, type Template } from "./template.js";

/** Values of one telegram, one integer of up to 15 digits per field of its template. */
export type FieldValues = Float64Array;

/**
 * The first byte of a change: in its top 3 bits how many unchanged fields are skipped, in its low 5 bits the change. All
 * bits set means: this much, and a varint for the rest follows (the rest of the gap first).
 */
const GAP_MAX = 0x07;
const CHANGE_MAX = 0x1f;
const CHANGE_BITS = 5;

export function writeAllValues(out: ByteWriter, values: FieldValues): void {
	for (const value of values) out.varint(value);
}

/** Undefined when the bytes are not one number for each field, or one has more digits than its field. */
export function readAllValues(reader: ByteReader, { fieldFormats }: Template): FieldValues | undefined {
	const values = new Float64Array(fieldFormats.length);
	for (let field = 0; field < values.length; field++) {
		values[field] = reader.varint();
		if (reader.failed || values[field] >= limitOf(fieldFormats[field])) return undefined;
	}
	return values;
}

/** How many values differ. Both telegrams have the same template. */
export function countChanges(baseline: FieldValues, values: FieldValues): number {
	let count = 0;
	for (let field = 0; field < values.length; field++) if (values[field] !== baseline[field]) count++;
	return count;
}

/** The values that differ, in the order of their fields. */
export function writeChanges(out: ByteWriter, baseline: FieldValues, values: FieldValues): void {
	let gap = 0;
	for (let field = 0; field < values.length; field++) {
		const change = values[field] - baseline[field];
		if (change === 0) {
			gap++;
			continue;
		}
		const code = change > 0 ? 2 * (change - 1) : 2 * (-change - 1) + 1;
		out.byte((Math.min(gap, GAP_MAX) << CHANGE_BITS) | Math.min(code, CHANGE_MAX));
		if (gap >= GAP_MAX) out.varint(gap - GAP_MAX);
		if (code >= CHANGE_MAX) out.varint(code - CHANGE_MAX);
		gap = 0;
	}
}

/** The values that `count` changes make of the baseline's; undefined when the bytes are not such changes. */
export function readChanges(
	reader: ByteReader,
	count: number,
	{ fieldFormats }: Template,
	baseline: FieldValues,
): FieldValues | undefined {
	const values = baseline.slice();
	let field = 0;
	for (let i = 0; i < count; i++, field++) {
		const first = reader.byte();
		const shortGap = first >> CHANGE_BITS;
		const shortCode = first & CHANGE_MAX;
		field += shortGap === GAP_MAX ? GAP_MAX + reader.varint() : shortGap;
		const code = shortCode === CHANGE_MAX ? CHANGE_MAX + reader.varint() : shortCode;
		if (reader.failed || field >= values.length) return undefined;
		const size = Math.floor(code / 2) + 1;
		const value = values[field] + (code % 2 === 0 ? size : -size);
		if (value < 0 || value >= limitOf(fieldFormats[field])) return undefined;
		values[field] = value;
	}
	return values;
}

/** The smallest number that has too many digits for a field. */
function limitOf(format: FieldFormat): number {
	let limit = 1;
	for (let digit = digitsOf(format); digit > 0; digit--) limit *= 10;
	return limit;
}

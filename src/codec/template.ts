/**
 * A telegram taken apart: what is the same in the next one (the template) and the numbers that may differ (the values).
 *
 * A field is a number in its parentheses - `(003432.827*kWh)`, `(-000210.92*W)` - or a time. Everything else but the CRC
 * is literal, whatever bytes it is made of, and a telegram of which a literal differs has another template. A number's
 * sign, its count of digits and the CRC's form are the telegram's own: with these another telegram fits the same
 * template. Rendering gives back the telegram byte for byte.
 */
import { crcStartOf, readCrc, writeCrc } from "./crc-form.js";
import { widthOf } from "./field-format.js";
import { FieldReader, writeField } from "./field-text.js";

/** More fields than any known meter has; what is beyond stays literal. */
export const MAX_FIELDS = 255;

/** What consecutive telegrams of a meter have in common. */
export interface Template {
	/** The telegram without its fields and its CRC. */
	readonly literals: Uint8Array;
	/** Before which literal each field stands, in rising order: `MAX_FIELDS` at most. */
	readonly fieldAt: Uint16Array;
	/** How each field was printed when the template was made. */
	readonly formats: Uint8Array;
	/** Before which literal the CRC stands, or -1: what follows the last `!` is no CRC of any form. */
	readonly crcAt: number;
}

/** What one telegram has of its own. */
export interface Content {
	/** By field: an integer of up to 15 digits, or a time's value. */
	readonly values: Float64Array;
	/** By field; the template's own array where none differs. */
	readonly formats: Uint8Array;
	/** How the CRC is written (`crc-form.ts`), and its 16 bits where it is not this telegram's. */
	readonly crcForm: number;
	readonly crc: number;
}

const OPEN = 0x28;
const CRC_DIGITS = 4;

/** Finds the fields and the CRC of any bytes, 65,535 at most. */
export function findTemplate(telegram: Uint8Array): Template {
	const literals = new Uint8Array(telegram.length);
	const fieldAt = new Uint16Array(MAX_FIELDS);
	const formats = new Uint8Array(MAX_FIELDS);
	const reader = new FieldReader(telegram);
	const crcStart = crcStartOf(telegram);
	const crcEnd = crcStart < 0 ? -1 : crcStart + readCrc(telegram, crcStart).digits;
	let length = 0;
	let count = 0;
	let crcAt = -1;
	for (let at = 0; at < telegram.length; ) {
		const byte = telegram[at++];
		literals[length++] = byte;
		if (at === crcStart) {
			crcAt = length;
			at = crcEnd;
		}
		if (byte !== OPEN || count === MAX_FIELDS || !reader.find(at)) continue;
		fieldAt[count] = length;
		formats[count++] = reader.format;
		at = reader.end;
	}
	return {
		literals: literals.slice(0, length),
		fieldAt: fieldAt.slice(0, count),
		formats: formats.slice(0, count),
		crcAt,
	};
}

/** What makes this telegram of the template; undefined when it has another template. */
export function readContent(template: Template, telegram: Uint8Array): Content | undefined {
	const { literals, fieldAt, crcAt } = template;
	const values = new Float64Array(fieldAt.length);
	const reader = new FieldReader(telegram);
	let formats = template.formats;
	let at = 0;
	let literal = 0;
	for (let field = 0; field < values.length; field++) {
		for (const end = fieldAt[field]; literal < end; literal++)
			if (telegram[at++] !== literals[literal]) return undefined;
		if (!reader.read(at, formats[field])) return undefined;
		values[field] = reader.value;
		at = reader.end;
		if (reader.format === formats[field]) continue;
		if (formats === template.formats) formats = formats.slice();
		formats[field] = reader.format;
	}
	const last = crcAt < 0 ? literals.length : crcAt;
	for (; literal < last; literal++) if (telegram[at++] !== literals[literal]) return undefined;
	let crcForm = 0;
	let crc = 0;
	if (crcAt >= 0) {
		const written = readCrc(telegram, at);
		if (written.form < 0) return undefined;
		crcForm = written.form;
		crc = written.crc;
		at += written.digits;
		for (; literal < literals.length; literal++) if (telegram[at++] !== literals[literal]) return undefined;
	}
	return at === telegram.length ? { values, formats, crcForm, crc } : undefined;
}

/** The most bytes that a telegram of this content has. */
export function roomFor(template: Template, { values, formats }: Content): number {
	let length = template.literals.length + CRC_DIGITS;
	for (let field = 0; field < values.length; field++) length += widthOf(formats[field], values[field]);
	return length;
}

/** The telegram of this content: a value for each field, which its format can print (`isValue`). */
export function render(template: Template, content: Content): Uint8Array {
	const { literals, fieldAt, crcAt } = template;
	const { values, formats, crcForm, crc } = content;
	const telegram = new Uint8Array(roomFor(template, content));
	let at = 0;
	let literal = 0;
	const copyTo = (end: number) => {
		telegram.set(literals.subarray(literal, end), at);
		at += end - literal;
		literal = end;
	};
	for (let field = 0; field < values.length; field++) {
		copyTo(fieldAt[field]);
		at = writeField(telegram, at, formats[field], values[field]);
	}
	if (crcAt >= 0) {
		copyTo(crcAt);
		at = writeCrc(telegram, at, crcForm, crc);
	}
	copyTo(literals.length);
	return telegram.slice(0, at);
}

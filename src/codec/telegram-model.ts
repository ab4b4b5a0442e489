/**
 * The model of a telegram: every value from the reference and from values coded before, in an order that lets much
 * follow from little. It is told once for both directions (`range-coder.ts`).
 */
import { BIT, codeRaw, NUMBER, NUMBER_SLOTS } from "./contexts.js";
import { CRC_FORMS, CrcForm } from "./crc-form.js";
import { digitsOf, isFormat, isValue } from "./field-format.js";
import { FieldKind, type Layout } from "./layout.js";
import { codeReading, codeReadingTime } from "./mbus-model.js";
import { ModelState } from "./model-state.js";
import { codeCurrents, codeOtherPowers, codePhasePowers, codeTotalPower, codeVoltages } from "./power-model.js";
import type { BitCoder } from "./range-coder.js";
import { codeDemand, codeRegisters } from "./register-model.js";
import type { Content } from "./template.js";
import { codeOwnTime, codeStamp, timeOf } from "./time-model.js";

/** A telegram that others can be coded against: its content, and how long after its own reference it was. */
export interface Reference extends Content {
	/** Seconds; 0 where there was none. */
	readonly step: number;
}

const CRC_FORM_BITS = 3;
const CRC_BITS = 16;
const FORMAT_BITS = 8;

/**
 * Codes a telegram of this layout against `reference`, or all of it where there is none. An encoder gives its content; a
 * decoder gives none and gets it, undefined for bytes that no encoder writes.
 */
export function codeTelegram(
	coder: BitCoder,
	layout: Layout,
	reference: Reference | undefined,
	content?: Content,
): Reference | undefined {
	const { template } = layout;
	const crcForm =
		template.crcAt < 0 ? CrcForm.none : codeCrcForm(coder, reference?.crcForm ?? CrcForm.upper, content?.crcForm ?? 0);
	if (crcForm >= CRC_FORMS) return undefined;
	const crc = crcForm === CrcForm.other ? codeRaw(coder, CRC_BITS, content?.crc ?? 0) : 0;
	const formats = codeFormats(coder, reference?.formats ?? template.formats, content?.formats);
	// The models write an encoder's values again, the same ones. In a decoder, a value that no model codes stays NaN and
	// is refused.
	const now = content?.values ?? new Float64Array(formats.length).fill(Number.NaN);
	const state = new ModelState(coder, layout, reference?.values, now);
	return codeFields(state, { formats, crcForm, crc, step: reference?.step ?? 0 }, content === undefined);
}

/**
 * Called last of all, so that it takes its caller's place on the stack: nowhere is the program deeper than in the
 * models.
 */
function codeFields(state: ModelState, head: Omit<Reference, "values">, isDecoded: boolean): Reference | undefined {
	const step = codeOwnTime(state, head.step);
	codePhasePowers(state);
	codeTotalPower(state);
	codeVoltages(state);
	codeCurrents(state);
	codeOtherPowers(state);
	codeRegisters(state);
	codeDemand(state);
	codeReadings(state);
	codeOthers(state);
	const { formats, crcForm, crc } = head;
	const values = state.now;
	if (isDecoded)
		for (let field = 0; field < values.length; field++) if (!isValue(formats[field], values[field])) return undefined;
	return { values, formats, crcForm, crc, step };
}

function codeCrcForm(coder: BitCoder, expected: number, form: number): number {
	const isOther = coder.bit(BIT.crcForm, form === expected ? 0 : 1);
	return isOther === 0 ? expected : coder.raw(CRC_FORM_BITS, form);
}

/** How the fields are printed: nearly always as before. */
function codeFormats(coder: BitCoder, was: Uint8Array, now: Uint8Array | undefined): Uint8Array {
	let isSame = 1;
	if (now !== undefined && now !== was)
		for (let field = 0; field < was.length; field++) if (now[field] !== was[field]) isSame = 0;
	if (coder.bit(BIT.formats, 1 - isSame) === 0) return was;
	const formats = was.slice();
	for (let field = 0; field < formats.length; field++) {
		const format = now === undefined ? 0 : now[field];
		if (coder.bit(BIT.formatChange, format === was[field] ? 0 : 1) === 0) continue;
		const coded = coder.raw(FORMAT_BITS, format);
		formats[field] = isFormat(coded) ? coded : was[field];
	}
	return formats;
}

function codeReadings(state: ModelState): void {
	const { kinds } = state.layout;
	let isNew = true;
	for (let field = 0; field < kinds.length; field++) {
		if (kinds[field] === FieldKind.mbusTime) isNew = codeReadingTime(state, field);
		else if (kinds[field] === FieldKind.mbusValue) codeReading(state, field, isNew);
	}
}

/** Fields that the model knows nothing of: mostly unchanged. Where one has changed, the next is likelier to have. */
function codeOthers(state: ModelState): void {
	const { coder, was, now, isKey, layout } = state;
	const { kinds } = layout;
	if (!isKey) {
		let isAny = 0;
		for (let field = 0; field < kinds.length; field++)
			if (isOther(kinds[field]) && now[field] !== was[field]) isAny = 1;
		if (coder.bit(BIT.othersChange, isAny) === 0) {
			for (let field = 0; field < kinds.length; field++) if (isOther(kinds[field])) now[field] = was[field];
			return;
		}
	}
	let changes = 0;
	let listValue = -1;
	let listTime = -1;
	for (let field = 0; field < kinds.length; field++) {
		const kind = kinds[field];
		if (!isOther(kind)) continue;
		if (kind === FieldKind.time) codeStamp(state, field);
		else if (kind === FieldKind.listTime) {
			const before = listTime < 0 ? -1 : timeOf(now[listTime], false);
			codeStamp(state, field, before < 0 ? state.time : before + LIST_SECONDS);
			listTime = field;
		} else if (isKey && kind === FieldKind.listValue) {
			state.put(field, listValue < 0 ? 0 : now[listValue], listValue < 0 ? NUMBER.mbusKey : NUMBER.listKey);
			listValue = field;
		} else if (isKey) {
			const digits = digitsOf(layout.template.formats[field]);
			state.put(field, 0, NUMBER.other + NUMBER_SLOTS * (digits < 8 ? digits - 1 : 7));
		} else if (coder.bit(BIT.otherChange + changes, now[field] === was[field] ? 0 : 1) === 1) {
			state.put(field, was[field], NUMBER.otherChange);
			if (changes < 3) changes++;
		} else now[field] = was[field];
	}
}

/** A list has a reading for each hour. */
const LIST_SECONDS = 3600;

function isOther(kind: number): boolean {
	return kind === FieldKind.other || kind === FieldKind.time || kind >= FieldKind.listValue;
}

/** What of a value Home Assistant is told with its entity: what it is, its unit and its decimals, in 16 bits. */
import type { Value } from "../p1/reading.js";
import { UNITS, type UnitRule } from "./entities.js";

/** In the upper bits; what is above are units: that of none in the table, then those of the table. */
export const Form = Object.freeze({ unseen: 0, time: 1, text: 2, quantity: 3 });
const SCALE_BITS = 5;

const UNIT_NAMES: readonly string[] = Object.freeze(["", ...UNITS.keys()]);

export function formOf(value: Value): number {
	if (value.kind === "time") return Form.time << SCALE_BITS;
	if (value.kind === "text") return Form.text << SCALE_BITS;
	return ((Form.quantity + Math.max(0, UNIT_NAMES.indexOf(value.unit))) << SCALE_BITS) | value.scale;
}

/** Whether an entity of either form is told of alike: decimals are a suggestion, which needs no new document. */
export function isToldAlike(a: number, b: number): boolean {
	return a >> SCALE_BITS === b >> SCALE_BITS;
}

/** One of `Form`. */
export function kindOf(form: number): number {
	return Math.min(form >> SCALE_BITS, Form.quantity);
}

export function unitOf(form: number): UnitRule | undefined {
	return UNITS.get(UNIT_NAMES[(form >> SCALE_BITS) - Form.quantity]);
}

export function decimalsOf(form: number): number {
	return form & ((1 << SCALE_BITS) - 1);
}

/**
 * What stands between a telegram's parentheses, read exactly (DSMR 5.0.2, 6.4). Each reader returns a reason for what
 * a meter sends when it has no value, and `unreadable` for what it can't take: neither is ever taken for a zero.
 */
import { FILLING, hexDigit, isDigit, isPrintable, POINT, ZERO } from "./ascii.js";
import { readTime } from "./meter-time.js";
import type { MeterTime, NoValue, Quantity, Text } from "./reading.js";

/** A quantity and when it was taken; no time where the meter's clock was never set. */
export interface Stamped {
	time: MeterTime | undefined;
	quantity: Quantity;
}

/** Every integer of 15 digits is a safe one. */
const MAX_DIGITS = 15;

/** The table's spelling of a unit: meters write kvarh, kVArh and `kWh `. */
function spelling(unit: string, units: readonly string[]): string | undefined {
	// The table's own string: a meter's would be another one for each value.
	const exact = units.indexOf(unit);
	if (exact >= 0) return units[exact];
	const lower = unit.trim().toLowerCase();
	return units.find((known) => known.toLowerCase() === lower);
}

/**
 * `003432.827*kWh`, in one of `units` (the empty one for a bare number). The `*` may lack, as in some Belgian
 * telegrams. With `register`, the quantity tells how many digits were written, and is not below zero: a register counts.
 */
export function readQuantity(
	text: string,
	units: readonly string[],
	register = false,
): Quantity | NoValue | "unreadable" {
	if (text.trim() === "") return "empty";
	const negative = text.startsWith("-");
	const start = negative ? 1 : 0;
	let at = start;
	let value = 0;
	let digits = 0;
	let point = -1;
	for (; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (isDigit(code)) {
			value = value * 10 + code - ZERO;
			// Leading zeros are free, but those of a fraction count: the scale is bounded too.
			if (value !== 0 || point >= 0) digits++;
			if (digits > MAX_DIGITS) return "unreadable";
		} else if (code === POINT && point < 0) {
			point = at;
		} else {
			break;
		}
	}
	// A digit before the point or the unit, and one after the point.
	if (!isDigit(text.charCodeAt(start)) || !isDigit(text.charCodeAt(at - 1))) return "unreadable";
	const unit = spelling(text.slice(text[at] === "*" ? at + 1 : at), units);
	if (unit === undefined || (register && negative && value !== 0)) return "unreadable";
	const quantity: Quantity = {
		kind: "quantity",
		value: negative && value !== 0 ? -value : value,
		scale: point < 0 ? 0 : at - point - 1,
		unit,
	};
	if (register) quantity.digits = at - start - (point < 0 ? 0 : 1);
	return quantity;
}

/**
 * A limit: a quantity, or nothing but nines, by which meters say that it is off: `999.9*kW` and `999*A` (e-MUCS 1.7.1),
 * `99.999*kW` and `999.99*A` (e-MUCS 2.1.1), `0999.00*kW` (DSMR 3).
 */
export function readLimit(text: string, units: readonly string[]): Quantity | NoValue | "unreadable" {
	const quantity = readQuantity(text, units);
	if (typeof quantity === "string") return quantity;
	let { value, scale } = quantity;
	// Below that a limit can be one: 9.99 kW.
	if (value < 99 * 10 ** scale) return quantity;
	for (; scale > 0 && value % 10 === 0; scale--) value /= 10;
	return value >= 999 && /^9+$/.test(String(value)) ? "no-limit" : quantity;
}

/**
 * A quantity with its time, in either order: a Belgian meter of 2026 sends the value of 1.6.0 first. `(0)` alone is
 * what a meter sends of a device that it never heard.
 */
export function readStamped(
	groups: readonly string[],
	units: readonly string[],
	register = false,
): Stamped | NoValue | "unreadable" {
	if (groups.every((group) => group === "")) return "empty";
	if (groups.length === 1 && consistsOf(groups[0], ZERO)) return "never-heard";
	if (groups.length !== 2) return "unreadable";
	const timeFirst = readTime(groups[0]) !== "unreadable";
	const time = readTime(groups[timeFirst ? 0 : 1]);
	const quantity = readQuantity(groups[timeFirst ? 1 : 0], units, register);
	if (time === "unreadable") return "unreadable";
	if (typeof time !== "string") return typeof quantity === "string" ? quantity : { time, quantity };
	// Without a time, a zero and a number without its unit stand for no value at all.
	if (typeof quantity === "string" || quantity.value === 0) return "never-heard";
	return { time: undefined, quantity };
}

/** What meters of Iskraemeco send for what they do not have: the number of an error. */
const ERROR = /^ER\d\d$/;

/** The text as it stands, without surrounding spaces. */
export function readText(text: string): Text | NoValue {
	const trimmed = text.trim();
	if (trimmed.length === 4 && ERROR.test(trimmed)) return "filler";
	return trimmed === "" ? "empty" : { kind: "text", text: trimmed };
}

/** The text that pairs of hexadecimal digits stand for, or undefined where it would not be printable ASCII. */
function decodeHex(text: string): string | undefined {
	if (text.length % 2 !== 0) return undefined;
	let decoded = "";
	for (let i = 0; i < text.length; i += 2) {
		const high = hexDigit(text.charCodeAt(i));
		const low = hexDigit(text.charCodeAt(i + 1));
		const code = high * 16 + low;
		if (low < 0 || !isPrintable(code)) return undefined;
		decoded += String.fromCharCode(code);
	}
	return decoded;
}

/** Whether `text` has no other character than the one of this code. */
function consistsOf(text: string, code: number): boolean {
	for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== code) return false;
	return true;
}

/**
 * An octet string: hexadecimal by the standard and decoded where that gives printable text, kept as it is otherwise.
 * All zeros, or bytes of 0xFF (Hungarian meters send 1,024 of them), are an empty one.
 */
export function readOctets(text: string): Text | NoValue {
	if (text === "") return "empty";
	if (consistsOf(text, ZERO) || consistsOf(text, FILLING)) return "filler";
	return readText(decodeHex(text) ?? text);
}

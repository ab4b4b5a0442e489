/**
 * What stands between a telegram's parentheses, read exactly (DSMR 5.0.2, 6.4). Each reader returns `absent` for what
 * a meter sends when it has no value, and `unreadable` for what it can't take: neither is ever taken for a zero.
 */
import { hexDigit, isDigit, POINT, ZERO } from "./ascii.js";
import type { MeterTime, Quantity, Text } from "./reading.js";

export type Unread = "absent" | "unreadable";

/** A quantity and when it was taken; no time where the meter's clock was never set. */
export interface Stamped {
	time: MeterTime | undefined;
	quantity: Quantity;
}

/** Every integer of 15 digits is a safe one. */
const MAX_DIGITS = 15;

/** The table's spelling of a unit: meters write kvarh, kVArh and `kWh `. */
function spelling(unit: string, units: readonly string[]): string | undefined {
	if (units.includes(unit)) return unit;
	const lower = unit.trim().toLowerCase();
	return units.find((known) => known.toLowerCase() === lower);
}

/** `003432.827*kWh`, in one of `units` (the empty one for a bare number). The `*` may lack, as in some Belgian telegrams. */
export function readQuantity(text: string, units: readonly string[]): Quantity | Unread {
	if (text.trim() === "") return "absent";
	const negative = text.startsWith("-");
	let at = negative ? 1 : 0;
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
	if (!isDigit(text.charCodeAt(negative ? 1 : 0)) || !isDigit(text.charCodeAt(at - 1))) return "unreadable";
	const unit = spelling(text.slice(text[at] === "*" ? at + 1 : at), units);
	if (unit === undefined) return "unreadable";
	return {
		kind: "quantity",
		value: negative && value !== 0 ? -value : value,
		scale: point < 0 ? 0 : at - point - 1,
		unit,
	};
}

/** Whether the two digits at `at` lie within `least` and `most`. */
function within(digits: string, at: number, least: number, most: number): boolean {
	const number = Number(digits.slice(at, at + 2));
	return number >= least && number <= most;
}

/**
 * `YYMMDDhhmmss` and S, W or neither. A clock that was never set starts in 2000 or 1970, and a gas meter that was
 * never heard has the time `632525252525W`: both are absent.
 */
export function readTime(text: string): MeterTime | Unread {
	if (text.trim() === "") return "absent";
	const season = text.slice(12).toUpperCase();
	if (text.length < 12 || (season !== "" && season !== "S" && season !== "W")) return "unreadable";
	for (let i = 0; i < 12; i++) if (!isDigit(text.charCodeAt(i))) return "unreadable";
	const local = text.slice(0, 12);
	const set =
		within(local, 0, 1, 69) &&
		within(local, 2, 1, 12) &&
		within(local, 4, 1, 31) &&
		within(local, 6, 0, 23) &&
		within(local, 8, 0, 59) &&
		within(local, 10, 0, 59);
	return set ? { kind: "time", local, season: season === "" ? undefined : season } : "absent";
}

/** A quantity with its time, in either order: a Belgian meter of 2026 sends the value of 1.6.0 first. */
export function readStamped(groups: readonly string[], units: readonly string[]): Stamped | Unread {
	if (groups.every((group) => group === "")) return "absent";
	if (groups.length !== 2) return "unreadable";
	const timeFirst = readTime(groups[0]) !== "unreadable";
	const time = readTime(groups[timeFirst ? 0 : 1]);
	const quantity = readQuantity(groups[timeFirst ? 1 : 0], units);
	if (time === "unreadable") return "unreadable";
	if (time !== "absent") return typeof quantity === "string" ? quantity : { time, quantity };
	// Without a time, a zero and a number without its unit stand for no value at all.
	if (quantity === "absent" || quantity === "unreadable" || quantity.value === 0) return "absent";
	return { time: undefined, quantity };
}

/** The text as it stands, without surrounding spaces. */
export function readText(text: string): Text | Unread {
	const trimmed = text.trim();
	return trimmed === "" ? "absent" : { kind: "text", text: trimmed };
}

/** The text that pairs of hexadecimal digits stand for, or undefined where it would not be printable ASCII. */
function decodeHex(text: string): string | undefined {
	if (text.length % 2 !== 0) return undefined;
	let decoded = "";
	for (let i = 0; i < text.length; i += 2) {
		const high = hexDigit(text.charCodeAt(i));
		const low = hexDigit(text.charCodeAt(i + 1));
		const code = high * 16 + low;
		if (low < 0 || code < 0x20 || code > 0x7e) return undefined;
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
export function readOctets(text: string): Text | Unread {
	if (consistsOf(text, ZERO) || consistsOf(text, 0xff)) return "absent";
	return readText(decodeHex(text) ?? text);
}

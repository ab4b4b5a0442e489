/** The times that stand in telegrams: `231026204015S` (DSMR 5.0.2, 6.4 TST), and what some meters send in their place. */
import { hexDigit, isDigit } from "./ascii.js";
import type { MeterTime, NoValue } from "./reading.js";

/** Whether the two digits at `at` lie within `least` and `most`. */
function within(digits: string, at: number, least: number, most: number): boolean {
	const number = Number(digits.slice(at, at + 2));
	return number >= least && number <= most;
}

/** Days of the month of `YYMM...`; a calendar's own leap years, for this century has no other. */
function daysOf(local: string): number {
	const month = Number(local.slice(2, 4));
	if (month === 2) return Number(local.slice(0, 2)) % 4 === 0 ? 29 : 28;
	return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** A clock that was never set starts in 2000 or 1970, and a gas meter that was never heard has `632525252525W`. */
function checked(local: string, season: MeterTime["season"]): MeterTime | NoValue {
	const set =
		within(local, 0, 1, 69) &&
		within(local, 2, 1, 12) &&
		within(local, 4, 1, daysOf(local)) &&
		within(local, 6, 0, 23) &&
		within(local, 8, 0, 59) &&
		within(local, 10, 0, 59);
	return set ? { kind: "time", local, season } : "clock-lost";
}

/** `YYMMDDhhmmss` and S, W or neither; or in a form that only some meters have. */
export function readTime(text: string): MeterTime | NoValue | "unreadable" {
	if (text.trim() === "") return "empty";
	if (text.length === COSEM_DIGITS) return readCosemTime(text);
	if (text.length === SPACED.length) return readSpacedTime(text);
	const season = text.slice(12).toUpperCase();
	if (text.length < 12 || (season !== "" && season !== "S" && season !== "W")) return "unreadable";
	if (!isDigits(text, 12)) return "unreadable";
	return checked(text.slice(0, 12), season === "" ? undefined : season);
}

/** As a pattern of zeros, in fewer steps: times are read in each telegram. */
function isDigits(text: string, end: number): boolean {
	for (let i = 0; i < end; i++) if (!isDigit(text.charCodeAt(i))) return false;
	return true;
}

/** Whether a text begins as the pattern does, in which a 0 stands for any digit. */
function begins(text: string, pattern: string): boolean {
	for (let at = 0; at < pattern.length; at++) {
		if (pattern[at] === "0" ? !isDigit(text.charCodeAt(at)) : text[at] !== pattern[at]) return false;
	}
	return true;
}

/** Pairs of digits, from where each stands. */
function pairs(text: string, ...places: number[]): string {
	return places.map((at) => text.slice(at, at + 2)).join("");
}

const DASHED = "00-00-00 00:00:00";

/** `YY-MM-DD hh:mm:ss`, as the ACE4000 dates the hours of its gas meter. */
export function readDashedTime(text: string): MeterTime | NoValue | "unreadable" {
	if (text.trim() === "") return "empty";
	if (text.length !== DASHED.length || !begins(text, DASHED)) return "unreadable";
	return checked(pairs(text, 0, 3, 6, 9, 12, 15), undefined);
}

const SPACED = "00000000 00:00:00";

/** `YYYYMMDD hh:mm:ss`, as Danish meters of NES tell their time. */
function readSpacedTime(text: string): MeterTime | NoValue | "unreadable" {
	if (!begins(text, SPACED)) return "unreadable";
	return text.startsWith("20") ? checked(pairs(text, 2, 4, 6, 9, 12, 15), undefined) : "clock-lost";
}

const COSEM_DIGITS = 24;
/** Bit 7 of a date-time's clock status: daylight saving is active. */
const DAYLIGHT_SAVING = 0x80;
/** Stands for a status that is not told. */
const NOT_SPECIFIED = 0xff;

/**
 * A date-time as COSEM keeps it, in hexadecimal (IEC 62056-6-2, 4.1.6.1): year (2 bytes), month, day, weekday, hour,
 * minute, second, hundredths, deviation from UTC (2), status. `07E8061C050A2B2B00FF8880` is 28 June 2024, 10:43:43.
 */
function readCosemTime(text: string): MeterTime | NoValue | "unreadable" {
	const bytes: number[] = [];
	for (let i = 0; i < COSEM_DIGITS; i += 2) {
		const low = hexDigit(text.charCodeAt(i + 1));
		const high = hexDigit(text.charCodeAt(i));
		if (high < 0 || low < 0) return "unreadable";
		bytes.push(high * 16 + low);
	}
	const [yearHigh, yearLow, month, day, , hour, minute, second, , , , status] = bytes;
	const year = yearHigh * 256 + yearLow;
	// 0xFF and 0xFFFF stand for what the clock does not know.
	if (year < 2001 || year > 2069) return "clock-lost";
	const local = [year - 2000, month, day, hour, minute, second].map((part) => String(part).padStart(2, "0")).join("");
	const season = status & DAYLIGHT_SAVING ? "S" : "W";
	return local.length === 12 ? checked(local, status === NOT_SPECIFIED ? undefined : season) : "clock-lost";
}

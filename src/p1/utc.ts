/**
 * A meter's local time to UTC. S and W tell summer from winter; where a meter leaves them out, the zone's rule does. In
 * Europe summer time lasts from the last Sunday of March to the last Sunday of October, each time at 01:00 UTC (directive
 * 2000/84/EC); in Israel from the Friday before that Sunday of March to that Sunday of October, each time at 02:00 of the
 * clock (Time Determination Law 5752-1992, as amended in 2013).
 */
import type { MeterTime } from "./reading.js";

/** Central (UTC+1) or Eastern (UTC+2) European time, or Israel's (UTC+2), each an hour more in summer. */
export type Zone = "CET" | "EET" | "IST";

const HOUR = 3600;
const DAY = 24 * HOUR;

interface ZoneRule {
	standardHours: number;
	/** When summer time begins and ends, in seconds after the European moment. */
	begins: number;
	ends: number;
}

function zone(standardHours: number, begins = 0, ends = 0): ZoneRule {
	return Object.freeze({ standardHours, begins, ends });
}

const ZONES: Readonly<Record<Zone, ZoneRule>> = Object.freeze({
	CET: zone(1),
	EET: zone(2),
	IST: zone(2, -(2 * DAY + HOUR), -2 * HOUR),
});

export interface UtcTime {
	/** Since 1970-01-01T00:00:00Z, without leap seconds. */
	seconds: number;
	/** In the hour that comes twice each October, and the meter did not say which it is: the first one is taken. */
	ambiguous: boolean;
}

/** Days from 1970-01-01 to a date of the years 2000 to 2099, in which every fourth year is a leap year. */
function daysSince1970(year: number, month: number, day: number): number {
	// Counted from March, so that the leap day is the year's last.
	const years = month > 2 ? year - 2000 : year - 2001;
	const months = (month + 9) % 12;
	return 11_017 + 365 * years + Math.floor(years / 4) + Math.floor((153 * months + 2) / 5) + day - 1;
}

/** When summer time begins or ends in Europe: 01:00 UTC on the last Sunday of a month of 31 days. */
function switchover(year: number, month: number): number {
	const last = daysSince1970(year, month, 31);
	// 1970-01-01 was a Thursday: day 3 a Sunday.
	return (last - ((last - 3) % 7)) * DAY + HOUR;
}

function isSummer(seconds: number, year: number, { begins, ends }: ZoneRule): boolean {
	return seconds >= switchover(year, 3) + begins && seconds < switchover(year, 10) + ends;
}

/** Two digits of a time as a number. */
function two(local: string, at: number): number {
	return Number(local.slice(at, at + 2));
}

/** What a clock shows (YYMMDDhhmmss), in seconds as if it showed UTC: for distances. */
export function clockSeconds(local: string): number {
	const clock = two(local, 6) * HOUR + two(local, 8) * 60 + two(local, 10);
	return daysSince1970(2000 + two(local, 0), two(local, 2), two(local, 4)) * DAY + clock;
}

export function toUtc({ local, season }: MeterTime, zone: Zone): UtcTime {
	const year = 2000 + two(local, 0);
	const rule = ZONES[zone];
	const winter = clockSeconds(local) - rule.standardHours * HOUR;
	const summer = winter - HOUR;
	if (season !== undefined) return { seconds: season === "S" ? summer : winter, ambiguous: false };
	const canBeSummer = isSummer(summer, year, rule);
	// The hour that March leaves out is neither: then the clock was not put forward.
	const canBeWinter = !isSummer(winter, year, rule);
	return { seconds: canBeSummer ? summer : winter, ambiguous: canBeSummer && canBeWinter };
}

/** `2026-01-31T22:59:00Z`, for the years 2000 to 2099. */
export function formatUtc(seconds: number): string {
	const days = Math.floor(seconds / DAY);
	const clock = seconds - days * DAY;
	// Back from the days since 1 March 2000, of which 1,461 make four years.
	const since = days - 11_017;
	const years = Math.floor((4 * since + 3) / 1461);
	const dayOfYear = since - Math.floor((1461 * years) / 4);
	const months = Math.floor((5 * dayOfYear + 2) / 153);
	const day = dayOfYear - Math.floor((153 * months + 2) / 5) + 1;
	const month = months < 10 ? months + 3 : months - 9;
	const year = 2000 + years + (month <= 2 ? 1 : 0);
	const digits = (number: number) => String(number).padStart(2, "0");
	const time = [Math.floor(clock / HOUR), Math.floor(clock / 60) % 60, clock % 60].map(digits).join(":");
	return `${year}-${digits(month)}-${digits(day)}T${time}Z`;
}

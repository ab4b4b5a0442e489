/**
 * The meter's own time: local time with its summer time, in whole seconds (directive 2000/84/EC: from the last Sunday
 * of March to that of October, both at 1 o'clock UTC).
 */

const DAY = 86_400;
const HOUR = 3600;

/** Seconds since 1970 in UTC. */
export type UtcSeconds = number;

export interface CivilDate {
	year: number;
	/** 1 to 12, and 1 to 31. */
	month: number;
	day: number;
}

/** Days since 1970-01-01 of a date in the Gregorian calendar; years count from March, so that leap days come last. */
export function daysOf({ year, month, day }: CivilDate): number {
	const shifted = month > 2 ? year : year - 1;
	const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
	const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
	return shifted * 365 + leapDays + dayOfYear - 719_468;
}

/** The date so many days after 1970-01-01. */
export function dateOf(days: number): CivilDate {
	const since = days + 719_468;
	const era = Math.floor(since / 146_097);
	const inEra = since - era * 146_097;
	const yearOfEra = Math.floor(
		(inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365,
	);
	const inYear = inEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const shiftedMonth = Math.floor((5 * inYear + 2) / 153);
	const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
	return {
		year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
		month,
		day: inYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
	};
}

/** Monday is 0: the first of January 1970 was a Thursday. */
function weekdayOf(days: number): number {
	return (days + 3) % 7;
}

/** One o'clock UTC on the last Sunday of a month that has 31 days. */
function lastSunday(year: number, month: number): UtcSeconds {
	const last = daysOf({ year, month, day: 31 });
	return (last - ((weekdayOf(last) + 1) % 7)) * DAY + HOUR;
}

export function isSummer(utc: UtcSeconds): boolean {
	const { year } = dateOf(Math.floor(utc / DAY));
	return utc >= lastSunday(year, 3) && utc < lastSunday(year, 10);
}

/** `YYMMDDhhmmssX`, X being S in summer and W in winter (DSMR 5.0.2, 6.4 TST). `zone`: hours ahead of UTC in winter. */
export function stamp(utc: UtcSeconds, zone: number): string {
	const summer = isSummer(utc);
	return `${localDigits(utc + (zone + (summer ? 1 : 0)) * HOUR)}${summer ? "S" : "W"}`;
}

/** `YYMMDDhhmmss` of a time that is local already. */
export function localDigits(local: number): string {
	const days = Math.floor(local / DAY);
	const second = local - days * DAY;
	const { year, month, day } = dateOf(days);
	const fields = [year % 100, month, day, Math.floor(second / HOUR), Math.floor(second / 60) % 60, second % 60];
	return fields.map(twoDigits).join("");
}

function twoDigits(value: number): string {
	return value < 10 ? `0${value}` : String(value);
}

/** A local time as UTC; of the hour that comes twice in autumn, the first is meant. */
export function utcOf(local: number, zone: number): UtcSeconds {
	const summer = local - (zone + 1) * HOUR;
	return isSummer(summer) ? summer : local - zone * HOUR;
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?(Z?))?$/;

/**
 * `2026-05-12`, `2026-05-12T08:00`, `2026-05-12T08:00:00` as local time, or with a Z at its end as UTC; undefined for
 * anything else, and outside the years 2001 to 2068, of which a meter's two digits tell.
 */
export function parseStart(text: string, zone: number): UtcSeconds | undefined {
	const found = ISO.exec(text);
	if (found === null) return undefined;
	const [year, month, day, hour, minute, second] = found.slice(1, 7).map((digits) => Number(digits ?? "0"));
	const days = daysOf({ year, month, day });
	const again = dateOf(days);
	if (again.year !== year || again.month !== month || again.day !== day) return undefined;
	if (year < 2001 || year > 2068 || hour > 23 || minute > 59 || second > 59) return undefined;
	const at = days * DAY + (hour * 60 + minute) * 60 + second;
	return found[7] === "Z" ? at : utcOf(at, zone);
}

/** A clock on the wall, a second at a time. */
export class LocalClock {
	readonly zone: number;
	utc: UtcSeconds;
	year = 0;
	month = 0;
	day = 0;
	/** Monday is 0. */
	weekday = 0;
	/** Since the first of January, which is 0. */
	dayOfYear = 0;
	/** Local time's. */
	secondOfDay = 0;
	summer = false;
	/** When the date or the season may change next. */
	#next: UtcSeconds = 0;

	/** `zone`: hours ahead of UTC in winter. */
	constructor(utc: UtcSeconds, zone: number) {
		this.zone = zone;
		this.utc = utc;
		this.#look();
	}

	get hour(): number {
		return Math.floor(this.secondOfDay / HOUR);
	}

	get weekend(): boolean {
		return this.weekday >= 5;
	}

	tick(): void {
		this.utc++;
		this.secondOfDay++;
		if (this.utc >= this.#next) this.#look();
	}

	#look(): void {
		this.summer = isSummer(this.utc);
		const local = this.utc + (this.zone + (this.summer ? 1 : 0)) * HOUR;
		const days = Math.floor(local / DAY);
		const { year, month, day } = dateOf(days);
		this.year = year;
		this.month = month;
		this.day = day;
		this.weekday = weekdayOf(days);
		this.dayOfYear = days - daysOf({ year, month: 1, day: 1 });
		this.secondOfDay = local - days * DAY;
		// Both midnight and the season's change are on a full hour.
		this.#next = this.utc + HOUR - (this.utc % HOUR);
	}
}

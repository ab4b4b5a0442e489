/**
 * The meters' times as seconds, so that a time can be coded as its distance from another. Local time without the hour that
 * summer adds, so that it runs on evenly when the clocks change. From 2000 to 2099.
 */

const DAY = 86_400;
const SUMMER_HOUR = 3600;
/** Days before a month of a year that begins in March, so that leap days come last. */
const BEFORE_MONTH = Uint16Array.of(0, 31, 61, 92, 122, 153, 184, 214, 245, 275, 306, 337);

/** Seconds since 1999-03-01 of 12 digits YYMMDDhhmmss; -1 for what is no time. */
export function secondsOf(digits: number, isSummer: boolean): number {
	const date = Math.floor(digits / 1_000_000);
	const time = digits - date * 1_000_000;
	const year = Math.floor(date / 10_000);
	const month = Math.floor(date / 100) % 100;
	const days = daysOf(year, month, date % 100);
	if (days < 0) return -1;
	const seconds = days * DAY + Math.floor(time / 10_000) * 3600 + (Math.floor(time / 100) % 100) * 60 + (time % 100);
	// Neither the 30th of February nor second 61 comes back as it was.
	if (digitsOfSeconds(seconds) !== digits) return -1;
	return isSummer ? seconds - SUMMER_HOUR : seconds;
}

/** The 12 digits of a time in seconds, -1 where there are none. */
export function timeDigits(seconds: number, isSummer: boolean): number {
	return digitsOfSeconds(isSummer ? seconds + SUMMER_HOUR : seconds);
}

function daysOf(year: number, month: number, day: number): number {
	if (month < 1 || month > 12 || day < 1) return -1;
	const isBeforeMarch = month < 3;
	// 1999 ends in February 2000.
	const years = year + (isBeforeMarch ? 0 : 1);
	return years * 365 + leapDaysBefore(years) + BEFORE_MONTH[(month + 9) % 12] + day - 1;
}

/** Of years that begin in March, the first of all has a leap day, and each fourth after it. */
function leapDaysBefore(years: number): number {
	return (years + 3) >> 2;
}

function digitsOfSeconds(seconds: number): number {
	const days = Math.floor(seconds / DAY);
	const second = seconds - days * DAY;
	const years = Math.floor((4 * days) / 1461);
	const day = days - years * 365 - leapDaysBefore(years);
	let month = 11;
	while (BEFORE_MONTH[month] > day) month--;
	const isBeforeMarch = month >= 10;
	const year = years - 1 + (isBeforeMarch ? 1 : 0);
	if (!(days >= 0) || year < 0 || year > 99) return -1;
	const date = (year * 100 + (isBeforeMarch ? month - 9 : month + 3)) * 100 + day - BEFORE_MONTH[month] + 1;
	return ((date * 100 + Math.floor(second / 3600)) * 100 + (Math.floor(second / 60) % 60)) * 100 + (second % 60);
}

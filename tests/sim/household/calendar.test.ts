import {
	dateOf,
	daysOf,
	isSummer,
	LocalClock,
	parseStart,
	stamp,
	utcOf,
} from "../../../tools/sim/household/calendar.js";
import { assert, test } from "../../harness/index.js";

const DAY = 86_400;

function at(text: string): number {
	const utc = parseStart(text, 1);
	if (utc === undefined) throw new Error(`no time: ${text}`);
	return utc;
}

test("a date is what the engine's own calendar says, leap days and centuries included", () => {
	for (let days = 0; days < 60_000; days += 13) {
		const own = new Date(days * DAY * 1000);
		const expected = { year: own.getUTCFullYear(), month: own.getUTCMonth() + 1, day: own.getUTCDate() };
		assert.deepEqual(dateOf(days), expected);
		assert.equal(daysOf(expected), days);
	}
});

test("summer time begins and ends at one o'clock UTC on the last Sundays of March and October", () => {
	const changes: [utc: string, summer: boolean][] = [
		["2026-03-29T00:59:59Z", false],
		["2026-03-29T01:00:00Z", true],
		["2026-10-25T00:59:59Z", true],
		["2026-10-25T01:00:00Z", false],
		["2024-03-31T01:00:00Z", true],
		["2027-10-31T01:00:00Z", false],
	];
	for (const [utc, summer] of changes) assert.equal(isSummer(at(utc)), summer, utc);
});

test("a stamp is local time with its season, and the hour that comes twice differs in the season only", () => {
	assert.equal(stamp(at("2026-10-25T00:30:00Z"), 1), "261025023000S");
	assert.equal(stamp(at("2026-10-25T01:30:00Z"), 1), "261025023000W");
	assert.equal(stamp(at("2026-03-29T00:59:59Z"), 1), "260329015959W");
	assert.equal(stamp(at("2026-03-29T01:00:00Z"), 1), "260329030000S");
	assert.equal(stamp(at("2026-12-31T22:30:00Z"), 2), "270101003000W");
});

test("a local start is that time on the meter's clock, be it summer or winter", () => {
	for (const [text, shown] of [
		["2026-05-12", "260512000000S"],
		["2026-05-12T08:00", "260512080000S"],
		["2026-01-31T23:59:58", "260131235958W"],
		["2028-02-29T12:00:00", "280229120000W"],
		["2026-10-25T02:30:00", "261025023000S"],
	]) {
		assert.equal(stamp(at(text), 1), shown);
	}
	assert.equal(utcOf(at("2026-05-12T08:00:00Z"), 1), at("2026-05-12T06:00:00Z"));
});

test("what is no time, or is one that two digits of a year can't tell, is no start", () => {
	const wrong = ["", "today", "2026-5-12", "2026-02-30", "2026-13-01", "2026-05-12T24:00", "2026-05-12T08:60"];
	for (const text of [
		...wrong,
		"2026-05-12T08",
		"2026-05-12 08:00",
		"2000-12-31",
		"2069-01-01",
		"2026-05-12T08:00:00+02:00",
	]) {
		assert.equal(parseStart(text, 1), undefined, text);
	}
});

test("a clock that ticks through both changes of summer time shows what a calendar does", () => {
	for (const start of ["2026-03-28T23:00:00", "2026-10-24T23:00:00", "2026-12-31T22:00:00"]) {
		const clock = new LocalClock(at(start), 1);
		for (let second = 0; second < 6 * 3600; second++) {
			clock.tick();
			const { year, month, day, secondOfDay, summer } = clock;
			const digits = [year % 100, month, day, clock.hour, Math.floor(secondOfDay / 60) % 60, secondOfDay % 60];
			const shown = digits.map((digit) => String(digit).padStart(2, "0")).join("");
			assert.equal(`${shown}${summer ? "S" : "W"}`, stamp(clock.utc, 1));
		}
	}
});

test("a clock knows weekdays and the day of the year", () => {
	const sunday = new LocalClock(at("2026-05-10T12:00"), 1);
	assert.equal(sunday.weekday, 6);
	assert.equal(sunday.weekend, true);
	const monday = new LocalClock(at("2026-12-28T12:00"), 1);
	assert.equal(monday.weekday, 0);
	assert.equal(monday.weekend, false);
	assert.equal(new LocalClock(at("2028-12-31T12:00"), 1).dayOfYear, 365);
	assert.equal(new LocalClock(at("2026-01-01T00:00"), 1).dayOfYear, 0);
});

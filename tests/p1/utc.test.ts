import { formatUtc, toUtc, type Zone } from "../../src/p1/utc.js";
import { assert, test } from "../harness/index.js";

function utc(local: string, season: "S" | "W" | undefined, zone: Zone = "CET"): string {
	return formatUtc(toUtc({ kind: "time", local, season }, zone).seconds);
}

for (const [local, season, zone, expected] of [
	["260131235900", "W", "CET", "2026-01-31T22:59:00Z"],
	["231026204015", "S", "CET", "2023-10-26T18:40:15Z"],
	["240101003000", "W", "CET", "2023-12-31T23:30:00Z"],
	["240301003000", "W", "CET", "2024-02-29T23:30:00Z"],
	["241018121500", "S", "EET", "2024-10-18T09:15:00Z"],
	["241218121500", "W", "EET", "2024-12-18T10:15:00Z"],
	["240806141500", "S", "IST", "2024-08-06T11:15:00Z"],
	["251207001548", "W", "IST", "2025-12-06T22:15:48Z"],
	// In the hour that comes twice, the season tells which it is.
	["251026023000", "S", "CET", "2025-10-26T00:30:00Z"],
	["251026023000", "W", "CET", "2025-10-26T01:30:00Z"],
] as const) {
	test(`${local}${season} in ${zone} is ${expected}`, () => {
		assert.equal(utc(local, season, zone), expected);
	});
}

for (const [local, zone, expected] of [
	["260214093011", "CET", "2026-02-14T08:30:11Z"],
	["260714093011", "CET", "2026-07-14T07:30:11Z"],
	["260714093011", "EET", "2026-07-14T06:30:11Z"],
	// The last moment of winter and the first of summer, in both zones at 01:00 UTC.
	["250330015959", "CET", "2025-03-30T00:59:59Z"],
	["250330030000", "CET", "2025-03-30T01:00:00Z"],
	["250330025959", "EET", "2025-03-30T00:59:59Z"],
	["250330040000", "EET", "2025-03-30T01:00:00Z"],
	["251026015959", "CET", "2025-10-25T23:59:59Z"],
	["251026030000", "CET", "2025-10-26T02:00:00Z"],
	// In Israel on Friday, 28 March, at 02:00, and on Sunday, 26 October, at 02:00.
	["250328015959", "IST", "2025-03-27T23:59:59Z"],
	["250328030000", "IST", "2025-03-28T00:00:00Z"],
	["251026005959", "IST", "2025-10-25T21:59:59Z"],
	["251026020000", "IST", "2025-10-26T00:00:00Z"],
] as const) {
	test(`${local} without a season in ${zone} is ${expected}`, () => {
		assert.equal(utc(local, undefined, zone), expected);
		assert.equal(toUtc({ kind: "time", local, season: undefined }, zone).ambiguous, false);
	});
}

test("of the hour that comes twice, the first one is taken where no season is told, and that is said", () => {
	for (const [local, zone, expected] of [
		["251026020000", "CET", "2025-10-26T00:00:00Z"],
		["251026025959", "CET", "2025-10-26T00:59:59Z"],
		["251026030000", "EET", "2025-10-26T00:00:00Z"],
		["251026013000", "IST", "2025-10-25T22:30:00Z"],
	] as const) {
		assert.equal(utc(local, undefined, zone), expected);
		assert.ok(toUtc({ kind: "time", local, season: undefined }, zone).ambiguous);
	}
	assert.equal(toUtc({ kind: "time", local: "251026023000", season: "S" }, "CET").ambiguous, false);
});

test("a time in the hour that March leaves out is one of a clock not yet put forward", () => {
	assert.equal(utc("250330023000", undefined), "2025-03-30T01:30:00Z");
});

test("every day of this century's meters is the calendar's", () => {
	for (let day = 0; day < 69 * 365; day += 7) {
		const date = new Date(Date.UTC(2001, 0, 1 + day, 23, 59, 58));
		const iso = date.toISOString().replace(".000", "");
		assert.equal(formatUtc(date.getTime() / 1000), iso);
		const local = iso.replace(/\D/g, "").slice(2);
		assert.equal(toUtc({ kind: "time", local, season: "W" }, "CET").seconds, date.getTime() / 1000 - 3600, local);
	}
});

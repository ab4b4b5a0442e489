import { PublishedTimes } from "../../src/homeassistant/published-times.js";
import type { MeterTime } from "../../src/p1/reading.js";
import { formatUtc } from "../../src/p1/utc.js";
import { assert, test } from "../harness/index.js";
import { reading } from "./readings.js";

function time(local: string, season?: "S" | "W"): MeterTime {
	return { kind: "time", local, season };
}

/** What is published of these times, hours and minutes only. */
function told(published: PublishedTimes, times: Record<string, MeterTime>): Record<string, string> {
	const entries = [...published.of(reading(times))].map(([name, seconds]) => [name, formatUtc(seconds).slice(11, 16)]);
	return Object.fromEntries(entries);
}

test("every minute of October's night is later than the one before, whatever the meter shows twice", () => {
	const published = new PublishedTimes();
	let last = 0;
	for (const hour of ["01", "02", "02", "03"]) {
		for (let minute = 0; minute < 60; minute++) {
			const timestamp = time(`261025${hour}${String(minute).padStart(2, "0")}00`);
			const now = published.of(reading({ timestamp })).get("timestamp") ?? 0;
			assert.ok(last === 0 || now - last === 60, formatUtc(now));
			// Told again, it is the same.
			assert.equal(published.of(reading({ timestamp })).get("timestamp"), now);
			last = now;
		}
	}
});

test("each time goes on from its own: gas is read a few minutes before", () => {
	const published = new PublishedTimes();
	const at = (own: string, gas: string) =>
		told(published, { timestamp: time(`261025${own}00`), gas_timestamp: time(`261025${gas}00`) });
	assert.deepEqual(at("0158", "0155"), { timestamp: "23:58", gas_timestamp: "23:55" });
	assert.deepEqual(at("0258", "0255"), { timestamp: "00:58", gas_timestamp: "00:55" });
	assert.deepEqual(at("0201", "0255"), { timestamp: "01:01", gas_timestamp: "00:55" });
	assert.deepEqual(at("0206", "0205"), { timestamp: "01:06", gas_timestamp: "01:05" });
	assert.deepEqual(at("0301", "0255"), { timestamp: "02:01", gas_timestamp: "01:55" });
});

test("a clock that is set back by minutes does not jump an hour ahead", () => {
	const published = new PublishedTimes();
	for (const [local, utc] of [
		["0155", "23:55"],
		["0210", "00:10"],
		["0205", "00:05"],
		["0259", "00:59"],
		["0200", "01:00"],
	]) {
		assert.deepEqual(told(published, { timestamp: time(`261025${local}00`) }), { timestamp: utc });
	}
});

test("after a start within the hour that comes twice, no time is told that may be the other one", () => {
	const published = new PublishedTimes();
	const gas_timestamp = time("261025015500");
	assert.deepEqual(told(published, { timestamp: time("261025021000"), gas_timestamp }), { gas_timestamp: "23:55" });
	assert.deepEqual(told(published, { timestamp: time("261025021000", "W") }), { timestamp: "01:10" });
	const peak = time("261025021500");
	assert.deepEqual(told(new PublishedTimes(), { timestamp: time("261101120000"), peak }), {
		timestamp: "11:00",
		peak: "00:15",
	});
});

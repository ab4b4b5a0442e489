import { LocalClock, parseStart, stamp } from "../../../tools/sim/household/calendar.js";
import { Peaks, QuarterHour } from "../../../tools/sim/meters/demand.js";
import { seededRandom } from "../../../tools/sim/random.js";
import { assert, test } from "../../harness/index.js";

const KILOWATT = 1_000_000;

function clockAt(start: string): LocalClock {
	return new LocalClock(parseStart(start, 1) ?? 0, 1);
}

/** Lets `seconds` pass at a power, and tells the quarter and the peaks. */
function pass(clock: LocalClock, quarter: QuarterHour, peaks: Peaks, seconds: number, milliwatts: number): void {
	for (let second = 0; second < seconds; second++) {
		clock.tick();
		quarter.tick(clock.utc, milliwatts);
		peaks.tick(clock, quarter);
	}
}

function fresh(start: string, months = 0) {
	const clock = clockAt(start);
	const peaks = new Peaks(clock, seededRandom(1), months, 4000);
	return { clock, quarter: new QuarterHour(), peaks };
}

test("demand climbs from zero to the quarter's mean, and begins anew on the quarter", () => {
	const { clock, quarter, peaks } = fresh("2026-05-01");
	pass(clock, quarter, peaks, 1, KILOWATT);
	assert.equal(quarter.current, 1111);
	pass(clock, quarter, peaks, 449, KILOWATT);
	assert.equal(quarter.current, KILOWATT / 2);
	pass(clock, quarter, peaks, 449, KILOWATT);
	assert.equal(quarter.current, 998_888);
	pass(clock, quarter, peaks, 1, KILOWATT);
	assert.equal(quarter.current, 0);
	assert.equal(quarter.last, KILOWATT);
});

test("a peak has the time of its quarter's end, and only a higher quarter takes its place", () => {
	const { clock, quarter, peaks } = fresh("2026-05-01");
	assert.deepEqual(peaks.running, { at: clock.utc, milliwatts: 0 });
	pass(clock, quarter, peaks, 900, 2 * KILOWATT);
	assert.equal(stamp(peaks.running.at, 1), "260501001500S");
	pass(clock, quarter, peaks, 900, KILOWATT);
	pass(clock, quarter, peaks, 900, 2 * KILOWATT);
	assert.equal(stamp(peaks.running.at, 1), "260501001500S");
	pass(clock, quarter, peaks, 900, 3 * KILOWATT);
	assert.deepEqual(peaks.running, { at: clock.utc, milliwatts: 3 * KILOWATT });
});

test("at the month's end its peak goes to the list, with the last quarter in it, and of 13 months the oldest goes", () => {
	const { clock, quarter, peaks } = fresh("2026-03-31T23:30:00", 13);
	const second = peaks.months[1];
	peaks.running = { at: clock.utc, milliwatts: KILOWATT };
	pass(clock, quarter, peaks, 1799, 5 * KILOWATT);
	assert.equal(peaks.months.length, 13);
	assert.equal(stamp(peaks.running.at, 1), "260331234500S");
	pass(clock, quarter, peaks, 1, 9 * KILOWATT);
	const last = peaks.months[12];
	assert.equal(stamp(last.recordedAt, 1), "260401000000S");
	assert.equal(stamp(last.peak.at, 1), "260401000000S");
	assert.equal(last.peak.milliwatts, 5 * KILOWATT + Math.floor((4 * KILOWATT) / 900));
	assert.deepEqual(peaks.months[0], second);
	assert.deepEqual(peaks.running, { at: clock.utc, milliwatts: 0 });
});

test("a meter that has been there for months has a peak for each, in order, within its month", () => {
	const { clock, peaks } = fresh("2026-02-11T10:00:00", 13);
	const months = peaks.months.map(({ recordedAt }) => stamp(recordedAt, 1).slice(0, 4));
	assert.deepEqual(months.slice(0, 3), ["2502", "2503", "2504"]);
	assert.equal(months[12], "2602");
	for (const { recordedAt, peak } of peaks.months) {
		assert.ok(peak.at < recordedAt && peak.at > recordedAt - 32 * 86_400);
		assert.ok(peak.milliwatts >= 2800 * 1000 && peak.milliwatts < 5200 * 1000);
	}
	assert.ok(peaks.running.at <= clock.utc && stamp(peaks.running.at, 1).startsWith("2602"));
});

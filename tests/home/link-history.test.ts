import { LinkHistory, LONGEST_STEP, POINTS, SHORTEST_STEP } from "../../src/home/link-history.js";
import { assert, test } from "../harness/index.js";

const quality = (rssiDbm: number, snrDb = 5, rung = 6) => ({ rssiDbm, snrDb, rung });

test("a point keeps the weakest signal, the worst SNR, the slowest rung and the count of its time", () => {
	const history = new LinkHistory(0);
	history.record(quality(-80, 9.25, 6), 1000);
	history.record(quality(-101.4, -7.5, 2), 2000);
	history.record(quality(-90, 3, 6), 3000);
	const read = (index: number) =>
		(["rssi", "snr", "rung", "telegrams"] as const).map((column) => history.at(index, column));
	assert.deepEqual(read(0), [-101, -7.5, 2, 3]);
	history.advance(SHORTEST_STEP);
	assert.equal(history.length, 2);
	assert.deepEqual(read(1), [undefined, undefined, undefined, 0]);
});

test("values beyond what a byte holds are its ends, and never taken for nothing", () => {
	const history = new LinkHistory(0);
	history.record(quality(-999, -999, 0), 0);
	assert.deepEqual([history.at(0, "rssi"), history.at(0, "snr"), history.at(0, "rung")], [-254, -31.5, 0]);
	for (let i = 0; i < 1000; i++) history.record(quality(3, 99), 0);
	assert.equal(history.at(0, "telegrams"), 254);
});

test("when all points are taken, neighbours merge: the worst of both, and twice the time", () => {
	const history = new LinkHistory(0);
	for (let point = 0; point < POINTS; point++) history.record(quality(-point), point * SHORTEST_STEP);
	assert.equal(history.length, POINTS);
	history.record(quality(-200), POINTS * SHORTEST_STEP);
	assert.equal(history.length, POINTS / 2 + 1);
	assert.equal(history.step, 2 * SHORTEST_STEP);
	assert.deepEqual(
		[history.at(0, "rssi"), history.at(47, "rssi"), history.at(47, "telegrams"), history.at(48, "rssi")],
		[-1, -95, 2, -200],
	);
});

test("it covers the last day, and an outage of a month costs no more than the day", () => {
	const history = new LinkHistory(0);
	for (let minute = 0; minute < 3000; minute++) history.record(quality(-70), minute * 60_000);
	assert.equal(history.step, LONGEST_STEP);
	assert.equal(history.length, POINTS);
	for (let point = 0; point < POINTS; point++) assert.equal(history.at(point, "rssi"), -70);
	history.record(quality(-50), 30 * 86_400_000);
	const heard = Array.from({ length: history.length }, (_, point) => history.at(point, "rssi"));
	assert.deepEqual(
		heard.filter((rssi) => rssi !== undefined),
		[-50],
	);
	assert.equal(heard.at(-1), -50);
});

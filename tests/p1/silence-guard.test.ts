import { SilenceGuard } from "../../src/p1/silence-guard.js";
import { assert, test } from "../harness/index.js";

const MINUTE = 60_000;

/** How many minutes it waits each time, from `now` on. */
function patience(guard: SilenceGuard, now: number, times: number): number[] {
	const waited: number[] = [];
	for (let at = now; waited.length < times; at = guard.dueAt) {
		if (at > now) guard.opened(at);
		waited.push((guard.dueAt - at) / MINUTE);
	}
	return waited;
}

test("a line that falls silent is opened anew after a minute, then ever more seldom, down to each 16 minutes", () => {
	const guard = new SilenceGuard(0);
	assert.deepEqual(patience(guard, 0, 8), [1, 2, 4, 8, 16, 16, 16, 16]);
	for (const at of [1e7, 1e7 + 10_000]) {
		guard.heard(at);
		guard.telegram(at);
	}
	assert.deepEqual(patience(guard, 1e7 + 10_000, 3), [1, 2, 4]);
});

/** A meter that speaks so often, and how long it is waited for behind its last telegram, in minutes. */
function waits(guard: SilenceGuard, from: number, intervals: readonly number[]): number {
	let at = from;
	for (const interval of [0, ...intervals]) {
		at += interval * MINUTE;
		guard.heard(at - 500);
		guard.telegram(at);
	}
	return (guard.dueAt - (at - 500)) / MINUTE;
}

test("a meter that speaks more seldom is waited for during three of its intervals", () => {
	// How often it speaks is not known yet.
	assert.equal(waits(new SilenceGuard(0), 5000, []), 3);
	for (const [interval, patience] of [
		[1, 3],
		[15, 45],
		[60, 180],
		[1 / 60, 1],
		[1 / 6, 1],
	]) {
		assert.equal(waits(new SilenceGuard(0), 5000, [interval, interval]), patience, `${interval}`);
	}
});

test("an outage is no interval of the meter's, and what comes in without being a telegram tells nothing", () => {
	const guard = new SilenceGuard(0);
	const TEN_SECONDS = 1 / 6;
	assert.equal(waits(guard, 5000, [TEN_SECONDS, TEN_SECONDS, 50]), 1);
	// A week later; and again ten seconds each.
	assert.equal(waits(guard, 1e9, []), 1);
	assert.equal(waits(guard, 1e9 + 10_000, [TEN_SECONDS]), 1);
	// A plug that is put in and pulled out.
	guard.heard(2e9);
	assert.equal(guard.dueAt, 2e9 + MINUTE);
	// Noise behind each telegram of a meter that speaks each quarter of an hour.
	const seldom = new SilenceGuard(0);
	for (let at = 0; at < 5 * 15 * MINUTE; at += 15 * MINUTE) {
		seldom.heard(at);
		seldom.telegram(at + 500);
		seldom.heard(at + 2000);
	}
	assert.equal(seldom.dueAt, 4 * 15 * MINUTE + 2000 + 45 * MINUTE);
});

test("what is heard ends the silence, and tells of it once", () => {
	const guard = new SilenceGuard(0);
	for (const at of [1000, 2000]) {
		assert.equal(guard.heard(at), undefined);
		guard.telegram(at);
	}
	assert.deepEqual(guard.opened(62_000), { openings: 1, silence: 60_000 });
	assert.deepEqual(guard.opened(182_000), { openings: 2, silence: 180_000 });
	assert.deepEqual(guard.heard(202_000), { openings: 2, silence: 200_000 });
	assert.equal(guard.heard(203_000), undefined);
	assert.equal(guard.dueAt, 263_000);
});

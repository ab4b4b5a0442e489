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
	guard.heard(1e7);
	guard.heard(1e7 + 10_000);
	assert.deepEqual(patience(guard, 1e7 + 10_000, 3), [1, 2, 4]);
});

test("a meter that speaks more seldom is waited for during three of its pauses", () => {
	const guard = new SilenceGuard(0);
	// How long it will pause is not known yet.
	guard.heard(5000);
	assert.equal(guard.dueAt, 5000 + 3 * MINUTE);
	for (const [pause, waits] of [
		[MINUTE, 3 * MINUTE],
		[15 * MINUTE, 45 * MINUTE],
		[1000, MINUTE],
		[10_000, MINUTE],
	]) {
		guard.heard(guard.dueAt);
		const from = guard.dueAt;
		guard.heard(from);
		guard.heard(from + pause);
		assert.equal(guard.dueAt, from + pause + waits, `${pause}`);
	}
});

test("a week without a byte is no pause of the meter's: three hours are waited after it at most", () => {
	const guard = new SilenceGuard(0);
	guard.heard(0);
	const week = 7 * 24 * 60 * MINUTE;
	guard.heard(week);
	assert.equal(guard.dueAt, week + 180 * MINUTE);
	assert.deepEqual(patience(guard, week, 2), [180, 180]);
});

test("what is heard ends the silence, and tells of it once", () => {
	const guard = new SilenceGuard(0);
	assert.equal(guard.heard(1000), undefined);
	guard.heard(2000);
	assert.deepEqual(guard.opened(62_000), { openings: 1, silence: 60_000 });
	assert.deepEqual(guard.opened(182_000), { openings: 2, silence: 180_000 });
	assert.deepEqual(guard.heard(202_000), { openings: 2, silence: 200_000 });
	assert.equal(guard.heard(203_000), undefined);
	assert.equal(guard.dueAt, 263_000);
});

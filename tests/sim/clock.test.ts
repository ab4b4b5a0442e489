import { VirtualClock } from "../../tools/sim/clock.js";
import { assert, test } from "../harness/index.js";

test("timers run in the order of their time, and of their making when due together", () => {
	const clock = new VirtualClock();
	const seen: string[] = [];
	clock.after(20, () => seen.push("late"));
	clock.after(10, () => seen.push(`first at ${clock.now()}`));
	clock.after(10, () => seen.push("second"));
	clock.runUntil(15);
	assert.deepEqual(seen, ["first at 10", "second"]);
	assert.equal(clock.now(), 15);
	clock.advance(5);
	assert.equal(seen.length, 3);
});

test("a cancelled timer does not run, and cancelling none is no error", () => {
	const clock = new VirtualClock();
	let ran = false;
	clock.cancel(
		clock.after(1, () => {
			ran = true;
		}),
	);
	clock.cancel(undefined);
	clock.advance(10);
	assert.equal(ran, false);
	assert.equal(clock.nextAt, undefined);
});

test("a thousand timers in scrambled order run in order", () => {
	const clock = new VirtualClock();
	let last = -1;
	for (let index = 0; index < 1000; index++) {
		const at = (index * 7919) % 1000;
		clock.after(at, () => {
			assert.ok(at >= last);
			last = at;
		});
	}
	clock.runUntil(1000);
	assert.equal(last, 999);
});

test("running while something is pending stops at the limit", () => {
	const clock = new VirtualClock();
	let done = false;
	clock.after(100, () => {
		done = true;
	});
	assert.equal(
		clock.runWhile(() => !done, 50),
		false,
	);
	assert.equal(
		clock.runWhile(() => !done, 200),
		true,
	);
	assert.equal(clock.now(), 100);
});

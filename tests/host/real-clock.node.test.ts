import { RealClock } from "../../tools/host/real-clock.js";
import { assert, test } from "../harness/index.js";

test("real time starts at 0 and does not go back", async () => {
	const clock = new RealClock();
	const first = clock.now();
	assert.ok(first >= 0 && first < 1000);
	await new Promise<void>((done) => clock.after(2, done));
	assert.ok(clock.now() >= first);
});

test("a timer beyond what Node can count waits, and does not fire at once", async () => {
	const clock = new RealClock();
	let early = false;
	const far = clock.after(2 ** 40, () => {
		early = true;
	});
	await new Promise<void>((done) => clock.after(5, done));
	clock.cancel(far);
	assert.ok(!early);
});

test("a cancelled timer does not fire, and no timer is cancelled without harm", async () => {
	const clock = new RealClock();
	let fired = false;
	const timer = clock.after(1, () => {
		fired = true;
	});
	clock.cancel(timer);
	clock.cancel(undefined);
	await new Promise<void>((done) => clock.after(5, done));
	clock.cancel(timer);
	assert.ok(!fired);
});

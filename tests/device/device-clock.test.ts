import { DeviceClock } from "../../src/device/device-clock.js";
import { assert, test } from "../harness/index.js";

/** Moddable's modules, as far as the clock uses them. */
function board(ticks: number) {
	const delays: number[] = [];
	const cleared: unknown[] = [];
	const time = { ticks };
	const timer = {
		set: (_callback: () => void, delay: number) => {
			delays.push(delay);
			return { delay };
		},
		clear: (timer: unknown) => void cleared.push(timer),
	};
	return { time, delays, cleared, clock: new DeviceClock(timer, time) };
}

test("the clock starts at 0 and counts milliseconds", () => {
	const { time, clock } = board(5000);
	assert.equal(clock.now(), 0);
	time.ticks = 5750;
	assert.equal(clock.now(), 750);
});

test("the clock goes on when the board's ticks wrap after 24.8 and 49.7 days", () => {
	const { time, clock } = board(0x7fff_fff0);
	time.ticks = -0x8000_0000;
	assert.equal(clock.now(), 16);
	time.ticks = -1;
	assert.equal(clock.now(), 0x8000_000f);
	time.ticks = 100;
	assert.equal(clock.now(), 0x8000_000f + 101);
});

test("a timer never comes early, and one for the past comes at once", () => {
	const { clock, delays } = board(0);
	for (const delay of [0.2, 12, 12.5, -3]) clock.after(delay, () => {});
	assert.deepEqual(delays, [1, 12, 13, 0]);
});

test("a delay beyond the board's timers is refused", () => {
	const { clock } = board(0);
	clock.after(0x7fff_ffff, () => {});
	for (const delay of [0x8000_0000, Number.POSITIVE_INFINITY, Number.NaN]) {
		assert.throws(() => clock.after(delay, () => {}), /delay is/);
	}
});

test("a timer is cancelled by what starting it gave", () => {
	const { clock, cleared } = board(0);
	const timer = clock.after(10, () => {});
	clock.cancel(timer);
	clock.cancel(undefined);
	assert.ok(cleared[0] === timer && cleared[1] === undefined);
});

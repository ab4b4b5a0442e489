import { describeFree, MemoryWatch } from "../../src/device/memory-watch.js";
import type { FreeMemory } from "../../src/esp32/memory.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { assert, test } from "../harness/index.js";

const FREE: FreeMemory = { chunkBytes: 50_000, slots: 2500, nativeBytes: 100_000, leastNativeBytes: 90_000 };

/** A board on which `at` tells what is free at a time. */
function watched(at: (now: number) => FreeMemory) {
	const clock = new VirtualClock();
	const errors: { now: number; error: string }[] = [];
	const watch = new MemoryWatch(
		clock,
		() => at(clock.now()),
		(error) => errors.push({ now: clock.now(), error }),
	);
	return { clock, errors, watch };
}

test("a board whose memory stays free is left alone, and the least that was free is kept", () => {
	const { clock, errors, watch } = watched((now) => (now === 1_200_000 ? { ...FREE, slots: 1900 } : FREE));
	clock.advance(24 * 3_600_000);
	assert.deepEqual(errors, []);
	assert.deepEqual(watch.least, { ...FREE, slots: 1900 });
	assert.equal(describeFree(watch.least), "49 KB and 1900 slots free, 88 KB beside");
});

test("memory that leaks away is told once, while there is enough of it left to tell", () => {
	const { clock, errors } = watched((now) => ({ ...FREE, chunkBytes: 50_000 - Math.floor(now / 1000) }));
	clock.advance(24 * 3_600_000);
	assert.equal(errors.length, 1);
	assert.equal(errors[0].error, "memory runs out: 15 KB and 2500 slots free, 88 KB beside");
	assert.equal(errors[0].now, 34_800_000);
});

test("each kind of memory counts, but a single bad moment does not", () => {
	for (const short of [{ chunkBytes: 100 }, { slots: 100 }, { nativeBytes: 100 }]) {
		const once = watched((now) => (now === 600_000 ? { ...FREE, ...short } : FREE));
		once.clock.advance(3_600_000);
		assert.deepEqual(once.errors, []);
		const always = watched(() => ({ ...FREE, ...short }));
		always.clock.advance(3_600_000);
		assert.equal(always.errors.length, 1);
	}
});

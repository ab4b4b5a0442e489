import { FrameCounter } from "../../src/crypto/frame-counter.js";
import { COUNTER_LIMIT, RESERVE } from "../../src/crypto/high-water.js";
import { assert, test } from "../harness/index.js";
import { FAULTS, storageWith } from "./faulty-storage.js";
import { Random } from "./random.js";

test("the first frame counter ever is 1, and each next one is one more", () => {
	const counter = new FrameCounter(storageWith("tx"), "tx");
	for (let expected = 1; expected <= 3 * RESERVE; expected++) assert.equal(counter.next(), expected);
});

test("256 frames cost one write to flash, and a boot one more", () => {
	const storage = storageWith("tx");
	const counter = new FrameCounter(storage, "tx");
	assert.equal(storage.writes, 0);
	for (let i = 0; i < 10 * RESERVE; i++) counter.next();
	assert.equal(storage.writes, 11);
});

test("after a reboot the frame counter continues behind the two blocks that were reserved", () => {
	const storage = storageWith("tx");
	new FrameCounter(storage, "tx").next();
	assert.equal(new FrameCounter(storage, "tx").next(), 1 + 2 * RESERVE);
});

test("two frame counters in one storage do not disturb each other", () => {
	const storage = storageWith("a", "b");
	new FrameCounter(storage, "a").next();
	assert.equal(new FrameCounter(storage, "b").next(), 1);
});

test("no frame counter is used twice, whichever writes fail and wherever the power is cut", () => {
	const random = new Random(42);
	for (let round = 0; round < 40; round++) {
		const storage = storageWith("tx");
		storage.fault = () => FAULTS[random.below(FAULTS.length)];
		let [greatest, used] = [0, 0];
		for (let boot = 0; boot < 20; boot++) {
			storage.isOff = false;
			const counter = new FrameCounter(storage, "tx");
			for (let frames = random.below(3 * RESERVE); frames > 0; frames--) {
				const value = counter.next();
				if (storage.isOff) break;
				if (value === undefined) continue;
				assert.ok(value > greatest, `${value} after ${greatest}`);
				greatest = value;
				used++;
			}
		}
		assert.ok(used > RESERVE);
	}
});

test("a power cut at any single write, before or after it is committed, repeats no frame counter", () => {
	for (const fault of ["cut before", "cut after"] as const) {
		for (let cutAt = 1; cutAt <= 5; cutAt++) {
			const storage = storageWith("tx");
			storage.fault = (write) => (write === cutAt ? fault : undefined);
			let greatest = 0;
			let counter = new FrameCounter(storage, "tx");
			for (let frame = 0; frame < 6 * RESERVE; frame++) {
				const value = counter.next();
				if (storage.isOff) {
					storage.isOff = false;
					counter = new FrameCounter(storage, "tx");
				} else {
					assert.ok(value !== undefined && value > greatest, `${value} after ${greatest}`);
					greatest = value;
				}
			}
			assert.ok(storage.writes > cutAt);
		}
	}
});

test("a write that storage said it had kept and lost repeats no frame counter, wherever it happens", () => {
	for (let frames = 1; frames <= 4 * RESERVE; frames++) {
		const storage = storageWith("tx");
		const counter = new FrameCounter(storage, "tx");
		for (let frame = 1; frame < frames; frame++) counter.next();
		if (frames % 3 === 0) counter.jumpBeyond(7 * frames);
		const greatest = counter.next() ?? Number.NaN;
		storage.loseLast(1);
		const next = new FrameCounter(storage, "tx").next();
		assert.ok(next !== undefined && next > greatest, `${next} after ${greatest}`);
	}
});

test("there is no frame counter while storage can't commit, and there is one again when it can", () => {
	for (const fault of ["throw before", "throw after", "lost"] as const) {
		const storage = storageWith("tx");
		const counter = new FrameCounter(storage, "tx");
		storage.fault = () => fault;
		assert.equal(counter.next(), undefined, fault);
		storage.fault = () => undefined;
		assert.equal(counter.next(), 1, fault);
	}
});

test("told of a counter that the peer has seen, the frame counter goes on beyond it and never back", () => {
	const storage = storageWith("tx");
	const counter = new FrameCounter(storage, "tx");
	counter.jumpBeyond(5000);
	assert.equal(counter.next(), 5001);
	counter.jumpBeyond(17);
	counter.jumpBeyond(Number.NaN);
	assert.equal(counter.next(), 5002);
	assert.equal(new FrameCounter(storage, "tx").next(), 5001 + 2 * RESERVE);
});

test("the frame counter stops 65,536 before it would wrap, also after a reboot", () => {
	const storage = storageWith("tx");
	const counter = new FrameCounter(storage, "tx");
	counter.jumpBeyond(COUNTER_LIMIT - 3);
	assert.equal(counter.next(), COUNTER_LIMIT - 2);
	assert.equal(counter.next(), COUNTER_LIMIT - 1);
	assert.equal(counter.next(), undefined);
	assert.equal(counter.next(), undefined);
	assert.equal(new FrameCounter(storage, "tx").next(), undefined);
});

test("a frame counter that is lost from storage is refused with a sentence, not started over", () => {
	assert.throws(() => new FrameCounter(storageWith(), "tx"), /RE-PAIR: the counter tx is lost/);
});

test("a damaged frame counter in storage is refused with a sentence, not started over", () => {
	for (const length of [0, 3, 4, 7, 9]) {
		const storage = storageWith("tx");
		storage.write("tx", new ArrayBuffer(length));
		assert.throws(() => new FrameCounter(storage, "tx"), /counter tx .*damaged.*pair/);
	}
	const storage = storageWith("tx");
	new FrameCounter(storage, "tx").next();
	for (let bit = 0; bit < 64; bit++) {
		const stored = new Uint8Array(storage.read("tx") ?? new ArrayBuffer(0));
		assert.equal(stored.length, 8);
		stored[bit >> 3] ^= 1 << (bit & 7);
		const damaged = storageWith("tx");
		damaged.write("tx", stored.buffer);
		assert.throws(() => new FrameCounter(damaged, "tx"), /damaged/, `bit ${bit}`);
	}
});

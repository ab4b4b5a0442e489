import { COUNTER_LIMIT, RESERVE } from "../../src/crypto/high-water.js";
import { ReplayGuard } from "../../src/crypto/replay-guard.js";
import { assert, test } from "../harness/index.js";
import { FAULTS, storageWith } from "./faulty-storage.js";
import { Random } from "./random.js";

function guardAt(last: number): ReplayGuard {
	const guard = new ReplayGuard(storageWith("rx"), "rx");
	if (last > 0) assert.ok(guard.accept(last));
	return guard;
}

test("a counter is accepted once, and none below it after it", () => {
	const guard = guardAt(0);
	assert.equal(guard.last, 0);
	assert.ok(!guard.accept(0));
	assert.ok(guard.accept(1));
	assert.ok(!guard.accept(1));
	assert.ok(guard.accept(70_000));
	assert.ok(!guard.accept(69_999));
	assert.ok(!guard.accept(70_000));
	assert.equal(guard.last, 70_000);
});

test("after a reboot every counter up to the mark in storage counts as accepted", () => {
	const storage = storageWith("rx");
	assert.ok(new ReplayGuard(storage, "rx").accept(10));
	const rebooted = new ReplayGuard(storage, "rx");
	assert.equal(rebooted.last, 10 + RESERVE);
	assert.ok(!rebooted.accept(11));
	assert.ok(rebooted.accept(10 + RESERVE + 1));
});

test("after a reboot what lies in the block below the mark may be the newest, in rising order, until something is accepted", () => {
	const storage = storageWith("rx");
	assert.ok(new ReplayGuard(storage, "rx").accept(1000));
	const guard = new ReplayGuard(storage, "rx");
	const mark = 1000 + RESERVE;
	assert.equal(guard.last, mark);
	assert.ok(!guard.mayBeNewest(1000), "accepted before");
	assert.ok(guard.mayBeNewest(1001));
	assert.ok(!guard.mayBeNewest(1001), "once");
	assert.ok(guard.mayBeNewest(1100));
	assert.ok(!guard.mayBeNewest(1050), "in rising order");
	assert.ok(guard.mayBeNewest(mark));
	assert.ok(!guard.mayBeNewest(mark + 1), "what is new is to be accepted");
	const other = new ReplayGuard(storage, "rx");
	assert.ok(other.accept(mark + 1));
	for (const counter of [1001, mark, mark + 1]) assert.ok(!other.mayBeNewest(counter));
});

test("accepting 256 frames costs one write to flash", () => {
	const storage = storageWith("rx");
	const guard = new ReplayGuard(storage, "rx");
	for (let counter = 1; counter <= 10 * (RESERVE + 1); counter++) assert.ok(guard.accept(counter));
	assert.equal(storage.writes, 10);
});

test("no frame is accepted twice, whichever writes fail and wherever the power is cut", () => {
	const random = new Random(7);
	for (let round = 0; round < 40; round++) {
		const storage = storageWith("rx");
		storage.fault = () => FAULTS[random.below(FAULTS.length)];
		const accepted = new Set<number>();
		let sent = 0;
		for (let boot = 0; boot < 20; boot++) {
			storage.isOff = false;
			const guard = new ReplayGuard(storage, "rx");
			sent = Math.max(sent, guard.last);
			for (let frames = random.below(2 * RESERVE); frames > 0; frames--) {
				// An attacker replays what was ever sent, beside the peer's new frames.
				const counter = random.below(2) === 0 ? ++sent : 1 + random.below(sent + 1);
				const isAccepted = guard.accept(counter);
				if (storage.isOff) break;
				if (!isAccepted) continue;
				assert.ok(!accepted.has(counter), `${counter} twice`);
				accepted.add(counter);
				sent = Math.max(sent, counter);
			}
		}
		assert.ok(accepted.size > RESERVE);
	}
});

test("nothing new is accepted while storage can't commit, and it is when storage can again", () => {
	for (const fault of ["throw before", "throw after", "lost"] as const) {
		const storage = storageWith("rx");
		const guard = new ReplayGuard(storage, "rx");
		storage.fault = () => fault;
		assert.ok(!guard.accept(1), fault);
		assert.equal(guard.last, 0);
		storage.fault = () => undefined;
		assert.ok(guard.accept(1), fault);
	}
});

test("a counter is rebuilt from its low 16 bits as the smallest above the last one accepted", () => {
	const random = new Random(65_536);
	for (let i = 0; i < 20_000; i++) {
		const last = random.below(COUNTER_LIMIT - 70_000);
		const ahead = 1 + random.below(65_536);
		// One guard for each would be slow to no purpose: expand depends on `last` alone.
		const guard = i % 100 === 0 ? guardAt(last) : fakeLast(last);
		assert.equal(guard.expand((last + ahead) % 65_536), last + ahead);
	}
});

/** A guard that stands at `last`, without the write. */
function fakeLast(last: number): ReplayGuard {
	const storage = storageWith("rx");
	const mark = new ArrayBuffer(8);
	new DataView(mark).setUint32(0, last);
	new DataView(mark).setUint32(4, ~last);
	storage.write("rx", mark);
	return new ReplayGuard(storage, "rx");
}

test("rebuilding a counter wraps at 65,536 in both halves", () => {
	assert.equal(guardAt(0).expand(1), 1);
	assert.equal(guardAt(0).expand(0), 65_536);
	assert.equal(guardAt(65_535).expand(0), 65_536);
	assert.equal(guardAt(65_536).expand(0), 131_072);
	assert.equal(guardAt(65_536).expand(65_535), 131_071);
	assert.equal(guardAt(3_000_000_000).expand(3_000_000_001 % 65_536), 3_000_000_001);
});

test("the replay guard stops 65,536 before counters would wrap, and refuses what is no counter", () => {
	const guard = guardAt(COUNTER_LIMIT - 2);
	assert.ok(guard.accept(COUNTER_LIMIT - 1));
	for (const counter of [COUNTER_LIMIT, 2 ** 32, 2 ** 32 + 5, Number.POSITIVE_INFINITY, Number.NaN, 0.5])
		assert.ok(!guard.accept(counter), `${counter}`);
	assert.ok(!guardAt(10).accept(10.5));
});

test("a damaged replay mark in storage is refused with a sentence, not started over", () => {
	for (const length of [0, 4, 7, 9]) {
		const storage = storageWith("rx");
		storage.write("rx", new ArrayBuffer(length));
		assert.throws(() => new ReplayGuard(storage, "rx"), /counter rx .*damaged.*pair/);
	}
});

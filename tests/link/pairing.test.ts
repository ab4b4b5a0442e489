import { FrameCounter } from "../../src/crypto/frame-counter.js";
import { COUNTERS, PAIR_KEY_BYTES, pair, readPairing, unpair } from "../../src/link/pairing.js";
import { Flash } from "../../tools/sim/flash.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { counting } from "../crypto/hex.js";
import { assert, test } from "../harness/index.js";
import { boot, OTHER_KEY, PAIR_KEY, pairedStorage, sealed } from "./channels.js";

function reasonOf(storage: FaultyStorage): string {
	const pairing = readPairing(storage);
	return pairing.ok ? "paired" : pairing.reason;
}

test("a board that was paired has its key", () => {
	assert.deepEqual(readPairing(pairedStorage()), { ok: true, key: PAIR_KEY });
});

test("a board that was never paired says so", () => {
	assert.match(reasonOf(new FaultyStorage()), /^not paired: this board has no key yet, so it sends nothing/);
});

test("a key of another length is refused when pairing, and taken for damaged when read", () => {
	for (const length of [0, 16, 31, 33, 64]) {
		const storage = new FaultyStorage();
		assert.throws(() => pair(storage, counting(length)), new RegExp(`32 bytes, not ${length}`));
		assert.equal(storage.writes, 0);
		const damaged = pairedStorage();
		damaged.write("key", new ArrayBuffer(length));
		assert.match(reasonOf(damaged), /^RE-PAIR: the key is damaged/);
	}
});

test("a key whose counters were lost, either of them, is no key any more", () => {
	for (const name of ["sent", "accepted"]) {
		const storage = pairedStorage();
		storage.delete(name);
		assert.match(reasonOf(storage), /^RE-PAIR: the counters are lost/);
	}
});

test("a board that was unpaired has nothing of the pair left", () => {
	const storage = pairedStorage();
	storage.write("rung", Uint8Array.of(4).buffer);
	unpair(storage);
	for (const name of ["key", "rung", "sent", "accepted"]) assert.equal(storage.read(name), undefined, name);
	assert.match(reasonOf(storage), /not paired/);
});

test("a new key begins with new counters, and without the rung of the old pair", () => {
	const storage = pairedStorage();
	storage.write("rung", Uint8Array.of(4).buffer);
	sealed(boot("transmitter", storage), 3, new Uint8Array(4));
	pair(storage, OTHER_KEY);
	assert.equal(boot("transmitter", storage, OTHER_KEY).seal(3, new Uint8Array(4), 0)?.counter, 1);
	assert.equal(storage.read("rung"), undefined);
});

test("power that fails at any moment of pairing leaves the old pair, the new one, or none, and never a key without counters", () => {
	for (const fault of ["cut before", "cut after"] as const) {
		for (let cutAt = 1; cutAt <= 7; cutAt++) {
			const storage = pairedStorage();
			const writes = storage.writes;
			storage.fault = (write) => (write === writes + cutAt ? fault : undefined);
			try {
				pair(storage, OTHER_KEY);
			} catch {
				// There is no power to notice with.
			}
			storage.isOff = false;
			storage.fault = () => undefined;
			const pairing = readPairing(storage);
			const next = pairing.ok && boot("transmitter", storage, pairing.key).seal(3, new Uint8Array(1), 0)?.counter;
			if (pairing.ok) assert.equal(next, 1);
			else assert.match(pairing.reason, /not paired/);
		}
	}
});

test("storage that does not keep what it is given pairs nothing, and says so", () => {
	const storage = new FaultyStorage();
	storage.fault = () => "lost";
	assert.throws(() => pair(storage, PAIR_KEY), /storage does not keep the counters/);
	storage.fault = () => undefined;
	assert.match(reasonOf(storage), /not paired/);
});

test("a paired board's key is its own copy", () => {
	const key = counting(PAIR_KEY_BYTES);
	const storage = new FaultyStorage();
	pair(storage, key);
	key.fill(0);
	assert.deepEqual(readPairing(storage), { ok: true, key: PAIR_KEY });
});

test("a board that is given the key it has keeps its counters", () => {
	const link = new Flash().open("link");
	const key = Uint8Array.from({ length: 32 }, (_, index) => index);
	pair(link, key);
	const sent = new FrameCounter(link, COUNTERS.sent).next();
	pair(link, key);
	assert.ok((new FrameCounter(link, COUNTERS.sent).next() ?? 0) > (sent ?? 0));
});

import type { Fragment } from "../../src/link/messages.js";
import { type Reassembled, Reassembly } from "../../src/link/reassembly.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";

/** The pieces of `body`, the last one shorter perhaps. */
function fragmentsOf(transfer: number, body: Uint8Array, pieceBytes: number): Fragment[] {
	const count = Math.ceil(body.length / pieceBytes);
	return Array.from({ length: count }, (_, index) => ({
		transfer,
		index,
		count,
		piece: body.subarray(index * pieceBytes, (index + 1) * pieceBytes),
	}));
}

const BODY = new Random(5).bytes(250);
const PARTIAL: Reassembled = { kind: "partial" };
const BROKEN: Reassembled = { kind: "broken" };

function complete(body: Uint8Array, repeated: boolean): Reassembled {
	return { kind: "complete", body, repeated };
}

test("pieces that come in order give the body", () => {
	const reassembly = new Reassembly();
	const [first, second, third] = fragmentsOf(1, BODY, 100);
	assert.deepEqual(reassembly.add(first), PARTIAL);
	assert.deepEqual(reassembly.add(second), PARTIAL);
	assert.deepEqual(reassembly.add(third), complete(BODY, false));
});

test("a body of one piece is complete at once", () => {
	assert.deepEqual(new Reassembly().add(fragmentsOf(1, BODY, 250)[0]), complete(BODY, false));
});

test("a piece sent again because its acknowledgement was lost is taken once", () => {
	const reassembly = new Reassembly();
	const [first, second, third] = fragmentsOf(1, BODY, 100);
	for (const fragment of [first, first, second, second, second]) {
		assert.deepEqual(reassembly.add(fragment), PARTIAL);
	}
	assert.deepEqual(reassembly.add(third), complete(BODY, false));
});

test("the last piece sent again gives the body again, and says so", () => {
	const reassembly = new Reassembly();
	const fragments = fragmentsOf(1, BODY, 100);
	for (const fragment of fragments) reassembly.add(fragment);
	assert.deepEqual(reassembly.add(fragments[2]), complete(BODY, true));
	assert.deepEqual(reassembly.add(fragments[2]), complete(BODY, true));
});

test("a piece that comes before its turn breaks the transfer", () => {
	const reassembly = new Reassembly();
	const [first, second, third] = fragmentsOf(1, BODY, 100);
	assert.deepEqual(reassembly.add(second), BROKEN);
	reassembly.add(first);
	assert.deepEqual(reassembly.add(third), BROKEN);
	// What had come before stays good.
	reassembly.add(second);
	assert.deepEqual(reassembly.add(third), complete(BODY, false));
});

test("a piece of another transfer ends the one under way", () => {
	const reassembly = new Reassembly();
	const other = BODY.map((byte) => byte ^ 1);
	const [first, second] = fragmentsOf(1, BODY, 125);
	const [otherFirst, otherSecond] = fragmentsOf(2, other, 125);
	reassembly.add(first);
	assert.deepEqual(reassembly.add(otherFirst), PARTIAL);
	assert.deepEqual(reassembly.add(second), BROKEN);
	assert.deepEqual(reassembly.add(otherSecond), BROKEN);
	reassembly.add(otherFirst);
	assert.deepEqual(reassembly.add(otherSecond), complete(other, false));
});

test("a transfer's first piece begins it anew, whatever a transfer of that number had", () => {
	const reassembly = new Reassembly();
	for (const fragment of fragmentsOf(7, BODY, 100)) reassembly.add(fragment);
	const other = BODY.slice(0, 120);
	const [first, second] = fragmentsOf(7, other, 100);
	assert.deepEqual(reassembly.add(first), PARTIAL);
	assert.deepEqual(reassembly.add(second), complete(other, false));
});

test("the pieces are kept as they were, whatever becomes of the buffer that they came in", () => {
	const reassembly = new Reassembly();
	const [first, second] = fragmentsOf(1, BODY.slice(), 125);
	reassembly.add(first);
	first.piece.fill(0);
	assert.deepEqual(reassembly.add(second), complete(BODY, false));
});

test("no transfer grows beyond the longest body, however many pieces it has", () => {
	const reassembly = new Reassembly();
	const piece = new Uint8Array(240);
	let taken = 0;
	for (let index = 0; index < 255; index++) {
		if (reassembly.add({ transfer: 1, index, count: 255, piece }).kind === "partial") taken += piece.length;
	}
	assert.ok(taken > 14_336 - 240 && taken <= 14_336, `${taken} bytes`);
});

test("any order of any pieces gives a body that was sent, or none", () => {
	const random = new Random(11);
	const bodies = [0, 1, 2].map((salt) => BODY.map((byte) => byte ^ salt));
	const all = bodies.flatMap((body, transfer) => fragmentsOf(transfer, body, 70));
	let completed = 0;
	const reassembly = new Reassembly();
	for (let round = 0; round < 4000; round++) {
		const fragment = all[random.below(all.length)];
		const result = reassembly.add(fragment);
		if (result.kind !== "complete") continue;
		completed++;
		assert.deepEqual(result.body, bodies[fragment.transfer]);
	}
	assert.ok(completed > 0);
});

import { Backlog, MOST_IN_FRAME, MOST_SNAPSHOTS } from "../../src/history/backlog.js";
import type { RegisterSnapshot } from "../../src/history/register-snapshot.js";
import { decodeSnapshots } from "../../src/history/snapshot-stream.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";
import { quarters } from "./samples.js";

/** What the slowest rung's frame has room for. */
const SLOWEST = 89;

function filled(snapshots: readonly RegisterSnapshot[]): Backlog {
	const backlog = new Backlog();
	for (const snapshot of snapshots) backlog.add(snapshot);
	return backlog;
}

/** All that a backlog delivers, frame by frame, where none is lost. */
function drained(backlog: Backlog, room: number): { snapshots: RegisterSnapshot[]; frames: number } {
	const snapshots: RegisterSnapshot[] = [];
	let frames = 0;
	for (let frame = backlog.frame(room); frame !== undefined; frame = backlog.frame(room)) {
		const decoded = decodeSnapshots(frame.body);
		assert.ok(frame.body.length <= room && decoded?.length === frame.count);
		snapshots.push(...decoded);
		backlog.delivered(frame.end);
		frames++;
	}
	assert.equal(backlog.length, 0);
	return { snapshots, frames };
}

test("a day comes out as it went in, oldest first, in five frames, in eight on the slowest rung", () => {
	const day = quarters(96, new Random(1));
	const large = drained(filled(day), 244);
	assert.deepEqual(large.snapshots, day);
	assert.equal(large.frames, 5);
	const small = drained(filled(day), SLOWEST);
	assert.deepEqual(small.snapshots, day);
	assert.ok(small.frames <= 8, `${small.frames} frames`);
});

test("an hour fits in one frame of any rung", () => {
	const frame = filled(quarters(4, new Random(2))).frame(SLOWEST);
	assert.ok(frame?.count === 4);
	assert.ok(frame.body.length < 60, `${frame.body.length} bytes`);
});

test("a frame that was not answered is the same again, and longer when more has come", () => {
	const day = quarters(3, new Random(3));
	const backlog = filled(day.slice(0, 2));
	const first = backlog.frame(SLOWEST);
	assert.deepEqual(backlog.frame(SLOWEST), first);
	backlog.add(day[2]);
	assert.equal(backlog.frame(SLOWEST)?.count, 3);
	// The answer to the first one comes all the same.
	backlog.delivered(first?.end ?? 0);
	assert.deepEqual(decodeSnapshots(backlog.frame(SLOWEST)?.body ?? new Uint8Array()), [day[2]]);
});

test("beyond what is kept, the oldest goes; an answer that comes later takes no other away", () => {
	const many = quarters(MOST_SNAPSHOTS + 30, new Random(4));
	const backlog = filled(many.slice(0, MOST_SNAPSHOTS));
	const frame = backlog.frame(244);
	assert.ok(frame?.count === MOST_IN_FRAME);
	for (const snapshot of many.slice(MOST_SNAPSHOTS)) backlog.add(snapshot);
	assert.equal(backlog.length, MOST_SNAPSHOTS);
	backlog.delivered(frame.end);
	assert.deepEqual(drained(backlog, 244).snapshots, many.slice(30));
});

test("a register that goes back, other registers and a clock put back come through: in a frame of their own", () => {
	const [a, b, c, d] = quarters(4, new Random(5));
	const lower = { ...b, registers: b.registers.map((register) => ({ ...register, value: 5 })) };
	const fewer = { ...c, registers: c.registers.slice(1) };
	const earlier = { ...d, seconds: a.seconds - 7 };
	const odd = [a, lower, fewer, earlier, b];
	const { snapshots, frames } = drained(filled(odd), 244);
	assert.deepEqual(snapshots, odd);
	assert.equal(frames, 5);
});

test("a moment off the quarter, and the largest values there are, come through", () => {
	const [a, b, c] = quarters(3, new Random(6));
	const late = { ...b, seconds: b.seconds + 13 };
	const large = { ...c, registers: c.registers.map((register) => ({ ...register, value: 999_999_999_999_999 })) };
	assert.deepEqual(drained(filled([a, late, large]), 244).snapshots, [a, late, large]);
});

test("bytes that are anything give snapshots or nothing, and never an exception", () => {
	const random = new Random(7);
	const genuine = filled(quarters(8, random)).frame(244)?.body ?? new Uint8Array();
	for (let round = 0; round < 3000; round++) {
		const bytes = round % 2 === 0 ? random.bytes(random.below(60)) : genuine.slice();
		if (round % 2 === 1) bytes[random.below(bytes.length)] ^= 1 << random.below(8);
		for (const { seconds, registers } of decodeSnapshots(bytes) ?? []) {
			assert.ok(Number.isSafeInteger(seconds));
			for (const { value } of registers) assert.ok(Number.isSafeInteger(value) && value >= 0);
		}
	}
	for (let length = 0; length < genuine.length; length++) {
		assert.equal(decodeSnapshots(genuine.subarray(0, length)), undefined, `${length} bytes`);
	}
});

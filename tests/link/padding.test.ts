import { OVERHEAD_BYTES } from "../../src/link/frame.js";
import { padded, unpadded, usualFrameBytes } from "../../src/link/padding.js";
import { LADDER } from "../../src/negotiation/ladder.js";
import { frameTime, maxFrameBytes } from "../../src/negotiation/timing.js";
import { assert, test } from "../harness/index.js";

test("a delta's frame has one of two lengths, whatever is in it", () => {
	for (let rung = 0; rung < LADDER.length; rung++) {
		const lengths = new Set<number>();
		for (let bytes = 1; bytes <= 16; bytes++) lengths.add(padded(new Uint8Array(bytes), rung).length);
		assert.equal(lengths.size, 2, `rung ${rung}`);
		assert.equal(Math.min(...lengths) + OVERHEAD_BYTES, usualFrameBytes(rung));
	}
});

test("a longer body takes no more airtime for being padded, and fits in its frame", () => {
	for (let rung = 0; rung < LADDER.length; rung++) {
		for (let bytes = 30 - OVERHEAD_BYTES; bytes <= maxFrameBytes(rung) - OVERHEAD_BYTES; bytes++) {
			const frame = padded(new Uint8Array(bytes), rung).length + OVERHEAD_BYTES;
			const times = [frameTime(rung, frame), frameTime(rung, bytes + OVERHEAD_BYTES)];
			if (bytes + OVERHEAD_BYTES > 34) assert.equal(times[0], times[1], `rung ${rung}, ${bytes} bytes`);
			assert.ok(frame <= maxFrameBytes(rung));
		}
	}
});

test("what was padded comes out as it went in", () => {
	const body = Uint8Array.of(0x80, 0, 7);
	for (let rung = 0; rung < LADDER.length; rung++) assert.deepEqual([...unpadded(padded(body, rung))], [...body]);
	assert.equal(unpadded(new Uint8Array(5)).length, 0);
});

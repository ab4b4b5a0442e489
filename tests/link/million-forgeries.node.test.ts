/** A million forged and a million mutated frames: none opens, and nothing but that is tried. */
import { FrameType } from "../../src/link/frame.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";
import { type End, ends, PROFILE, sealed, stateOf } from "./channels.js";

const COUNT = 1_000_000;
const HALF = COUNT / 2;

function bombard(end: End, frameOf: (round: number) => Uint8Array): void {
	const before = stateOf(end);
	for (let round = 0; round < HALF; round++) {
		if (end.channel.open(frameOf(round), PROFILE).ok) throw new Error(`frame ${round} opened`);
	}
	assert.deepEqual(stateOf(end), before);
}

/** Both directions, each with half of them. */
function both(what: string, make: (to: End, recorded: Uint8Array[], random: Random) => (round: number) => Uint8Array) {
	test(what, () => {
		const { transmitter, receiver } = ends();
		for (const [from, to] of [
			[transmitter, receiver],
			[receiver, transmitter],
		]) {
			const types = Object.values(FrameType);
			const recorded = types.map((type) => sealed(from.channel, type, new Uint8Array(2 + type)));
			for (const frame of recorded) assert.ok(to.channel.open(frame, PROFILE).ok);
			bombard(to, make(to, recorded, new Random(from === transmitter ? 1 : 2)));
		}
	});
}

both("of a million forged frames with the pair's mark, none opens", (_, recorded, random) => {
	const [first] = recorded;
	const hint = first[0] & 7;
	const types = Object.values(FrameType);
	return (round) => {
		const frame = new Uint8Array(11 + (round % 11));
		for (let at = 1; at < frame.length; at += 4) {
			const word = random.below(2 ** 32);
			for (let byte = 0; byte < 4 && at + byte < frame.length; byte++) frame[at + byte] = word >>> (8 * byte);
		}
		frame[0] = 0x40 | (types[round % types.length] << 3) | hint;
		return frame;
	};
});

both("of a million genuine frames with one to four bits changed, none opens", (_, recorded, random) => (round) => {
	const frame = recorded[round % recorded.length].slice();
	// Beyond the first byte, so that each is really tried; what that one says is tried in channel.test.ts.
	const bits = 8 * (frame.length - 1);
	const first = random.below(bits);
	for (let flips = round % 4; flips >= 0; flips--) {
		const bit = (first + flips * (1 + random.below(bits / 5))) % bits;
		frame[1 + (bit >> 3)] ^= 1 << (bit & 7);
	}
	return frame;
});

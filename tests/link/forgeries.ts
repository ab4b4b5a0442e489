/** What somebody without the key can send, and all that it could change. */
import { type FrameType, OVERHEAD_BYTES } from "../../src/link/frame.js";
import type { Random } from "../crypto/random.js";
import { stateOf } from "./channels.js";
import type { Sessions } from "./sessions.js";

/** All that a frame could change on either board, but for what is refused; time does not pass meanwhile. */
export function everything({ transmitter, receiver, storage, clock, air, telegrams, events, remembered }: Sessions) {
	return JSON.stringify({
		transmitter: stateOf({ channel: transmitter.channel, storage: storage.transmitter }),
		receiver: stateOf({ channel: receiver.channel, storage: storage.receiver }),
		negotiation: [transmitter.session.negotiation, receiver.session.negotiation],
		rungs: [transmitter.port.rung, receiver.port.rung],
		radios: [
			transmitter.radio.calls.length,
			receiver.radio.calls.length,
			transmitter.radio.state,
			receiver.radio.state,
		],
		loss: receiver.session.reception.lossPercent,
		airtime: [transmitter.ledger.usedUs, receiver.ledger.usedUs],
		nextAt: clock.nextAt,
		counts: [air.sent.length, telegrams.length],
		// What many refused frames mean is told, once an hour.
		events: [events.transmitter, events.receiver].map(
			(list) => list.filter(({ kind }) => kind !== "other key" && kind !== "other version").length,
		),
		remembered,
	});
}

/** The pair's mark, which is in clear. */
export interface Mark {
	hint: number;
	/** Frames of this pair, as they were on the air. */
	recorded: readonly Uint8Array[];
	/** Frames of another pair. */
	foreign: readonly Uint8Array[];
}

type Forge = (random: Random, mark: Mark) => Uint8Array;

const any = (random: Random, frames: readonly Uint8Array[]): Uint8Array => frames[random.below(frames.length)].slice();

/** By kind: how a frame is made that its pair did not make. */
export const FORGERIES: Readonly<Record<string, Forge>> = Object.freeze({
	random: (random) => random.bytes(random.below(256)),
	"random, with the mark": (random, { hint }) => {
		const frame = random.bytes(OVERHEAD_BYTES + random.below(256 - OVERHEAD_BYTES));
		frame[0] = 0x40 | ((random.below(6) as FrameType) << 3) | hint;
		return frame;
	},
	"a bit flipped": (random, { recorded }) => {
		const frame = any(random, recorded);
		for (let flips = 1 + random.below(4); flips > 0; flips--) frame[random.below(frame.length)] ^= 1 << random.below(8);
		return frame;
	},
	"a byte changed": (random, { recorded }) => {
		const frame = any(random, recorded);
		frame[random.below(frame.length)] ^= 1 + random.below(255);
		return frame;
	},
	cut: (random, { recorded }) => {
		const frame = any(random, recorded);
		return frame.slice(0, random.below(frame.length));
	},
	lengthened: (random, { recorded }) => {
		const frame = any(random, recorded);
		const longer = new Uint8Array(Math.min(255, frame.length + 1 + random.below(40)));
		longer.set(frame);
		return longer;
	},
	"another type": (random, { recorded }) => {
		const frame = any(random, recorded);
		frame[0] ^= (1 + random.below(7)) << 3;
		return frame;
	},
	"another version": (random, { recorded }) => {
		const frame = any(random, recorded);
		frame[0] ^= (1 + random.below(3)) << 6;
		return frame;
	},
	"another counter": (random, { recorded }) => {
		const frame = any(random, recorded);
		const at = 1 + random.below(2);
		frame[at] = (frame[at] + 1 + random.below(255)) & 0xff;
		return frame;
	},
	spliced: (random, { recorded }) => {
		const [head, rest] = [any(random, recorded), any(random, recorded)];
		rest.set(head.subarray(0, Math.min(head.length, 1 + random.below(rest.length))).subarray(0, rest.length));
		return rest;
	},
	"played back, or reflected": (random, { recorded }) => any(random, recorded),
	"of another pair": (random, { foreign }) => any(random, foreign),
	"of another pair, with the mark": (random, { foreign, hint }) => {
		const frame = any(random, foreign);
		frame[0] = (frame[0] & 0xf8) | hint;
		return frame;
	},
});

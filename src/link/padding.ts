/**
 * How long a telegram's frame is made, so that its length tells nothing. On the air a length is a number of symbols, so
 * padding up to the last byte that fits into them costs nothing. Zeros at a body's end are no part of it (docs/protocol.md).
 */
import { LADDER, type Rung } from "../negotiation/ladder.js";
import { frameTime, maxFrameBytes } from "../negotiation/timing.js";
import { OVERHEAD_BYTES } from "./frame.js";

/**
 * Sealed bytes that hold 99 of 100 deltas of a Belgian or Dutch meter, and all of them, once they are rounded up to the
 * rung's edge. Measured with generated households at the pace of each rung.
 */
const NEARLY_ALL = 17;
const ALL = 27;

/** The longest frame that takes no more time on the air than one of `bytes`: up to the edge of its last symbol. */
function edge(rung: Rung, bytes: number): number {
	const most = maxFrameBytes(rung);
	let longest = bytes;
	while (longest < most && frameTime(rung, longest + 1) === frameTime(rung, bytes)) longest++;
	return longest;
}

/** By rung, the two lengths that deltas' frames have; computed once. */
const SHORT: readonly number[] = Object.freeze(LADDER.map((_, rung) => edge(rung, NEARLY_ALL)));
const LONG: readonly number[] = Object.freeze(LADDER.map((_, rung) => edge(rung, ALL)));

/** The length of most frames of this rung. */
export function usualFrameBytes(rung: Rung): number {
	return SHORT[rung];
}

/**
 * A telegram's body with zeros behind it: up to the shorter or the longer of a delta's two lengths, or up to its own
 * edge.
 */
export function padded(body: Uint8Array, rung: Rung): Uint8Array {
	const bytes = body.length + OVERHEAD_BYTES;
	const length = bytes <= SHORT[rung] ? SHORT[rung] : bytes <= LONG[rung] ? LONG[rung] : edge(rung, bytes);
	const longer = new Uint8Array(length - OVERHEAD_BYTES);
	longer.set(body);
	return longer;
}

/** The body without what was put behind it. */
export function unpadded(body: Uint8Array): Uint8Array {
	let length = body.length;
	while (length > 0 && body[length - 1] === 0) length--;
	return body.subarray(0, length);
}

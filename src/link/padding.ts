/**
 * How long a telegram's frame is made, so that its length tells nothing: on the air, a length is only seen as a number of
 * symbols, and most telegrams are a few bytes long. Zeros at a body's end are no part of it (docs/protocol.md).
 */

import { LADDER, type Rung } from "../negotiation/ladder.js";
import { frameTime, maxFrameBytes } from "../negotiation/timing.js";
import { OVERHEAD_BYTES } from "./frame.js";

/**
 * Sealed bytes that 99 of 100 deltas of a Belgian or Dutch meter fit in at every rung, once up to the edge, and that all do. Measured with
 * generated households at the pace of each rung.
 */
const NEARLY_ALL = 17;
const ALL = 27;

/** The longest frame that takes no more time on the air than one of `bytes`. */
function edge(rung: Rung, bytes: number): number {
	const most = maxFrameBytes(rung);
	let longest = bytes;
	while (longest < most && frameTime(rung, longest + 1) === frameTime(rung, bytes)) longest++;
	return longest;
}

/** By rung, the two lengths that deltas have. Found once. */
const SHORT: readonly number[] = Object.freeze(LADDER.map((_, rung) => edge(rung, NEARLY_ALL)));
const LONG: readonly number[] = Object.freeze(LADDER.map((_, rung) => edge(rung, ALL)));

/** The length of most frames of this rung. */
export function usualFrameBytes(rung: Rung): number {
	return SHORT[rung];
}

/** A telegram's body with zeros behind it, as long as a delta's frame always is; a longer one up to the next symbols. */
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

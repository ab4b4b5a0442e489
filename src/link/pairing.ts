/**
 * The pair's key and its counters, in one domain of storage: they come and go together. A key whose counters were lost
 * would use nonces twice, so it is no longer a key.
 */
import { sameBytes } from "../bytes.js";
import { HighWaterMark } from "../crypto/high-water.js";
import type { KeyValue } from "../io.js";

export const PAIR_KEY_BYTES = 32;

/** Names in storage of the counters of frames sent and accepted. */
export const COUNTERS = Object.freeze({ sent: "sent", accepted: "accepted" });

/** The one reason that is no fault. */
export const NOT_PAIRED =
	"not paired: this board has no key yet, so it sends nothing. Connect both boards to a computer and run p1-lora pair";
const UNTIL_PAIRED = "nothing is sent until both boards are paired again";
const UNREADABLE =
	"the key and its counters can't be read from the board's flash, so nothing is sent: take its power away for a moment; if that " +
	"does not help, pair both boards again";

export type Pairing = { ok: true; key: Uint8Array } | { ok: false; reason: string };

/** Gives a board its pair's key: 32 random bytes, the same for both boards. Throws when storage does not take it. */
export function pair(link: KeyValue, key: Uint8Array): void {
	if (key.length !== PAIR_KEY_BYTES) throw new RangeError(`key is ${PAIR_KEY_BYTES} bytes, not ${key.length}`);
	const present = readPairing(link);
	// The same key again: its counters must go on, not begin anew.
	if (present.ok && sameBytes(present.key, key)) return;
	unpair(link);
	for (const name of Object.values(COUNTERS)) {
		if (!HighWaterMark.begin(link, name)) throw new Error("storage does not keep the counters");
	}
	// Last: a board that loses power half-way is not paired.
	link.write("key", key.slice().buffer as ArrayBuffer); // slice copies into an ArrayBuffer of its own
	const kept = readPairing(link);
	if (!kept.ok || !sameBytes(kept.key, key)) throw new Error("storage does not keep the key");
}

/** Forgets the key first, then all that belongs to it. */
export function unpair(link: KeyValue): void {
	for (const name of ["key", "rung", ...Object.values(COUNTERS)]) link.delete(name);
}

/** The board's key, or why there is none, as a sentence for a person. */
export function readPairing(link: KeyValue): Pairing {
	try {
		return readWhole(link);
	} catch {
		return { ok: false, reason: UNREADABLE };
	}
}

function readWhole(link: KeyValue): Pairing {
	const stored = link.read("key");
	if (stored === undefined) return { ok: false, reason: NOT_PAIRED };
	if (stored.byteLength !== PAIR_KEY_BYTES)
		return { ok: false, reason: `RE-PAIR: the key is damaged; ${UNTIL_PAIRED}` };
	for (const name of Object.values(COUNTERS)) {
		if (link.read(name) === undefined) return { ok: false, reason: `RE-PAIR: the counters are lost; ${UNTIL_PAIRED}` };
	}
	return { ok: true, key: new Uint8Array(stored) };
}

/**
 * A telegram as the body of a frame: one stream of the range coder, which begins with two bits of format version and
 * what kind of body it is.
 *
 * - delta: against which telegram (its distance), then the telegram.
 * - key: 16 bits that name the template (`Layout.check`), then all of the telegram.
 * - template: the template, then all of the telegram: it alone rebuilds it.
 * - partial: as a template, of some of a telegram's lines only: for reading, and nothing rests on it.
 * - plain: the telegram's bytes as they are: what no model has a part in. Nothing rests on it either.
 */
import { MAX_TELEGRAM_BYTES } from "../p1/framer.js";
import { BIT, codeCount, codeRaw, NUMBER } from "./contexts.js";
import type { BitCoder } from "./range-coder.js";

export const VERSION = 2;
const VERSION_BITS = 2;
/** Bodies of this format begin with it: the coder's first two bits are the first byte's. */
export const VERSION_SHIFT = 6;
export const CHECK_BITS = 16;
const KIND_BITS = 2;
const LENGTH_BITS = 13;

export const Kind = Object.freeze({ delta: 0, key: 1, template: 2, partial: 3, plain: 4 });

export function codeVersion(coder: BitCoder): void {
	coder.raw(VERSION_BITS, VERSION);
}

export function codeKind(coder: BitCoder, kind: number): number {
	if (coder.bit(BIT.kind, kind === Kind.delta ? 0 : 1) === 0) return Kind.delta;
	return coder.raw(KIND_BITS, kind & 3) || Kind.plain;
}

/** How many frames before this one the reference was sent, 1 at least. */
export function codeDistance(coder: BitCoder, distance: number): number {
	return codeCount(coder, NUMBER.distance, distance - 1) + 1;
}

/** A telegram as it is; undefined for a length that no encoder writes. */
export function codePlain(coder: BitCoder, telegram?: Uint8Array): Uint8Array | undefined {
	const length = codeRaw(coder, LENGTH_BITS, telegram?.length ?? 0);
	if (length > MAX_TELEGRAM_BYTES) return undefined;
	const bytes = new Uint8Array(length);
	for (let at = 0; at < length; at++) bytes[at] = coder.raw(8, telegram === undefined ? 0 : telegram[at]);
	return bytes;
}

/**
 * A telegram as the body of a frame: one stream of the range coder, which begins with two bits of format version and
 * what kind of body it is.
 *
 * - delta: against which telegram (its distance), then the telegram.
 * - key: 16 bits that name the template (`Layout.check`), then all of the telegram.
 * - template: the template, then all of the telegram: it alone rebuilds it.
 * - partial: as a template, of some of a telegram's lines only: for reading, and nothing rests on it.
 */
import { BIT, codeCount, NUMBER } from "./contexts.js";
import type { BitCoder } from "./range-coder.js";

export const VERSION = 2;
export const VERSION_BITS = 2;
/** Bodies of this format begin with it: the coder's first two bits are the first byte's. */
export const VERSION_SHIFT = 6;
export const CHECK_BITS = 16;

export const Kind = Object.freeze({ delta: 0, key: 1, template: 2, partial: 3 });

export function codeVersion(coder: BitCoder): void {
	coder.raw(VERSION_BITS, VERSION);
}

export function codeKind(coder: BitCoder, kind: number): number {
	if (coder.bit(BIT.kind, kind === Kind.delta ? 0 : 1) === 0) return Kind.delta;
	return coder.raw(VERSION_BITS, kind);
}

/** How many frames before this one the reference was sent, 1 at least. */
export function codeDistance(coder: BitCoder, distance: number): number {
	return codeCount(coder, NUMBER.distance, distance - 1) + 1;
}

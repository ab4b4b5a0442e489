/**
 * A telegram as the body of a frame. The first byte says the version of the format (top 2 bits), the kind (2 bits), and
 * for a delta the count of changes (4 bits, zero in the other kinds). Then follows, by kind:
 *
 * - template: the template as bytes, then all values. It alone rebuilds the telegram.
 * - key: 16 bits that name the template (`checkOf`), then all values.
 * - delta: 16 bits that name the baseline (`baselineId`), the rest of the count as a varint if it is 15 or more, then the
 *   changes against the baseline.
 *
 * A body ends with its last value. Bytes behind it, a padding's too, make it malformed: the link takes off what it adds.
 */
export const VERSION = 1;

export const Kind = Object.freeze({ template: 0, key: 1, delta: 2 });

/** This count of changes or a greater one does not fit in the first byte. */
export const LONG_COUNT = 15;

/** The first byte of a body. */
export function head(kind: number, count: number): number {
	return (VERSION << 6) | (kind << 4) | count;
}

/** The 16 bits that name a telegram as a baseline: taken from what it says, they mean the same to both sides for ever. */
export function baselineId(crc32: number): number {
	return crc32 & 0xffff;
}

/** What a telegram takes by other means, to compare the codec with. */
import { deflateRawSync } from "node:zlib";
import { parseTelegram } from "../../src/p1/parse.js";
import type { Value } from "../../src/p1/reading.js";

const LEVEL = 9;

/** Raw deflate, without the bytes of a zlib header. */
export function deflated(telegram: Uint8Array): number {
	return deflateRawSync(telegram, { level: LEVEL }).length;
}

/** Deflate with the telegram before as its dictionary, which both sides would have to hold. */
export function deflatedAfter(telegram: Uint8Array, before: Uint8Array): number {
	return deflateRawSync(telegram, { level: LEVEL, dictionary: before }).length;
}

/** The old project's payload: 12 floats where a meter has one phase, 24 where it has three; no time, no gas, no text. */
export function oldFixedBytes(phases: number): number {
	return phases === 1 ? 48 : 96;
}

/**
 * The readings in CBOR (RFC 8949), as short as they get without a codec of their own: a map from a value's place in a
 * table that both sides know to its integer, its time as an integer, or its text.
 */
export function cborOfReadings(telegram: Uint8Array): number {
	const { values } = parseTelegram(telegram);
	let bytes = cborHeadBytes(values.size);
	let place = 0;
	for (const [, value] of values) bytes += cborHeadBytes(place++) + cborBytes(value);
	return bytes;
}

function cborBytes(value: Value): number {
	switch (value.kind) {
		case "quantity":
			return cborHeadBytes(value.value < 0 ? -1 - value.value : value.value);
		case "time":
			// Seconds since some day of this century.
			return cborHeadBytes(2 ** 31);
		default:
			return cborHeadBytes(value.text.length) + value.text.length;
	}
}

/** An item's first byte, and its argument behind it. */
function cborHeadBytes(argument: number): number {
	if (argument < 24) return 1;
	if (argument < 2 ** 8) return 2;
	if (argument < 2 ** 16) return 3;
	return argument < 2 ** 32 ? 5 : 9;
}

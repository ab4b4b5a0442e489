import type { Clock, Milliseconds } from "../clock.js";

/** Where the noise comes from; `SX127x` is one. */
export interface NoiseSource {
	/** 0 or 1; undefined while there is none to be had. */
	readonly noiseBit: number | undefined;
}

/** Readings closer together may be of the same sample. */
const INTERVAL: Milliseconds = 1;

/** Of two readings a quarter to nearly all agree, and give nothing; beyond this the source is stuck. */
const MOST_READINGS_PER_BIT = 64;

/**
 * Gathers `count` random bytes, 1 to 64, from the noise that a radio receives, and hands them to `done`: after 32 ms a
 * byte, or some more. Of two readings in a row the first counts if they differ (von Neumann): so one value may be
 * likelier than the other. `done` gets undefined when the radio stops receiving, or when its noise is none.
 */
export function gatherRandomBytes(
	source: NoiseSource,
	clock: Clock,
	count: number,
	done: (bytes: Uint8Array | undefined) => void,
): void {
	if (!(Number.isInteger(count) && count >= 1 && count <= 64))
		throw new RangeError(`count is ${count}: a whole number from 1 to 64 is wanted`);
	const bytes = new Uint8Array(count);
	let bits = 0;
	let first: number | undefined;
	let left = count * 8 * MOST_READINGS_PER_BIT;
	const read = () => {
		const bit = source.noiseBit;
		if (bit === undefined || left-- === 0) return done(undefined);
		if (first === undefined) first = bit;
		else {
			if (bit !== first) {
				bytes[bits >> 3] |= first << (bits & 7);
				if (++bits === count * 8) return done(bytes);
			}
			first = undefined;
		}
		clock.after(INTERVAL, read);
	};
	clock.after(INTERVAL, read);
}

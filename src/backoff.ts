import type { Milliseconds } from "./clock.js";

const LONGEST: Milliseconds = 60_000;

/**
 * How long to wait before connecting again: 1 to 2 s after the first failure, twice that after each further one, 30
 * to 60 s at most. The upper half is random, so that a house full of clients does not return to its broker as one.
 *
 * @param failures in a row, at least 1
 * @param random in [0, 1)
 */
export function retryDelay(failures: number, random: number): Milliseconds {
	const ceiling = Math.min(LONGEST, 1000 * 2 ** failures);
	return Math.round((ceiling / 2) * (1 + random));
}

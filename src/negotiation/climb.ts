/** Which rung to try next: pure functions, so that their whole behaviour is a table in the test. */
import { predictMarginDb, RENDEZVOUS, type Rung, TOP_RUNG } from "./ladder.js";

/** A rung that the SNR promises with this much to spare is tried at once, the ones below it skipped. */
const LEAP_MARGIN_DB = 5;

/** A single step up is worth a try down to this margin: with less, a rung that works now is lost to the next fading. */
const STEP_MARGIN_DB = 2;

export interface ClimbRequest {
	/** The rung that works now. */
	rung: Rung;
	/** The lowest SNR of the confirmed frames at that rung, as the receiver saw them. */
	snrDb: number;
	/** The lowest rung known to fail in this climb, or one past the top. */
	ceiling: Rung;
}

/** The rung to try next, or undefined when the present one is the best to be had. */
export function nextRung({ rung, snrDb, ceiling }: ClimbRequest): Rung | undefined {
	const highest = Math.min(ceiling - 1, TOP_RUNG);
	for (let candidate = highest; candidate > rung + 1; candidate--) {
		if (predictMarginDb(snrDb, rung, candidate) >= LEAP_MARGIN_DB) return candidate;
	}
	const next = rung + 1;
	return next <= highest && predictMarginDb(snrDb, rung, next) >= STEP_MARGIN_DB ? next : undefined;
}

/**
 * The fastest rung below `from` that has enough to spare, by the SNR measured on `from`; the rendezvous where none has.
 */
export function rungBelow(from: Rung, snrDb: number): Rung {
	let rung = from - 1;
	while (rung > RENDEZVOUS && predictMarginDb(snrDb, from, rung) < LEAP_MARGIN_DB) rung--;
	return rung;
}

/** The soak of a whole test run: so many simulated days, and what they must have had in them. */
import { availableParallelism } from "node:os";
import type { Milliseconds } from "../../src/clock.js";
import { campaign } from "../soak/campaign.js";
import { cipherOracle } from "../soak/cipher-oracle.js";
import { DRILLS } from "../soak/drills.js";
import { FAULT_KINDS } from "../soak/faults.js";
import { firstFailureText } from "../soak/minimise.js";
import { soakReport } from "../soak/report.js";
import { INVARIANTS } from "../soak/violations.js";
import type { Totals } from "./records.js";

const DAYS = 200;
const LEAST_CUTS = 5000;
/**
 * For a slow computer, which begins no seed after so long where it has come to the least of the cuts: two processors that are
 * idle should have come to all days by then. The shortest days are the last, so that what has begun is over in seconds.
 */
const LONG_ENOUGH: Milliseconds = 8 * 60_000;
/** So many seeds run a second time. */
const TWICE = 4;

/**
 * Each invariant counts as a test; so do the power cuts, each drill's time, and that every kind of fault and every transition
 * of the negotiation happened (I11).
 */
export async function soakDays(print: (text: string) => void): Promise<Totals> {
	const report = await campaign({
		seeds: Array.from({ length: DAYS }, (_, index) => index + 1),
		kinds: FAULT_KINDS,
		...{ hours: 24, intensity: 1, workers: Math.min(availableParallelism(), 8), twice: TWICE },
		enough: { time: LONG_ENOUGH, cuts: LEAST_CUTS },
		onProgress: () => {},
	});
	print(soakReport(report));
	const failure = firstFailureText(report, { oracle: cipherOracle });
	if (failure !== undefined) print(failure);
	const isBroken = (invariant: string) =>
		report.failures.some(({ violations }) => violations.some((violation) => violation.invariant === invariant));
	const held = [
		...Object.keys(INVARIANTS).map((invariant) => !isBroken(invariant)),
		...DRILLS.map((which) => !report.tooSlow.includes(which)),
		report.cuts >= LEAST_CUTS,
		report.neverHit.length === 0,
		report.neverMade.length === 0,
	];
	const passed = held.filter((isHeld) => isHeld).length;
	return { passed, failed: held.length - passed, skipped: 0 };
}

/** The soak of a whole test run: so many simulated days, and what they must have had in them. */
import { availableParallelism } from "node:os";
import type { Milliseconds } from "../../src/clock.js";
import { campaign } from "../soak/campaign.js";
import { FAULT_KINDS } from "../soak/faults.js";
import { soakReport } from "../soak/report.js";
import { INVARIANTS } from "../soak/violations.js";
import type { Totals } from "./records.js";

/** What fits into a test run on two busy cores; `p1-lora soak --days 200` is the longer campaign. */
const DAYS = 6;
const LEAST_CUTS = 150;
/** So many seeds run a second time. */
const TWICE = 1;
const LIMIT: Milliseconds = 8 * 60_000;

/**
 * Each invariant counts as a test, and so do the power cuts. Which kinds of faults and which transitions so few days did not
 * have is told in the report.
 */
export async function soakDays(print: (text: string) => void): Promise<Totals> {
	const report = await campaign({
		seeds: Array.from({ length: DAYS }, (_, index) => index + 1),
		kinds: FAULT_KINDS,
		...{ hours: 24, intensity: 1, workers: Math.min(availableParallelism(), 8), twice: TWICE, limit: LIMIT },
		onProgress: () => {},
	});
	print(soakReport(report));
	const isBroken = (invariant: string) =>
		report.failures.some(({ violations }) => violations.some((violation) => violation.invariant === invariant));
	const held = [...Object.keys(INVARIANTS).map((invariant) => !isBroken(invariant)), report.cuts >= LEAST_CUTS];
	const passed = held.filter((isHeld) => isHeld).length;
	return { passed, failed: held.length - passed, skipped: 0 };
}

/** A seed that fails, cut down to the faults that it takes. */
import type { Milliseconds } from "../../src/clock.js";
import type { Fault } from "./faults.js";
import { planOf, runSoak, type SoakOptions } from "./run.js";
import { shrink } from "./shrink.js";
import type { Violation } from "./violations.js";

export interface Minimal {
	violation: Violation;
	/** So many faults had happened by then. */
	of: number;
	/** Those without which it would have held, as far as the runs sufficed. */
	faults: readonly Fault[];
}

export interface MinimiseLimits {
	mostRuns: number;
	/** No run is begun after so long. */
	mostTime?: Milliseconds;
	onRun?(faults: number, fails: boolean): void;
}

/** Of the first seed that fails in a campaign. */
export const BY_ITSELF: MinimiseLimits = Object.freeze({ mostRuns: 100, mostTime: 120_000 });

/** With fewer faults the same may happen somewhat later. */
const SLACK: Milliseconds = 300_000;

/** Only the first promise that was broken counts: another one may have other reasons. Undefined where all hold. */
export function minimise(options: SoakOptions, { mostRuns, mostTime, onRun }: MinimiseLimits): Minimal | undefined {
	const [violation] = runSoak(options).violations;
	if (violation === undefined) return undefined;
	const start = performance.now();
	const isLate = () => mostTime !== undefined && performance.now() - start > mostTime;
	const fails = (plan: readonly Fault[]) => {
		if (isLate()) return false;
		// What is demanded after the heal takes a whole day.
		const until = violation.invariant === "I3" ? undefined : violation.at + SLACK;
		const { violations } = runSoak({ ...options, plan, until, drills: false });
		const isSame = violations.some(({ invariant }) => invariant === violation.invariant);
		onRun?.(plan.length, isSame);
		return isSame;
	};
	const all = planOf(options).filter(({ at }) => at <= violation.at);
	return { violation, of: all.length, faults: shrink(all, fails, mostRuns) };
}

/** As lines that `--plan` reads. */
export function minimalText(seed: number, { violation, of, faults }: Minimal): string {
	const { invariant, at, what } = violation;
	return [
		`${invariant} at ${(at / 1000).toFixed(3)} s: ${what}`,
		`Of ${of} faults these are needed:`,
		...faults.map((fault) => JSON.stringify(fault)),
		`With these lines in a file: p1-lora soak --replay ${seed} --plan FILE`,
	].join("\n");
}

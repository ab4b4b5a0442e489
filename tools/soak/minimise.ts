/** A seed that fails, cut down to the faults that it takes. */
import type { Milliseconds } from "../../src/clock.js";
import { FAULT_KINDS, type Fault } from "./faults.js";
import { healAt, planOf, runSoak, type SoakOptions } from "./run.js";
import { shrink } from "./shrink.js";
import type { Failure, Report } from "./tally.js";
import type { Violation } from "./violations.js";

export interface Minimal {
	violation: Violation;
	/** So many faults had happened by then. */
	of: number;
	/** Those without which it would have held; more where the limits ended the search. */
	faults: readonly Fault[];
	/** Why there are not fewer. */
	end: "all are needed" | "the search was ended" | "it does not fail again";
}

export interface MinimiseLimits {
	mostRuns: number;
	/** No run is begun after so long. */
	mostTime?: Milliseconds;
	onRun?(faults: number, fails: boolean): void;
}

/** Of the first seed that fails in a campaign. */
const BY_ITSELF: MinimiseLimits = Object.freeze({ mostRuns: 100, mostTime: 120_000 });

/** With fewer faults the same may happen somewhat later. */
const SLACK: Milliseconds = 300_000;

/** Only the first promise that was broken counts: another one may have other reasons. Undefined where all hold. */
export function minimise(options: SoakOptions, { mostRuns, mostTime, onRun }: MinimiseLimits): Minimal | undefined {
	const [violation] = runSoak(options).violations;
	if (violation === undefined) return undefined;
	const start = performance.now();
	const isAfterHeal = violation.at >= healAt(options.hours ?? 24);
	// What broke in the chaos needs no day's end; a link that is not back is told before the drills.
	const until = isAfterHeal ? undefined : violation.at + SLACK;
	const drills = isAfterHeal && violation.invariant !== "I3";
	let runs = 0;
	let isEnded = false;
	const fails = (plan: readonly Fault[]) => {
		isEnded ||= runs >= mostRuns || (mostTime !== undefined && performance.now() - start > mostTime);
		if (isEnded) return false;
		runs++;
		const { violations } = runSoak({ ...options, plan, until, drills });
		const isSame = violations.some(({ invariant }) => invariant === violation.invariant);
		onRun?.(plan.length, isSame);
		return isSame;
	};
	const all = planOf(options).filter(({ at }) => at <= violation.at);
	const again = fails(all);
	const faults = again ? shrink(all, fails, mostRuns) : all;
	const end = isEnded ? "the search was ended" : again ? "all are needed" : "it does not fail again";
	return { violation, of: all.length, faults, end };
}

/** Only of a seed that ran twice: there is no fault without which a single run would do. */
export function isOnlyUnlike({ violations }: Failure): boolean {
	return violations.every(({ invariant }) => invariant === "I10");
}

/** What the first seed that failed takes, as text; undefined where none failed. */
export function firstFailureText(report: Report, options: Omit<SoakOptions, "seed">): string | undefined {
	const failure = report.failures.find((candidate) => !isOnlyUnlike(candidate)) ?? report.failures[0];
	if (failure === undefined) return undefined;
	const seeded = { ...options, seed: failure.seed };
	const name = `Seed ${failure.seed}`;
	if (isOnlyUnlike(failure))
		return `${name} was not the same twice (I10): no faults are cut down for that. ${twiceCommand(seeded)} runs it two times again.`;
	const minimal = minimise(seeded, BY_ITSELF);
	if (minimal === undefined)
		return `${name} holds when it is run again by itself: what it took is in what ran before it in its process, or in chance that is not the seed's.`;
	return `${name}: ${minimalText(seeded, minimal)}`;
}

const TOLD: Readonly<Record<Minimal["end"], string>> = Object.freeze({
	"all are needed": "Of {} faults these are needed:",
	"the search was ended": "Of {} faults these, or fewer, are needed: the search was ended.",
	"it does not fail again": "With these {} faults alone, and no others after them, it does not fail:",
});

/** As lines that `--plan` reads. */
export function minimalText(options: SoakOptions, { violation, of, faults, end }: Minimal): string {
	const { invariant, at, what } = violation;
	return [
		`${invariant} at ${(at / 1000).toFixed(3)} s: ${what}`,
		TOLD[end].replace("{}", String(of)),
		...faults.map((fault) => JSON.stringify(fault)),
		// What was drawn, and how often, is in the lines.
		`With these lines in a file: ${replayCommand({ seed: options.seed, hours: options.hours ?? 24 })} --plan FILE`,
	].join("\n");
}

/** The command that runs a seed again. */
export function replayCommand({ seed, ...options }: SoakOptions): string {
	return [`p1-lora soak --replay ${seed}`, ...chaosWords(options)].join(" ");
}

/** The command that runs a seed two times again. */
export function twiceCommand({ seed, ...options }: SoakOptions): string {
	return [`p1-lora soak --days 1 --seed ${seed} --twice 1`, ...chaosWords(options)].join(" ");
}

function chaosWords({ hours = 24, intensity = 1, kinds = FAULT_KINDS }: Omit<SoakOptions, "seed">): string[] {
	return [
		...(hours === 24 ? [] : [`--hours ${hours}`]),
		...(intensity === 1 ? [] : [`--intensity ${intensity}`]),
		...(kinds.length === FAULT_KINDS.length ? [] : [`--faults "${kinds.join(", ") || "none"}"`]),
	];
}

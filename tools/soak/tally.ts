/** What many seeds come to, together. */
import type { Milliseconds } from "../../src/clock.js";
import { DRILLS, type Drill, TARGETS } from "./drills.js";
import type { FaultKind } from "./faults.js";
import type { SoakRun } from "./run.js";
import { isSlowByLaw, meetingName } from "./shape.js";
import { ALL_TRANSITIONS } from "./transitions.js";
import type { Violation } from "./violations.js";

export interface Times {
	count: number;
	meanSeconds: number;
	p99Seconds: number;
	longestSeconds: number;
}

export interface Failure {
	seed: number;
	violations: readonly Violation[];
}

export interface Report {
	seeds: number;
	days: number;
	cuts: number;
	frames: number;
	telegrams: number;
	states: number;
	strangers: number;
	repairs: number;
	/** Seeds with the chips' registers. */
	registers: number;
	/** Seeds by where their boards meet. */
	meetings: Record<string, number>;
	/** Of any hour's lawful airtime, the most that any board used. */
	busiestShare: number;
	/** How often each kind of fault happened; I11: kinds that never did. */
	hits: Partial<Record<FaultKind, number>>;
	neverHit: FaultKind[];
	failures: Failure[];
	healed: Times | undefined;
	/** The same where the boards meet with 1 %. */
	healedSlowly: Times | undefined;
	drills: Partial<Record<Drill, Times>>;
	/** Drills that took longer than is wanted. Where boards meet with 1 % they are held and not timed. */
	tooSlow: Drill[];
	/** Simulated days in a second of one processor's time. */
	daysPerCpuSecond: number;
	hashes: Record<number, string>;
	quarters: SoakRun["quarters"];
	/** I11: transitions of the negotiation, and those that were never made. */
	transitions: Record<string, number>;
	neverMade: string[];
}

export class Tally {
	readonly #runs: SoakRun[] = [];
	readonly #kinds: readonly FaultKind[];
	readonly #transitions: Record<string, number> = Object.fromEntries(ALL_TRANSITIONS.map((name) => [name, 0]));
	#cpuMs = 0;

	constructor(kinds: readonly FaultKind[]) {
		this.#kinds = kinds;
	}

	add(run: SoakRun & { cpuMs: number }): void {
		this.#cpuMs += run.cpuMs;
		for (const [name, count] of Object.entries(run.transitions))
			this.#transitions[name] = (this.#transitions[name] ?? 0) + count;
		// What is counted above needs no keeping.
		this.#runs.push({ ...run, plan: [], transitions: {}, lines: [] });
	}

	get done(): number {
		return this.#runs.length;
	}

	get cuts(): number {
		return this.#runs.reduce((sum, { cuts }) => sum + cuts, 0);
	}

	get failed(): number {
		return this.#runs.filter(({ violations }) => violations.length > 0).length;
	}

	get report(): Report {
		const runs = [...this.#runs].sort((a, b) => a.seed - b.seed);
		const sum = (value: (run: SoakRun) => number) => runs.reduce((total, run) => total + value(run), 0);
		const hits: Partial<Record<FaultKind, number>> = {};
		for (const kind of this.#kinds) hits[kind] = sum((run) => run.hits[kind] ?? 0);
		const meetings: Record<string, number> = {};
		for (const { meeting } of runs) meetings[meetingName(meeting)] = (meetings[meetingName(meeting)] ?? 0) + 1;
		const quick = runs.filter(({ meeting }) => !isSlowByLaw(meeting));
		const drills: Partial<Record<Drill, Times>> = {};
		for (const which of DRILLS) {
			const times = timesOf(quick.flatMap((run) => run.drills[which] ?? []));
			if (times !== undefined) drills[which] = times;
		}
		const days = sum((run) => run.days);
		return {
			seeds: runs.length,
			days,
			cuts: this.cuts,
			frames: sum((run) => run.frames),
			telegrams: sum((run) => run.telegrams),
			states: sum((run) => run.states),
			strangers: sum((run) => run.strangers),
			repairs: sum((run) => run.repairs),
			registers: sum((run) => (run.registers ? 1 : 0)),
			meetings,
			busiestShare: Math.max(0, ...runs.map((run) => run.busiestShare)),
			hits,
			neverHit: this.#kinds.filter((kind) => (hits[kind] ?? 0) === 0),
			failures: runs.filter((run) => run.violations.length > 0).map(({ seed, violations }) => ({ seed, violations })),
			healed: timesOf(quick.flatMap(healing)),
			healedSlowly: timesOf(runs.filter(({ meeting }) => isSlowByLaw(meeting)).flatMap(healing)),
			drills,
			tooSlow: DRILLS.filter((which) => isTooSlow(which, drills[which])),
			daysPerCpuSecond: days / (this.#cpuMs / 1000),
			hashes: Object.fromEntries(runs.map(({ seed, hash }) => [seed, hash])),
			quarters: {
				live: sum((run) => run.quarters.live),
				later: sum((run) => run.quarters.later),
				lost: sum((run) => run.quarters.lost),
			},
			transitions: this.#transitions,
			neverMade: ALL_TRANSITIONS.filter((name) => this.#transitions[name] === 0),
		};
	}
}

/** None where it did not come. */
function healing({ healedAfter }: SoakRun): Milliseconds[] {
	return healedAfter === undefined ? [] : [healedAfter];
}

function isTooSlow(which: Drill, times: Times | undefined): boolean {
	const { mean = Number.POSITIVE_INFINITY, p99 = Number.POSITIVE_INFINITY } = TARGETS[which];
	return times !== undefined && (times.meanSeconds * 1000 > mean || times.p99Seconds * 1000 > p99);
}

function timesOf(times: readonly Milliseconds[]): Times | undefined {
	if (times.length === 0) return undefined;
	const sorted = [...times].sort((a, b) => a - b);
	const seconds = (ms: Milliseconds) => Math.round(ms / 100) / 10;
	return {
		count: sorted.length,
		meanSeconds: seconds(sorted.reduce((sum, time) => sum + time, 0) / sorted.length),
		p99Seconds: seconds(sorted[Math.min(sorted.length - 1, Math.floor(0.99 * sorted.length))]),
		longestSeconds: seconds(sorted[sorted.length - 1]),
	};
}

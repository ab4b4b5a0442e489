/** One seed: hours of chaos, then everything is healed and must be well again, then a drill at peace. */
import type { Milliseconds } from "../../src/clock.js";
import { seededRandom } from "../sim/random.js";
import { Bench } from "./bench.js";
import { DRILLS, type Drill, drill, PATIENCE } from "./drills.js";
import { FAULT_KINDS, type Fault, type FaultKind, isPossible, planFaults } from "./faults.js";
import { Injector } from "./injector.js";
import { headerOracle, type Oracle } from "./invariants/nonces.js";
import { watchOpenings } from "./openings.js";
import { isSlowByLaw, type Meeting, shapeOf } from "./shape.js";
import { countTransitions } from "./transitions.js";
import type { Violation } from "./violations.js";

const SECOND: Milliseconds = 1000;
const MINUTE: Milliseconds = 60 * SECOND;
const HOUR: Milliseconds = 60 * MINUTE;

/** Until data flows when nothing is wrong any more. */
const RELINK: Milliseconds = 15 * MINUTE;
/** By then the broker has been told: it may have come back last. */
const SETTLING: Milliseconds = 4 * MINUTE;
/** So many telegrams prove that data flows. */
const TELEGRAMS = 3;
/** Nothing befalls a link that has not yet begun. */
const CALM: Milliseconds = 2 * MINUTE;
/** Enough for a day's peace. */
const MOST_DRILLS = 20;
/** While drills are held the meter speaks at least as often: they are to measure the boards' time, and not the meter's. */
const DRILL_INTERVAL_SECONDS = 10;
/** What heal, convergence and drill are given of the time. */
const PEACE = 1 / 16;

export interface SoakOptions {
	seed: number;
	/** Of simulated time, the peace at its end included. */
	hours?: number;
	kinds?: readonly FaultKind[];
	/** So many times as many faults as usual. */
	intensity?: number;
	/** What is to go wrong, where it is not drawn from the seed. */
	plan?: readonly Fault[];
	/** Ends then, without a heal: for what was broken before. */
	until?: Milliseconds | undefined;
	/** False leaves the drills out. */
	drills?: boolean;
	/** Makes what opens frames: it remembers those of its run. */
	oracle?: () => Oracle;
	keepLines?: boolean;
	/** Instead of the seed's own. */
	meter?: string;
	intervalSeconds?: number;
	registers?: boolean;
	meeting?: Meeting;
	/** Only for tests of the tests: breaks something before the start. */
	sabotage?: (bench: Bench) => void;
	/** Only for tests of the tests: breaks something after all is healed. */
	sabotageHeal?: (bench: Bench) => void;
}

export interface SoakRun {
	seed: number;
	days: number;
	meter: string;
	intervalSeconds: number;
	registers: boolean;
	meeting: Meeting;
	plan: readonly Fault[];
	violations: readonly Violation[];
	hits: Partial<Record<FaultKind, number>>;
	cuts: number;
	frames: number;
	telegrams: number;
	states: number;
	strangers: number;
	repairs: number;
	busiestShare: number;
	/** From the heal to data; undefined where it did not come. */
	healedAfter: Milliseconds | undefined;
	drills: Partial<Record<Drill, Milliseconds[]>>;
	/** Quarters of an hour told by a telegram, told later, and lost with the transmitter's memory. */
	quarters: { live: number; later: number; lost: number };
	/** How often each transition of the negotiation was made. */
	transitions: Readonly<Record<string, number>>;
	hash: string;
	lines: readonly string[];
}

/** When the chaos of a day of so many hours is over. */
export function healAt(hours: number): Milliseconds {
	return hours * (1 - PEACE) * HOUR;
}

/** The faults of a seed. */
export function planOf(options: SoakOptions): readonly Fault[] {
	const { seed, hours = 24, kinds = FAULT_KINDS, intensity = 1 } = options;
	const registers = options.registers ?? shapeOf(seed).registers;
	const possible = kinds.filter((kind) => isPossible(kind, registers));
	return options.plan ?? planFaults({ seed, kinds: possible, intensity, from: CALM, until: healAt(hours) });
}

export function runSoak(options: SoakOptions): SoakRun {
	const { seed, oracle = headerOracle, keepLines = false } = options;
	const own = shapeOf(seed);
	const { meter = own.meter, intervalSeconds = own.intervalSeconds } = options;
	const { registers = own.registers, meeting = own.meeting } = options;
	const bench = new Bench({ seed, meter, intervalSeconds, registers, meeting, oracle: oracle(), keepLines });
	const plan = planOf(options);
	options.sabotage?.(bench);
	const injector = new Injector(bench, seed, plan);
	const outcome: Outcome = { healedAfter: undefined, drills: {} };
	const day = () => {
		try {
			bench.start();
			live(bench, injector, options, outcome);
		} catch (error) {
			// A program that throws would have its board restart: none may.
			bench.violations.report("I7", (error as Error).stack ?? String(error));
		}
	};
	const { counts } = countTransitions(() => watchOpenings((opened) => bench.opened(opened), day));
	return {
		...{ seed, days: bench.clock.now() / (24 * HOUR), meter, intervalSeconds, registers, meeting, plan },
		violations: bench.violations.all,
		hits: Object.fromEntries(injector.hits),
		cuts: bench.boards.transmitter.cuts + bench.boards.receiver.cuts,
		frames: bench.nonces.frames,
		telegrams: bench.provenance.handedOn,
		states: bench.published.states,
		strangers: bench.intruders.strangers,
		repairs: injector.repairs,
		busiestShare: bench.airtime.busiestShare,
		...outcome,
		quarters: { live: bench.quarters.live, later: bench.quarters.later, lost: bench.quarters.lost },
		transitions: Object.fromEntries(counts),
		hash: bench.hash.hex,
		lines: bench.lines,
	};
}

/** Runs a seed two times, and holds one against the other. */
export function soakTwice(options: SoakOptions): SoakRun {
	const [first, second] = [runSoak(options), runSoak(options)];
	if (first.hash === second.hash) return first;
	const what = `the trace is ${first.hash} at first and ${second.hash} then`;
	return { ...first, violations: [...first.violations, { invariant: "I10", at: 0, what }] };
}

type Outcome = Pick<SoakRun, "healedAfter" | "drills">;

/** Where 1 % is lawful, what a board has sent, or may have sent as far as it knows, can keep it silent until it is an hour old. */
function silenceByLaw({ meeting }: Bench): Milliseconds {
	return isSlowByLaw(meeting) ? HOUR : 0;
}

/** Chaos, heal, convergence, drills. */
function live(bench: Bench, injector: Injector, options: SoakOptions, outcome: Outcome): void {
	const { seed, hours = 24, until = Number.POSITIVE_INFINITY } = options;
	const { clock, violations } = bench;
	const chaosUntil = healAt(hours);
	clock.runUntil(Math.min(until, chaosUntil));
	if (until < chaosUntil) return;

	injector.heal();
	options.sabotageHeal?.(bench);
	const healedAt = clock.now();
	const limit = RELINK + silenceByLaw(bench) + TELEGRAMS * bench.meter.intervalSeconds * SECOND;
	const enough = bench.provenance.handedOn + TELEGRAMS;
	if (!clock.runWhile(() => bench.provenance.handedOn < enough, healedAt + limit)) {
		const links = JSON.stringify([bench.transmitter?.status.link, bench.receiver?.status.link]);
		violations.report("I3", `no ${TELEGRAMS} telegrams within ${limit / MINUTE} minutes of the heal: ${links}`);
		return;
	}
	outcome.healedAfter = clock.now() - healedAt;
	if (options.drills !== false) holdDrills(bench, seed, hours, outcome.drills);
	clock.runUntil(Math.max(hours * HOUR, clock.now() + SETTLING));
	bench.quarters.judge(silenceByLaw(bench));
	// A board that the law keeps silent is rightly missed, and to be told of once it may speak again.
	if (!clock.runWhile(() => bench.told("/link") !== "online", clock.now() + silenceByLaw(bench)))
		violations.report("I8", `the link is there, and told to be ${bench.told("/link")}`);
}

/** One after the other, beginning with any, until the day is over. */
function holdDrills(bench: Bench, seed: number, hours: number, drills: SoakRun["drills"]): void {
	const { clock, line, meter } = bench;
	meter.intervalSeconds = Math.min(meter.intervalSeconds, DRILL_INTERVAL_SECONDS);
	line.connect(meter);
	const random = seededRandom(seed, "drills");
	const patience = PATIENCE + silenceByLaw(bench);
	const first = Math.floor(random() * DRILLS.length);
	for (let index = 0; clock.now() < (hours - 0.5) * HOUR && index < MOST_DRILLS; index++) {
		const which = DRILLS[(first + index) % DRILLS.length];
		if (which === "an hour's outage" && clock.now() > (hours - 1.2) * HOUR) continue;
		const time = drill(bench, which, random, patience);
		drills[which] = [...(drills[which] ?? []), time];
		if (time === Number.POSITIVE_INFINITY)
			bench.violations.report("I3", `no telegram within ${patience / MINUTE} minutes of a drill: ${which}`);
		clock.advance((3 + Math.floor(random() * 4)) * MINUTE + random() * meter.intervalSeconds * SECOND);
	}
}

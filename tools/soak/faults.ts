/** What can befall the two boards, as data: drawn from a seed before anything happens, so that a failure can be cut down. */
import type { Milliseconds } from "../../src/clock.js";
import type { Rung } from "../../src/negotiation/ladder.js";
import { type Random, seededRandom } from "../sim/random.js";
import { type Torn, WRITE_STEPS, type WriteStep } from "./step-flash.js";
import { BOARDS, type BoardName } from "./victim.js";

const SECOND: Milliseconds = 1000;
const MINUTE: Milliseconds = 60 * SECOND;
const HOUR: Milliseconds = 60 * MINUTE;

/** What a bad meter says. */
export const MOODS = Object.freeze(["bad crc", "garbage", "register roll back"] as const);

interface Parameters {
	/** A share of what one board should hear is lost. */
	loss: { board: BoardName; share: number; lasts: Milliseconds };
	/** Losses in bursts, as Gilbert and Elliott have them: chances, for each frame, to get worse and better. */
	"burst loss": { board: BoardName; worse: number; better: number; lasts: Milliseconds };
	/** One board hears nothing of the other, which hears all. */
	"one-way loss": { board: BoardName; lasts: Milliseconds };
	/** Half of all link commands and what answers them is lost: the worst moment for a switch. */
	"lost switch": { lasts: Milliseconds };
	"path loss": { db: number; lasts: Milliseconds };
	jammer: { board: BoardName; dbm: number; lasts: Milliseconds };
	"jammer at one spreading factor": { board: BoardName; dbm: number; spreadingFactor: number; lasts: Milliseconds };
	"jammer half of the time": { board: BoardName; dbm: number; pulse: Milliseconds; lasts: Milliseconds };
	/** Somebody else fills the channel that the boards are on, as both hear it, for minutes to hours. */
	"busy channel": { dbm: number; pulse: Milliseconds; pause: Milliseconds; lasts: Milliseconds };
	/** Frames recorded at any time before come again. */
	replay: { count: number; board: BoardName };
	/** Each frame comes twice. */
	duplicates: { lasts: Milliseconds };
	/** A board's own frames come back to it. */
	reflection: { count: number; board: BoardName };
	"random forgery": { count: number; board: BoardName };
	"mutated forgery": { count: number; board: BoardName };
	"foreign traffic": { strangers: number; pause: Milliseconds; lasts: Milliseconds };
	/** Another pair of the same product, next door. */
	neighbour: { db: number; lasts: Milliseconds };
	"power cut": { board: BoardName; off: Milliseconds };
	"both cut": { off: Milliseconds };
	"cut at a write": { board: BoardName; step: WriteStep; skip: number; torn: Torn; off: Milliseconds };
	"cut while sending": { board: BoardName; skip: number; share: number; off: Milliseconds };
	/** Started again and again, each time for a little longer than it takes to the next of its steps. */
	"reboot loop": { board: BoardName; times: number; on: Milliseconds };
	/** Each start is cut at its next write. */
	"reboot loop at writes": { board: BoardName; times: number };
	"flash refuses": { board: BoardName; lasts: Milliseconds };
	"flash drops": { board: BoardName; lasts: Milliseconds };
	"flash page lost": { board: BoardName; domain: string; key: string };
	"flash lost": { board: BoardName };
	"clock drift": { board: BoardName; ppm: number };
	/** The count of milliseconds wraps so long after a restart. */
	"clock wrap": { board: BoardName; after: Milliseconds };
	"dead radio": { board: BoardName; lasts: Milliseconds };
	"stuck transmission": { board: BoardName; lasts: Milliseconds };
	/** Of a chip with registers: a handful of what a chip can do. */
	"chip faults": { board: BoardName; count: number; lasts: Milliseconds };
	"silent meter": { lasts: Milliseconds };
	"bad meter": { mood: (typeof MOODS)[number]; telegrams: number };
	"meter exchange": object;
	"P1 cable": { lasts: Milliseconds };
	"broker down": { lasts: Milliseconds };
	"Wi-Fi gone": { lasts: Milliseconds };
	"broker mute": { lasts: Milliseconds };
	/** One board restarts on another rung than it had. */
	"one-sided rung": { board: BoardName; rung: Rung };
}

export type FaultKind = keyof Parameters;
export type Fault = { [K in FaultKind]: { kind: K; id: string; at: Milliseconds } & Parameters[K] }[FaultKind];
export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;

const boardOf = (random: Random): BoardName => pick(random, BOARDS);
const between = (random: Random, low: number, high: number): number => low + Math.floor(random() * (high - low));
const pick = <T>(random: Random, choices: readonly T[]): T => choices[Math.floor(random() * choices.length)];
/** Mostly short, sometimes long. */
const lasting = (random: Random, low: Milliseconds, high: Milliseconds): Milliseconds =>
	Math.floor(low + (high - low) * random() * random() * random());
const offFor = (random: Random): Milliseconds => lasting(random, 200, 5 * MINUTE);

interface Draw<K extends FaultKind> {
	/** In 24 hours. */
	perDay: number;
	draw(random: Random): Parameters[K];
}

const DRAWS: { readonly [K in FaultKind]: Draw<K> } = Object.freeze({
	loss: { perDay: 4, draw: (r) => ({ board: boardOf(r), share: r(), lasts: lasting(r, 10 * SECOND, 30 * MINUTE) }) },
	"burst loss": {
		perDay: 3,
		draw: (r) => ({
			board: boardOf(r),
			worse: 0.3 * r(),
			better: 0.02 + 0.5 * r(),
			lasts: lasting(r, MINUTE, 40 * MINUTE),
		}),
	},
	"one-way loss": { perDay: 1, draw: (r) => ({ board: boardOf(r), lasts: lasting(r, 10 * SECOND, 30 * MINUTE) }) },
	"lost switch": { perDay: 2, draw: (r) => ({ lasts: lasting(r, MINUTE, 20 * MINUTE) }) },
	"path loss": { perDay: 3, draw: (r) => ({ db: between(r, 100, 150), lasts: lasting(r, MINUTE, 90 * MINUTE) }) },
	jammer: {
		perDay: 2,
		draw: (r) => ({ board: boardOf(r), dbm: between(r, -115, -80), lasts: lasting(r, 10 * SECOND, 40 * MINUTE) }),
	},
	"jammer at one spreading factor": {
		perDay: 2,
		draw: (r) => ({
			...{ board: boardOf(r), dbm: between(r, -115, -80), spreadingFactor: between(r, 7, 13) },
			lasts: lasting(r, 10 * SECOND, 40 * MINUTE),
		}),
	},
	"busy channel": {
		perDay: 1,
		draw: (r) => ({
			...{ dbm: between(r, -95, -60), pulse: between(r, 500, 4000), pause: between(r, 500, 2000) },
			lasts: lasting(r, 5 * MINUTE, 4 * HOUR),
		}),
	},
	"jammer half of the time": {
		perDay: 1,
		draw: (r) => ({
			...{ board: boardOf(r), dbm: between(r, -115, -80), pulse: between(r, 20, 4000) },
			lasts: lasting(r, 10 * SECOND, 40 * MINUTE),
		}),
	},
	replay: { perDay: 6, draw: (r) => ({ count: between(r, 1, 40), board: boardOf(r) }) },
	duplicates: { perDay: 2, draw: (r) => ({ lasts: lasting(r, MINUTE, 20 * MINUTE) }) },
	reflection: { perDay: 3, draw: (r) => ({ count: between(r, 1, 20), board: boardOf(r) }) },
	"random forgery": { perDay: 3, draw: (r) => ({ count: between(r, 1, 60), board: boardOf(r) }) },
	"mutated forgery": { perDay: 4, draw: (r) => ({ count: between(r, 1, 60), board: boardOf(r) }) },
	"foreign traffic": {
		perDay: 1,
		draw: (r) => ({
			strangers: between(r, 1, 4),
			pause: between(r, 2, 60) * SECOND,
			lasts: lasting(r, MINUTE, 40 * MINUTE),
		}),
	},
	neighbour: { perDay: 0.3, draw: (r) => ({ db: between(r, 90, 135), lasts: between(r, 5, 30) * MINUTE }) },
	"power cut": { perDay: 8, draw: (r) => ({ board: boardOf(r), off: offFor(r) }) },
	"both cut": { perDay: 2, draw: (r) => ({ off: offFor(r) }) },
	"cut at a write": {
		perDay: 10,
		draw: (r) => ({
			...{ board: boardOf(r), step: pick(r, WRITE_STEPS), skip: between(r, 0, 3), off: offFor(r) },
			torn: pick(r, ["old", "new", "old", "new", "old", "new", "old", "new", "old", "none"] as const),
		}),
	},
	"cut while sending": {
		perDay: 10,
		draw: (r) => ({ board: boardOf(r), skip: between(r, 0, 10), share: r(), off: offFor(r) }),
	},
	"reboot loop": {
		perDay: 0.5,
		draw: (r) => ({ board: boardOf(r), times: between(r, 3, 40), on: lasting(r, 50, 30 * SECOND) }),
	},
	"reboot loop at writes": { perDay: 0.5, draw: (r) => ({ board: boardOf(r), times: between(r, 2, 12) }) },
	"flash refuses": { perDay: 1, draw: (r) => ({ board: boardOf(r), lasts: lasting(r, SECOND, 40 * MINUTE) }) },
	"flash drops": { perDay: 1, draw: (r) => ({ board: boardOf(r), lasts: lasting(r, SECOND, 40 * MINUTE) }) },
	"flash page lost": {
		perDay: 0.3,
		draw: (r) => {
			const [domain, key] = pick(r, PAGES);
			return { board: boardOf(r), domain, key };
		},
	},
	"flash lost": { perDay: 0.15, draw: (r) => ({ board: boardOf(r) }) },
	"clock drift": { perDay: 1, draw: (r) => ({ board: boardOf(r), ppm: between(r, -200, 201) }) },
	"clock wrap": { perDay: 0.5, draw: (r) => ({ board: boardOf(r), after: between(r, 1, 60) * MINUTE }) },
	"dead radio": { perDay: 2, draw: (r) => ({ board: boardOf(r), lasts: lasting(r, 100, 20 * MINUTE) }) },
	"stuck transmission": { perDay: 1, draw: (r) => ({ board: boardOf(r), lasts: lasting(r, 100, 5 * MINUTE) }) },
	"chip faults": {
		perDay: 6,
		draw: (r) => ({ board: boardOf(r), count: between(r, 1, 12), lasts: between(r, 10, 300) * SECOND }),
	},
	"silent meter": { perDay: 1, draw: (r) => ({ lasts: lasting(r, MINUTE, 60 * MINUTE) }) },
	"bad meter": {
		perDay: 2,
		draw: (r) => {
			const mood = pick(r, MOODS);
			// Five telegrams in a row are believed: two that are followed by good ones are not.
			return { mood, telegrams: mood === "register roll back" ? 1 : between(r, 1, 60) };
		},
	},
	"meter exchange": { perDay: 0.2, draw: () => ({}) },
	"P1 cable": { perDay: 1, draw: (r) => ({ lasts: lasting(r, SECOND, 20 * MINUTE) }) },
	"broker down": { perDay: 2, draw: (r) => ({ lasts: lasting(r, SECOND, 40 * MINUTE) }) },
	"Wi-Fi gone": { perDay: 2, draw: (r) => ({ lasts: lasting(r, SECOND, 40 * MINUTE) }) },
	"broker mute": { perDay: 1, draw: (r) => ({ lasts: lasting(r, SECOND, 20 * MINUTE) }) },
	"one-sided rung": { perDay: 2, draw: (r) => ({ board: boardOf(r), rung: between(r, 0, 7) }) },
} satisfies { [K in FaultKind]: Draw<K> });

/** What a board keeps; and all of a domain. */
const PAGES: readonly (readonly [domain: string, key: string])[] = Object.freeze([
	["link", "key"],
	["link", "sent"],
	["link", "accepted"],
	["link", "rung"],
	["duty", "duty.P"],
	["history", "told"],
	["homeassistant", "told"],
]);

export const FAULT_KINDS: readonly FaultKind[] = Object.freeze(Object.keys(DRAWS) as FaultKind[]); // its own keys

/** Those that need a chip with registers, and those that need one without. */
const WITH_REGISTERS: ReadonlySet<FaultKind> = new Set<FaultKind>(["chip faults"]);
const WITHOUT_REGISTERS: ReadonlySet<FaultKind> = new Set<FaultKind>(["dead radio", "stuck transmission"]);

export function isPossible(kind: FaultKind, registers: boolean): boolean {
	return !(registers ? WITHOUT_REGISTERS : WITH_REGISTERS).has(kind);
}

/** What a fault of this kind is made of, beside its time, kind and id. */
export function keysOf(kind: FaultKind): readonly string[] {
	return Object.keys(DRAWS[kind].draw(() => 0));
}

export interface PlanOptions {
	seed: number;
	kinds: readonly FaultKind[];
	/** So many times as many as the table has. */
	intensity?: number;
	from: Milliseconds;
	until: Milliseconds;
}

/** All that is to go wrong, earliest first. Each fault comes from a stream of its own: leaving one out changes no other. */
export function planFaults({ seed, kinds, intensity = 1, from, until }: PlanOptions): Fault[] {
	const plan: Fault[] = [];
	for (const kind of kinds) {
		const { perDay, draw } = DRAWS[kind];
		const expected = (perDay * intensity * (until - from)) / (24 * 60 * MINUTE);
		const count = Math.floor(expected + seededRandom(seed, `count of ${kind}`)());
		for (let index = 0; index < count; index++) {
			const id = `${kind} ${index}`;
			const random = seededRandom(seed, id);
			const at = between(random, from, until);
			// The table has each kind's parameters with its kind; the compiler loses that on the way through the union.
			plan.push({ kind, id, at, ...draw(random) } as Fault);
		}
	}
	return plan.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

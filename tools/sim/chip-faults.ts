/** What goes wrong with a chip, and when: as data, so that a schedule can be printed, repeated and drawn at random. */
import type { Clock, Milliseconds, Timer } from "../../src/clock.js";
import { type Random, seededRandom } from "./random.js";
import type { Dio, SX1276 } from "./sx1276.js";
import type { SpiByte } from "./sx1276-faults.js";
import { IRQ, R } from "./sx1276-registers.js";

/** RegModemStat: signal synchronized, or header valid. */
const SYNCHRONIZED = 0x0a;

/** From `at` to `until`, by the clock they are scheduled on; what has no `until` is over at once. */
export type ChipFault =
	/** Rising edges of the DIO pins go unnoticed: `count` of them, or all when left out. */
	| { kind: "lost edges"; at: Milliseconds; until: Milliseconds; count?: number }
	/** Transmissions that begin never end. */
	| { kind: "stuck transmit"; at: Milliseconds; until: Milliseconds }
	/** A bit of a byte is flipped, with a chance of `share`; `most` times at most. */
	| {
			kind: "bit flips";
			at: Milliseconds;
			until: Milliseconds;
			bytes: readonly SpiByte[];
			share: number;
			most?: number;
			seed: number;
	  }
	/** MISO is stuck, and what is written is lost. */
	| { kind: "dead bus"; at: Milliseconds; until: Milliseconds; reads: 0x00 | 0xff }
	/** Transfers throw. */
	| { kind: "failing bus"; at: Milliseconds; until: Milliseconds }
	/** The supply fails for a moment: at once, or at the so-manieth byte read or written from then on. */
	| { kind: "brown-out"; at: Milliseconds; access?: number }
	/** An interrupt without a flag. */
	| { kind: "spurious edge"; at: Milliseconds; dio: Dio }
	/**
	 * Flags without a cause. RxDone not within a frame: it would be that frame's end, and half of it be handed over, which
	 * nothing short of authentication could tell.
	 */
	| { kind: "spurious flags"; at: Milliseconds; flags: number }
	| { kind: "wrong version"; at: Milliseconds; until: Milliseconds; version: number }
	/** A receiver that is stuck in a frame that there is not. */
	| { kind: "deaf"; at: Milliseconds; until: Milliseconds; cure: "rearm" | "reset" };

type Kind = ChipFault["kind"];
type FaultOf<K extends Kind> = Extract<ChipFault, { kind: K }>;

/** Begins a fault; returns what ends it, if it has an end. */
type Begin<K extends Kind> = (chip: SX1276, fault: FaultOf<K>) => (() => void) | undefined;

const BEGIN: { readonly [K in Kind]: Begin<K> } = Object.freeze({
	"lost edges": ({ faults }, { count = Number.POSITIVE_INFINITY }) => {
		faults.loseEdges = count;
		return () => {
			faults.loseEdges = 0;
		};
	},
	"stuck transmit": ({ faults }) => {
		faults.stuckTransmit = true;
		return () => {
			faults.stuckTransmit = false;
		};
	},
	"bit flips": ({ faults }, { bytes, share, most = Number.POSITIVE_INFINITY, seed }) => {
		faults.tamper = bitFlipper(bytes, share, most, seededRandom(seed, "bit flips"));
		return () => {
			faults.tamper = undefined;
		};
	},
	"dead bus": ({ faults }, { reads }) => {
		faults.dead = true;
		faults.deadReads = reads;
		return () => {
			faults.dead = false;
		};
	},
	"failing bus": ({ faults }) => {
		faults.failingBus = true;
		return () => {
			faults.failingBus = false;
		};
	},
	"brown-out": (chip, { access }) => {
		if (access === undefined) chip.brownOut();
		else chip.faults.brownOutAfter = access;
		return undefined;
	},
	"spurious edge": (chip, { dio }) => {
		chip.pulse(dio);
		return undefined;
	},
	"spurious flags": (chip, { flags }) => {
		const inFrame = (chip.peek(R.ModemStat) & SYNCHRONIZED) !== 0;
		chip.raise(inFrame ? flags & ~IRQ.RxDone : flags);
		return undefined;
	},
	"wrong version": ({ faults }, { version }) => {
		faults.version = version;
		return () => {
			faults.version = 0x12;
		};
	},
	deaf: (chip, { cure }) => {
		chip.deafness = cure === "rearm" ? "until rearmed" : "until reset";
		return () => {
			chip.deafness = undefined;
		};
	},
});

function bitFlipper(bytes: readonly SpiByte[], share: number, most: number, random: Random) {
	let left = most;
	return (byte: number, what: SpiByte): number => {
		if (left <= 0 || !bytes.includes(what) || random() >= share) return byte;
		left--;
		return byte ^ (1 << Math.floor(random() * 8));
	};
}

/**
 * Lets the faults happen to a chip; of one kind, a later one takes the place of an earlier one. Returns what calls it
 * off: those under way end, those to come don't.
 */
export function scheduleFaults(clock: Clock, chip: SX1276, faults: readonly ChipFault[]): () => void {
	const timers: Timer[] = [];
	/** What ends the fault of each kind that is under way. */
	const ends = new Map<Kind, () => void>();
	for (const fault of faults) {
		timers.push(
			clock.after(fault.at - clock.now(), () => {
				ends.get(fault.kind)?.();
				const end = begin(chip, fault);
				if (end === undefined || !("until" in fault)) return;
				ends.set(fault.kind, end);
				timers.push(
					clock.after(fault.until - clock.now(), () => {
						if (ends.get(fault.kind) !== end) return;
						ends.delete(fault.kind);
						end();
					}),
				);
			}),
		);
	}
	return () => {
		for (const timer of timers) clock.cancel(timer);
		for (const end of ends.values()) end();
		ends.clear();
		chip.faults.brownOutAfter = 0;
	};
}

function begin<K extends Kind>(chip: SX1276, fault: FaultOf<K>): (() => void) | undefined {
	// The table's type has each kind's fault with its function; the compiler loses that on the way through the union.
	return (BEGIN[fault.kind] as Begin<K>)(chip, fault);
}

/** The longest that a random fault lasts. */
const LONGEST: Milliseconds = 5_000;

interface Draw {
	at: Milliseconds;
	until: Milliseconds;
	random: Random;
}

/**
 * One of each kind at random. Bits of addresses are not flipped: that writes any value to any register, which no driver
 * can notice without reading all of them back.
 */
const DRAW: readonly ((draw: Draw) => ChipFault)[] = Object.freeze([
	({ at, until, random }: Draw) => ({ kind: "lost edges", at, until, count: 1 + below(random, 5) }),
	({ at, until }: Draw) => ({ kind: "stuck transmit", at, until }),
	({ at, until, random }: Draw) => ({
		...({ kind: "bit flips", at, until, bytes: pick(random, FLIPPED) } as const),
		...{ share: pick(random, SHARES), most: 1 + below(random, 20), seed: below(random, 2 ** 32) },
	}),
	({ at, until, random }: Draw) => ({ kind: "dead bus", at, until, reads: pick(random, STUCK_LEVELS) }),
	({ at, until }: Draw) => ({ kind: "failing bus", at, until }),
	({ at }: Draw) => ({ kind: "brown-out", at }),
	({ at, random }: Draw) => ({ kind: "brown-out", at, access: 1 + below(random, 300) }),
	({ at }: Draw) => ({ kind: "spurious edge", at, dio: 0 }),
	({ at, random }: Draw) => ({ kind: "spurious flags", at, flags: pick(random, SPURIOUS_FLAGS) }),
	({ at, until, random }: Draw) => ({ kind: "wrong version", at, until, version: pick(random, VERSIONS) }),
	({ at, until, random }: Draw) => ({ kind: "deaf", at, until, cure: pick(random, CURES) }),
] satisfies ((draw: Draw) => ChipFault)[]);

const FLIPPED: readonly (readonly SpiByte[])[] = Object.freeze([["read"], ["written"], ["read", "written"]]);
const SHARES: readonly number[] = Object.freeze([0.001, 0.01, 0.1, 1]);
const STUCK_LEVELS: readonly (0x00 | 0xff)[] = Object.freeze([0x00, 0xff]);
const SPURIOUS_FLAGS: readonly number[] = Object.freeze([
	...[IRQ.RxDone, IRQ.TxDone, IRQ.CadDone, IRQ.RxTimeout, IRQ.ValidHeader, IRQ.RxDone | IRQ.PayloadCrcError],
]);
const VERSIONS: readonly number[] = Object.freeze([0x00, 0xff, 0x22, 0x24]);
const CURES: readonly ("rearm" | "reset")[] = Object.freeze(["rearm", "reset"]);

/** `count` faults between `from` and `until`, earliest first. Each kind occurs once before any occurs twice. */
export function randomFaults(
	random: Random,
	{ count, from, until }: { count: number; from: Milliseconds; until: Milliseconds },
): ChipFault[] {
	const faults: ChipFault[] = [];
	let kinds: (typeof DRAW)[number][] = [];
	while (faults.length < count) {
		if (kinds.length === 0) kinds = [...DRAW];
		const [draw] = kinds.splice(below(random, kinds.length), 1);
		const at = from + below(random, until - from);
		faults.push(draw({ at, until: Math.min(until, at + 1 + below(random, LONGEST)), random }));
	}
	return faults.sort((a, b) => a.at - b.at);
}

/** A whole number from 0 on, less than `limit`. */
function below(random: Random, limit: number): number {
	return Math.floor(random() * limit);
}

function pick<T>(random: Random, choices: readonly T[]): T {
	return choices[below(random, choices.length)];
}

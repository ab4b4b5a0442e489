/** Lets planned faults happen to a bench, counts those that did, and ends them all when told to. */
import type { Milliseconds } from "../../src/clock.js";
import type { AirEvent, Delivery } from "../sim/air.js";
import { type Random, seededRandom } from "../sim/random.js";
import { Attacker } from "./attacker.js";
import { type Bench, NEAR_DB } from "./bench.js";
import type { Fault, FaultKind } from "./faults.js";
import { INFLICT } from "./inflict/inflict.js";
import type { Torn, WriteStep } from "./step-flash.js";
import { BOARDS, type BoardName } from "./victim.js";

/** Somebody looks at the boards so often, and pairs those anew that have lost their key. */
const VISIT: Milliseconds = 10 * 60_000;

/** Decides on a frame that a board is about to follow: true loses it. */
export type Loss = (delivery: Delivery) => boolean;

/** Waits for a step of a write: then cuts the power. */
export interface WriteTrap {
	board: BoardName;
	step: WriteStep;
	skip: number;
	torn: Torn;
	sprung: () => void;
}

/** Waits for a transmission: then cuts the power so far into it. */
export interface SendTrap {
	board: BoardName;
	skip: number;
	share: number;
	sprung: () => void;
}

export class Injector {
	readonly bench: Bench;
	readonly attacker: Attacker;
	/** How often each kind has happened. */
	readonly hits = new Map<FaultKind, number>();
	readonly losses = new Set<Loss>();
	readonly writeTraps = new Set<WriteTrap>();
	readonly sendTraps = new Set<SendTrap>();
	/** Hears frames after their end. */
	readonly listeners = new Set<(event: Extract<AirEvent, { kind: "ended" }>) => void>();
	repairs = 0;
	readonly #seed: number;
	readonly #stops = new Set<() => void>();
	#healed = false;

	constructor(bench: Bench, seed: number, plan: readonly Fault[]) {
		this.bench = bench;
		this.#seed = seed;
		this.attacker = new Attacker(bench.clock, bench.air);
		bench.air.interfere = (delivery) => {
			let lost = false;
			// All are asked: what one draws must not depend on another.
			for (const loss of this.losses) lost = loss(delivery) || lost;
			return lost ? "suppress" : "pass";
		};
		bench.onAir = (event) => this.#heard(event);
		for (const board of BOARDS) bench.boards[board].flash.onStep = (step) => this.#step(board, step);
		for (const fault of plan) this.later(fault.at - bench.clock.now(), () => this.#inflict(fault));
		this.#visit();
	}

	/** Chance of a fault's own. */
	random(fault: Fault): Random {
		return seededRandom(this.#seed, `${fault.id} chance`);
	}

	/** For what a fault needs a seed of its own. */
	seedOf(fault: Fault): number {
		return Math.floor(this.random(fault)() * 2 ** 32);
	}

	hit(kind: FaultKind): void {
		this.hits.set(kind, (this.hits.get(kind) ?? 0) + 1);
	}

	/** Unless all is healed by then. */
	later(delay: Milliseconds, callback: () => void): void {
		this.bench.clock.after(delay, () => {
			if (!this.#healed) callback();
		});
	}

	/** `stop` is called once: then, or when all is healed. */
	until(lasts: Milliseconds, stop: () => void): void {
		const once = () => {
			if (this.#stops.delete(once)) stop();
		};
		this.#stops.add(once);
		this.bench.clock.after(lasts, once);
	}

	/** Off, and on again after so long. */
	cut(board: BoardName, off: Milliseconds): void {
		this.bench.boards[board].cutPower();
		this.later(off, () => this.bench.boards[board].powerOn());
	}

	/** From now on nothing is wrong: both boards have power and a key, a meter and a broker, and are near each other. */
	heal(): void {
		this.#healed = true;
		const { bench } = this;
		for (const stop of [...this.#stops]) stop();
		this.losses.clear();
		this.writeTraps.clear();
		this.sendTraps.clear();
		this.attacker.stop();
		bench.air.setPathLoss("transmitter", "receiver", NEAR_DB);
		bench.broker.setHealth("good");
		bench.meter.mood = "good";
		for (const board of BOARDS) {
			bench.boards[board].flash.health = "good";
			bench.boards[board].place.setDead(false);
			bench.boards[board].powerOn();
		}
		this.#pairTheUnpaired();
	}

	#inflict(fault: Fault): void {
		// The table has each kind with its own parameters; the compiler loses that on the way through the union.
		(INFLICT[fault.kind] as (injector: Injector, fault: Fault) => void)(this, fault);
	}

	#visit(): void {
		this.later(VISIT, () => {
			this.#pairTheUnpaired();
			this.#visit();
		});
	}

	#pairTheUnpaired(): void {
		const { bench } = this;
		const isHopeless = BOARDS.some((board) => bench.boards[board].flash.health !== "good");
		if (isHopeless) return;
		if (BOARDS.every((board) => !bench.boards[board].powered || bench.isPaired(board))) return;
		this.repairs++;
		bench.pair();
	}

	#step(board: BoardName, step: WriteStep): Torn | undefined {
		for (const trap of this.writeTraps) {
			if (trap.board !== board || trap.step !== step || trap.skip-- > 0) continue;
			this.writeTraps.delete(trap);
			trap.sprung();
			return trap.torn;
		}
		return undefined;
	}

	#heard(event: AirEvent): void {
		if (event.kind === "ended") {
			for (const listener of this.listeners) listener(event);
			return;
		}
		for (const trap of this.sendTraps) {
			if (trap.board !== event.from || trap.skip-- > 0) continue;
			this.sendTraps.delete(trap);
			this.later((trap.share * event.emission.durationUs) / 1000, trap.sprung);
		}
	}
}

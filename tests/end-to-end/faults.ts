/** What can befall the two boards, drawn from a seed as a list before anything happens: a failure can be cut down. */
import type { KeyValue } from "../../src/io.js";
import { LADDER } from "../../src/negotiation/ladder.js";
import type { SimulatedBoard } from "../../tools/sim/board.js";
import { type Random, seededRandom } from "../../tools/sim/random.js";
import { continuousJammer, ReactiveJammer, type Stop } from "../../tools/sim/traffic.js";
import {
	JAMMER_FAR_DB,
	JAMMER_NEAR_DB,
	LONGEST_FRAME_SYMBOLS,
	NARROWEST_CHANNEL,
	TUNING,
} from "../../tools/soak/inflict/jammers.js";
import type { Scenario } from "./scenario.js";

const BOARDS = Object.freeze(["transmitter", "receiver"] as const);
type BoardName = (typeof BOARDS)[number];

/** Strong enough for SF7/250 without a loss. */
export const NEAR_DB = 108;

export type Fault =
	/** The board is without power for so long. */
	| { kind: "power cut"; board: BoardName; seconds: number }
	/** The boards are so far apart from now on. */
	| { kind: "path loss"; db: number }
	/** Noise that one board hears, on all rungs or at one spreading factor. */
	| { kind: "jammer"; at: BoardName; dbm: number; spreadingFactor: number | undefined; seconds: number }
	/** This share of what one board should hear is lost. */
	| { kind: "loss"; at: BoardName; share: number; seconds: number }
	/** The board's flash throws at each write. */
	| { kind: "flash"; board: BoardName; seconds: number }
	/** The radio's chip loses its supply for a moment, and with it all its registers. */
	| { kind: "brown-out"; board: BoardName };

export interface PlannedFault {
	/** Since the start. */
	atSeconds: number;
	fault: Fault;
}

type Draw = (random: Random) => Fault;

const boardOf = (random: Random): BoardName => BOARDS[Math.floor(random() * BOARDS.length)];
const between = (random: Random, low: number, high: number): number => low + Math.floor(random() * (high - low));

const DRAWS: readonly Draw[] = Object.freeze([
	(random: Random): Fault => ({ kind: "power cut", board: boardOf(random), seconds: between(random, 1, 200) }),
	(random: Random): Fault => ({ kind: "path loss", db: between(random, 100, 150) }),
	(random: Random): Fault => ({
		kind: "jammer",
		at: boardOf(random),
		dbm: between(random, -115, -80),
		spreadingFactor: random() < 0.5 ? undefined : between(random, 7, 13),
		seconds: between(random, 10, 400),
	}),
	(random: Random): Fault => ({
		kind: "loss",
		at: boardOf(random),
		share: random(),
		seconds: between(random, 10, 600),
	}),
	(random: Random): Fault => ({ kind: "flash", board: boardOf(random), seconds: between(random, 1, 300) }),
	(random: Random): Fault => ({ kind: "brown-out", board: boardOf(random) }),
]);

/** `count` faults within the first `seconds`. */
export function planFaults(seed: number, count: number, seconds: number): PlannedFault[] {
	const plan: PlannedFault[] = [];
	for (let index = 0; index < count; index++) {
		// Each from a stream of its own: leaving one out changes no other.
		const random = seededRandom(seed, `fault ${index}`);
		const draw = DRAWS[Math.floor(random() * DRAWS.length)];
		plan.push({ atSeconds: between(random, 5, seconds), fault: draw(random) });
	}
	return plan.sort((a, b) => a.atSeconds - b.atSeconds);
}

/** Lets planned faults happen to a scenario, and ends them all when told to. */
export class FaultInjector {
	readonly #scenario: Scenario;
	readonly #random: Random;
	/** What ends those that are on the air. */
	readonly #jammers = new Set<Stop>();
	#jammerCount = 0;
	readonly #losses = new Set<Extract<Fault, { kind: "loss" }>>();
	readonly #badFlash: Record<BoardName, number> = { transmitter: 0, receiver: 0 };
	#healed = false;

	constructor(scenario: Scenario, seed: number, plan: readonly PlannedFault[]) {
		this.#scenario = scenario;
		this.#random = seededRandom(seed, "losses");
		const { air } = scenario.world;
		air.interfere = ({ to }) => {
			let verdict: "pass" | "suppress" = "pass";
			for (const { at, share } of this.#losses) if (at === to && this.#random() < share) verdict = "suppress";
			return verdict;
		};
		for (const name of BOARDS) this.#spoilFlash(name);
		for (const { atSeconds, fault } of plan) this.#later(atSeconds, () => this.#inject(fault));
	}

	/** From now on nothing is wrong: both boards have power, and are near each other. */
	heal(): void {
		this.#healed = true;
		for (const stop of this.#jammers) stop();
		this.#losses.clear();
		for (const name of BOARDS) this.#badFlash[name] = 0;
		this.#scenario.world.air.setPathLoss("transmitter", "receiver", NEAR_DB);
		this.#scenario.world.powerOn();
	}

	#inject(fault: Fault): void {
		const { world } = this.#scenario;
		switch (fault.kind) {
			case "power cut":
				this.#board(fault.board).cutPower();
				this.#later(fault.seconds, () => this.#board(fault.board).powerOn());
				break;
			case "path loss":
				world.air.setPathLoss("transmitter", "receiver", fault.db);
				break;
			case "jammer":
				this.#jam(fault);
				break;
			case "loss":
				this.#losses.add(fault);
				this.#later(fault.seconds, () => this.#losses.delete(fault));
				break;
			case "flash":
				this.#badFlash[fault.board]++;
				this.#later(fault.seconds, () => this.#badFlash[fault.board]--);
				break;
			case "brown-out":
				this.#board(fault.board).chip.brownOut();
				break;
		}
	}

	/** From next to one board. At one spreading factor it answers what the other sends there. */
	#jam({ at, dbm, spreadingFactor, seconds }: Extract<Fault, { kind: "jammer" }>): void {
		const { clock, world } = this.#scenario;
		const noise = { ...NARROWEST_CHANNEL, powerDbm: dbm + JAMMER_NEAR_DB };
		const place = () => {
			const name = `jammer ${this.#jammerCount++}`;
			world.air.setPathLoss(name, at, JAMMER_NEAR_DB);
			world.air.setPathLoss(name, at === "receiver" ? "transmitter" : "receiver", JAMMER_FAR_DB);
			return { clock, air: world.air, name };
		};
		const stops: Stop[] =
			spreadingFactor === undefined
				? [continuousJammer(place(), noise)]
				: LADDER.filter((step) => step.spreadingFactor === spreadingFactor).map(({ bandwidthHz }) => {
						const tuning = { ...TUNING, bandwidthHz, spreadingFactor };
						const pulse = ((LONGEST_FRAME_SYMBOLS * 2 ** spreadingFactor) / bandwidthHz) * 1000;
						const jammer = new ReactiveJammer(place(), noise, { tuning, reaction: 0, pulse });
						return () => jammer.stop();
					});
		const stop = () => {
			for (const each of stops) each();
			this.#jammers.delete(stop);
		};
		this.#jammers.add(stop);
		this.#later(seconds, stop);
	}

	#board(name: BoardName): SimulatedBoard {
		const { transmitterBoard, receiverBoard } = this.#scenario.world;
		return name === "transmitter" ? transmitterBoard : receiverBoard;
	}

	/** What a program has opened before stays good: the boards are restarted before the first fault. */
	#spoilFlash(name: BoardName): void {
		const board = this.#board(name);
		const open = board.flash.open.bind(board.flash);
		board.cutPower();
		// After a brown-out its driver can't but offend it, before it notices.
		board.chip.strict = false;
		board.flash.open = (domain): KeyValue => {
			const good = open(domain);
			return {
				read: (key) => good.read(key),
				write: (key, value) => {
					if (this.#badFlash[name] > 0) throw new Error("flash does not take it");
					good.write(key, value);
				},
				delete: (key) => good.delete(key),
			};
		};
		this.#scenario.clock.after(1000, () => board.powerOn());
	}

	#later(seconds: number, callback: () => void): void {
		this.#scenario.clock.after(seconds * 1000, () => {
			if (!this.#healed) callback();
		});
	}
}

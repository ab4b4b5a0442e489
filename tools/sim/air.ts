import type { Clock, Milliseconds } from "../../src/clock.js";
import { normal, type Random } from "./random.js";
import type { SX1276 } from "./sx1276.js";
import { type Emission, symbolUs, type Tuning } from "./sx1276-modem.js";

/** What became of a frame at one receiver. */
export type Fate =
	| "received"
	/** Taken, but the payload does not match its CRC; or, without one, is garbage that nobody noticed. */
	| "damaged"
	| "too weak"
	| "collided"
	/** Tuned to another channel, modulation or sync word. */
	| "not tuned"
	/** Transmitting, idle, or not receiving from the preamble to the end. */
	| "not listening"
	/** The sender stopped half-way. */
	| "cut off"
	/** Lost by `interfere`. */
	| "suppressed";

export interface ReceptionReport {
	to: string;
	fate: Fate;
	rssiDbm: number;
	/** Signal to noise and jamming. */
	snrDb: number;
}

export type AirEvent =
	| { kind: "started"; at: Milliseconds; from: string; emission: Emission }
	| {
			kind: "ended";
			at: Milliseconds;
			from: string;
			emission: Emission;
			startedAt: Milliseconds;
			receptions: ReceptionReport[];
	  };

/** One frame on its way to one receiver. */
export interface Path {
	from: string;
	to: string;
	emission: Emission;
	startedAt: Milliseconds;
}

export interface AirOptions {
	clock: Clock;
	random: Random;
	/** Between any two nodes that `setPathLoss` doesn't name. */
	pathLossDb?: number;
	/** Slow fading: standard deviation, and the time after which little of it is left. None when left out. */
	fading?: { deviationDb: number; coherence: Milliseconds };
}

interface Node {
	name: string;
	chip: SX1276;
	crystalPpm: number;
}

interface Transmission {
	from: Node;
	emission: Emission;
	startedAt: Milliseconds;
	endsAt: Milliseconds;
	cutOff: boolean;
	/** Strength at each other node, by name, at the start. */
	rssiDbm: Map<string, number>;
	/** What was on the air at the same time, for some of the time. */
	overlaps: Transmission[];
}

/** Required signal to noise ratio by spreading factor, 6 to 12 (SX1276 datasheet, table 13). */
const REQUIRED_SNR_DB: readonly number[] = Object.freeze([-5, -7.5, -10, -12.5, -15, -17.5, -20]);

/** With which the required ratios give the datasheet's sensitivities within 1 dB. */
const NOISE_FIGURE_DB = 7;

/** How much stronger than another of its kind a frame must be to survive (LoRaSim, ns-3). */
const CAPTURE_DB = 6;

/** Preamble symbols that a receiver needs to lock: what comes before them may be missed, or jammed (LoRaSim). */
const LOCK_SYMBOLS = 5;

/**
 * The air that the simulated chips share. Different spreading factors don't disturb each other here; frames of the same
 * one, bandwidth and channel collide. Ratios are rounded to thousandths of a decibel before they decide anything:
 * engines differ in the last bit of a logarithm, and a run must be the same on each.
 */
export class Air {
	/** Extra noise in dBm that a frame meets on its way; -Infinity, or no jammer, for none. */
	jammer: ((path: Path) => number) | undefined;
	/** Says what befalls a frame that would have been received; for tests that lose exactly one. */
	interfere: ((path: Path) => "pass" | "suppress" | "damage") | undefined;
	readonly #clock: Clock;
	readonly #random: Random;
	readonly #options: AirOptions;
	readonly #nodes: Node[] = [];
	readonly #pathLossDb = new Map<string, number>();
	readonly #fading = new Map<string, { at: Milliseconds; db: number }>();
	readonly #onAir = new Set<Transmission>();
	readonly #observers = new Set<(event: AirEvent) => void>();

	constructor(options: AirOptions) {
		this.#options = options;
		this.#clock = options.clock;
		this.#random = options.random;
	}

	/** Puts a chip on the air. `crystalPpm` is how far its crystal is off. */
	join(name: string, chip: SX1276, { crystalPpm = 0 } = {}): void {
		const node: Node = { name, chip, crystalPpm };
		let current: Transmission | undefined;
		chip.antenna = {
			radiate: (emission) => {
				current = this.#start(node, emission);
			},
			cease: () => {
				if (current === undefined || current.endsAt <= this.#clock.now()) return;
				current.cutOff = true;
				current.endsAt = this.#clock.now();
			},
		};
		this.#nodes.push(node);
	}

	/** Between two nodes, both ways. */
	setPathLoss(a: string, b: string, lossDb: number): void {
		this.#pathLossDb.set(link(a, b), lossDb);
	}

	/** Calls back for each transmission's start and end; returns what ends that. */
	observe(observer: (event: AirEvent) => void): () => void {
		this.#observers.add(observer);
		return () => this.#observers.delete(observer);
	}

	#start(from: Node, emission: Emission): Transmission {
		const startedAt = this.#clock.now();
		const transmission: Transmission = {
			from,
			emission,
			startedAt,
			endsAt: startedAt + emission.durationUs / 1000,
			cutOff: false,
			rssiDbm: new Map(),
			overlaps: [...this.#onAir],
		};
		for (const { name } of this.#nodes)
			if (name !== from.name) transmission.rssiDbm.set(name, emission.powerDbm - this.#lossDb(from.name, name));
		for (const other of this.#onAir) other.overlaps.push(transmission);
		this.#onAir.add(transmission);
		this.#report({ kind: "started", at: startedAt, from: from.name, emission });
		this.#clock.after(transmission.endsAt - startedAt, () => this.#end(transmission));
		return transmission;
	}

	#end(transmission: Transmission): void {
		this.#onAir.delete(transmission);
		const { from, emission, startedAt } = transmission;
		const receptions: ReceptionReport[] = [];
		for (const node of this.#nodes) if (node !== from) receptions.push(this.#receive(transmission, node));
		this.#report({ kind: "ended", at: this.#clock.now(), from: from.name, emission, startedAt, receptions });
	}

	#receive(transmission: Transmission, node: Node): ReceptionReport {
		const { from, emission, startedAt } = transmission;
		const path: Path = { from: from.name, to: node.name, emission, startedAt };
		const rssiDbm = transmission.rssiDbm.get(node.name) ?? Number.NEGATIVE_INFINITY;
		const snrDb = rounded(rssiDbm - noiseDbm(emission.bandwidthHz, this.jammer?.(path)));
		const fate = this.#fate(transmission, node, path, snrDb);
		if (fate === "received" || fate === "damaged") {
			node.chip.deliver({
				payload: fate === "damaged" ? this.#garbled(emission.payload) : emission.payload,
				payloadCrc: emission.payloadCrc,
				damaged: fate === "damaged",
				codingRate: emission.codingRate,
				rssiDbm,
				snrDb,
				frequencyErrorHz: carrierOffset(from, node, emission),
			});
		}
		return { to: node.name, fate, rssiDbm, snrDb };
	}

	#fate(transmission: Transmission, node: Node, path: Path, snrDb: number): Fate {
		const { from, emission, startedAt } = transmission;
		const listening = node.chip.listening;
		// Decided for every frame, so that one node's state does not shift what another one draws.
		const chance = this.#random();
		if (transmission.cutOff) return "cut off";
		if (listening === undefined || listening.since > lockAt(emission, startedAt)) return "not listening";
		const offsetHz = listening.tuning.frequencyHz - emission.frequencyHz + carrierOffset(from, node, emission);
		if (!isTuned(listening.tuning, emission) || Math.abs(offsetHz) > emission.bandwidthHz / 4) return "not tuned";
		if (this.#collides(transmission, node)) return "collided";
		const marginDb = snrDb - REQUIRED_SNR_DB[emission.spreadingFactor - 6];
		// The header is better protected than the payload: a frame lost by little still gets as far as a bad CRC.
		if (chance >= successProbability(marginDb)) return marginDb > -1 ? "damaged" : "too weak";
		if (listening.tuning.lowDataRateOptimize !== emission.lowDataRateOptimize) return "damaged";
		const verdict = this.interfere?.(path) ?? "pass";
		if (verdict === "suppress") return "suppressed";
		return verdict === "damage" ? "damaged" : "received";
	}

	#collides(transmission: Transmission, node: Node): boolean {
		const own = transmission.rssiDbm.get(node.name) ?? 0;
		return transmission.overlaps.some(
			(other) =>
				other.from !== node &&
				sharesChannel(other.emission, transmission.emission) &&
				other.endsAt > lockAt(transmission.emission, transmission.startedAt) &&
				rounded(own - (other.rssiDbm.get(node.name) ?? Number.NEGATIVE_INFINITY)) < CAPTURE_DB,
		);
	}

	#lossDb(a: string, b: string): number {
		return (this.#pathLossDb.get(link(a, b)) ?? this.#options.pathLossDb ?? 120) + this.#fadingDb(link(a, b));
	}

	/** A Gauss-Markov process per pair of nodes: after the coherence time, 1/e of the old value is left. */
	#fadingDb(pair: string): number {
		const { fading } = this.#options;
		if (fading === undefined) return 0;
		const at = this.#clock.now();
		const before = this.#fading.get(pair);
		const kept = before === undefined ? 0 : rounded(Math.exp((before.at - at) / fading.coherence));
		const fresh = rounded(Math.sqrt(1 - kept * kept)) * fading.deviationDb * normal(this.#random);
		const db = rounded(kept * (before?.db ?? 0) + fresh);
		this.#fading.set(pair, { at, db });
		return db;
	}

	/** Some byte is not what it was: a damaged frame that passed for a good one would show. */
	#garbled(payload: Uint8Array): Uint8Array {
		const garbled = payload.slice();
		for (let i = Math.floor(this.#random() * garbled.length); i < garbled.length; i += 7) garbled[i] ^= 0xa5;
		return garbled;
	}

	#report(event: AirEvent): void {
		for (const observer of this.#observers) observer(event);
	}
}

function link(a: string, b: string): string {
	return a < b ? `${a} ${b}` : `${b} ${a}`;
}

function isTuned(tuning: Tuning, emission: Emission): boolean {
	return (
		tuning.spreadingFactor === emission.spreadingFactor &&
		tuning.bandwidthHz === emission.bandwidthHz &&
		tuning.syncWord === emission.syncWord &&
		tuning.implicitHeader === emission.implicitHeader
	);
}

function sharesChannel(a: Tuning, b: Tuning): boolean {
	return (
		a.spreadingFactor === b.spreadingFactor &&
		a.bandwidthHz === b.bandwidthHz &&
		Math.abs(a.frequencyHz - b.frequencyHz) < a.bandwidthHz
	);
}

/** When the part of the preamble begins that a receiver can't do without. */
function lockAt(emission: Emission, startedAt: Milliseconds): Milliseconds {
	return startedAt + (Math.max(0, emission.preambleSymbols - LOCK_SYMBOLS) * symbolUs(emission)) / 1000;
}

function carrierOffset(from: Node, to: Node, { frequencyHz }: Emission): number {
	return Math.round(((from.crystalPpm - to.crystalPpm) * frequencyHz) / 1e6);
}

/** Thermal noise of the receiver, and a jammer's on top. */
function noiseDbm(bandwidthHz: number, jammingDbm = Number.NEGATIVE_INFINITY): number {
	const thermalDbm = -174 + 10 * Math.log10(bandwidthHz) + NOISE_FIGURE_DB;
	return 10 * Math.log10(10 ** (thermalDbm / 10) + 10 ** (jammingDbm / 10));
}

/** Half at the required ratio, 98 % one decibel above it. */
function successProbability(marginDb: number): number {
	return Math.round(1e6 / (1 + Math.exp(-4 * marginDb))) / 1e6;
}

function rounded(db: number): number {
	return Math.round(db * 1000) / 1000;
}

/** The air that simulated nodes share: who is on it, and what passes through it when. */
import type { Clock, Milliseconds } from "../../src/clock.js";
import type { Channel, Heard } from "./interference.js";
import { noiseDbm, requiredSnrDb } from "./link-budget.js";
import type { Antenna, Emission, Modem } from "./on-air.js";
import { type PathOptions, Paths } from "./paths.js";
import type { Position } from "./propagation.js";
import { Receiver, type ReceptionModel } from "./reception.js";
import { Arrival, beginTransmission, type Fate, LOCK_SYMBOLS, lockMs, type Transmission } from "./transmission.js";

export type { Fate } from "./transmission.js";

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
			/** At every receiver that it was strong enough to matter to, the nearest first. */
			receptions: ReceptionReport[];
	  };

/** One frame on its way to one receiver. */
export interface Path {
	from: string;
	to: string;
	emission: Emission;
	startedAt: Milliseconds;
}

export interface AirOptions extends PathOptions {
	clock: Clock;
	/** A frame survives others of its kind that are 6 dB weaker. False: the least overlap destroys both (pure ALOHA). */
	capture?: boolean;
	/**
	 * True: LoRaSim's simpler rules. Every frame above the required ratio arrives and none below it, other spreading
	 * factors do nothing, and others of the same kind are held against a frame one by one.
	 */
	loraSim?: boolean;
}

export interface JoinOptions {
	/** Frames that it can follow at once: 1 when left out, 0 for one that only sends, Infinity for an ideal gateway. */
	demodulators?: number;
	position?: Position;
}

/** What a participant is given. */
export interface Port extends Antenna {
	/** Noise in a channel, until it is silenced; instead of any before. */
	makeNoise(noise: Noise): void;
	silence(): void;
}

export interface Noise extends Channel {
	powerDbm: number;
}

/** So far below its limit a frame still matters, to one of its own kind that is at the limit; noise, below the noise. */
const OF_NO_ACCOUNT_DB = 7;
const NOISE_OF_NO_ACCOUNT_DB = 20;

/** One source of noise at one receiver; it knows no end until it is silenced. */
interface NoiseArrival extends Heard {
	endsAt: Milliseconds;
}

/**
 * Carries what one node sends to all that can hear it. What becomes of a frame at a receiver is decided when its
 * preamble, its header and its last symbol are in (`reception.ts`), by what is lost on the way (`paths.ts`) and what
 * else is on the air (`interference.ts`). A frame costs only the nodes that it reaches.
 */
export class Air {
	/** Extra noise in dBm that a frame meets on its way; -Infinity, or no jammer, for none. */
	jammer: ((path: Path) => number) | undefined;
	/** Says what befalls a frame that a receiver is about to follow; for tests that lose exactly one. */
	interfere: ((path: Path) => "pass" | "suppress" | "damage") | undefined;
	readonly #clock: Clock;
	readonly #paths: Paths<Receiver>;
	readonly #model: ReceptionModel;
	readonly #names = new Set<string>();
	readonly #observers = new Set<(event: AirEvent) => void>();

	constructor(options: AirOptions) {
		const { clock, capture = true, loraSim = false } = options;
		this.#clock = clock;
		this.#paths = new Paths(options);
		this.#model = {
			clock,
			capture,
			loraSim,
			jamming: (transmission, to) => this.jammer?.(pathOf(transmission, to)) ?? Number.NEGATIVE_INFINITY,
			verdict: (transmission, to) => this.interfere?.(pathOf(transmission, to)) ?? "pass",
		};
	}

	/** Puts a modem on the air. Throws for a name that is taken. */
	join(name: string, modem: Modem, { demodulators = 1, position }: JoinOptions = {}): Port {
		if (this.#names.has(name)) throw new Error(`${name} is on the air already`);
		this.#names.add(name);
		const receiver = new Receiver({ name, modem, demodulators, position }, this.#model);
		if (demodulators > 0) this.#paths.addReceiver(receiver);
		let frames = 0;
		let current: Transmission | undefined;
		let endNoise: (() => void) | undefined;
		const silence = () => {
			endNoise?.();
			endNoise = undefined;
		};
		return {
			radiate: (emission) => {
				current = this.#start(receiver, frames++, emission);
			},
			cease: () => {
				if (current !== undefined) current.endsAt = Math.min(current.endsAt, this.#clock.now());
			},
			strengthDbm: (tuning) => receiver.strengthDbm(tuning),
			preambleSince: (tuning, since) => receiver.preambleSince(tuning, since),
			makeNoise: (noise) => {
				silence();
				endNoise = this.#startNoise(receiver, frames++, noise);
			},
			silence,
		};
	}

	/** Between two nodes, both ways. */
	setPathLoss(a: string, b: string, lossDb: number): void {
		this.#paths.setLoss(a, b, lossDb);
	}

	/** Calls back for each transmission's start and end; returns what ends that. */
	observe(observer: (event: AirEvent) => void): () => void {
		this.#observers.add(observer);
		return () => this.#observers.delete(observer);
	}

	#start(from: Receiver, frame: number, emission: Emission): Transmission {
		const now = this.#clock.now();
		const transmission = beginTransmission(from.name, frame, emission, now);
		const limitDbm = noiseDbm(emission.bandwidthHz) + requiredSnrDb(emission.spreadingFactor);
		const arrivals: Arrival[] = [];
		for (const hop of this.#paths.reached(from, emission.powerDbm - limitDbm + OF_NO_ACCOUNT_DB)) {
			const rssiDbm = emission.powerDbm - this.#paths.lossDb(hop, frame, now);
			const arrival = new Arrival(hop.to, transmission, rssiDbm, hop.key);
			hop.to.hearFrame(arrival);
			arrivals.push(arrival);
		}
		this.#report({ kind: "started", at: now, from: from.name, emission });
		this.#lookForPreamble(transmission, arrivals, now + lockMs(emission));
		this.#at(transmission.headerEnd, () => {
			for (const arrival of arrivals) arrival.receiver.headerEnd(arrival);
		});
		this.#at(transmission.announcedEnd, () => this.#end(transmission, arrivals));
		return transmission;
	}

	/** Again after each `LOCK_SYMBOLS`, as long as a receiver that begins to listen can still hear enough. */
	#lookForPreamble(transmission: Transmission, arrivals: readonly Arrival[], at: Milliseconds): void {
		const { emission, preambleEnd } = transmission;
		this.#at(at, () => {
			for (const arrival of arrivals) arrival.receiver.tryLock(arrival);
			if (emission.preambleSymbols > 2 * LOCK_SYMBOLS && at + lockMs(emission) < preambleEnd)
				this.#lookForPreamble(transmission, arrivals, at + lockMs(emission));
		});
	}

	#end(transmission: Transmission, arrivals: readonly Arrival[]): void {
		for (const arrival of arrivals) arrival.receiver.frameEnd(arrival);
		if (this.#observers.size === 0) return;
		const { from, emission, startedAt } = transmission;
		const receptions = arrivals.map((arrival): ReceptionReport => {
			const { receiver, fate = "not listening", rssiDbm } = arrival;
			return { to: receiver.name, fate, rssiDbm, snrDb: receiver.snrDb(arrival) };
		});
		this.#report({ kind: "ended", at: this.#clock.now(), from, emission, startedAt, receptions });
	}

	#startNoise(from: Receiver, frame: number, noise: Noise): () => void {
		const { frequencyHz, bandwidthHz, powerDbm } = noise;
		const now = this.#clock.now();
		const heard: { receiver: Receiver; noise: NoiseArrival }[] = [];
		for (const hop of this.#paths.reached(from, powerDbm - noiseDbm(bandwidthHz) + NOISE_OF_NO_ACCOUNT_DB)) {
			const rssiDbm = powerDbm - this.#paths.lossDb(hop, frame, now);
			const endsAt = Number.POSITIVE_INFINITY;
			const arrival = {
				frequencyHz,
				bandwidthHz,
				emission: undefined,
				startedAt: now,
				criticalAt: now,
				endsAt,
				rssiDbm,
			};
			hop.to.hearNoise(arrival);
			heard.push({ receiver: hop.to, noise: arrival });
		}
		return () => {
			for (const { receiver, noise } of heard) {
				noise.endsAt = this.#clock.now();
				receiver.forget();
			}
		};
	}

	#at(time: Milliseconds, callback: () => void): void {
		this.#clock.after(time - this.#clock.now(), callback);
	}

	#report(event: AirEvent): void {
		for (const observer of this.#observers) observer(event);
	}
}

function pathOf({ from, emission, startedAt }: Transmission, to: string): Path {
	return { from, to, emission, startedAt };
}

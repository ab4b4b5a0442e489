/** The air that simulated nodes share: who is on it, and what passes through it when. */
import type { Clock, Milliseconds } from "../../src/clock.js";
import { type AirRules, type Channel, DEFAULT_RULES, type Heard } from "./interference.js";
import { milliwatts, noiseDbm } from "./link-budget.js";
import type { Antenna, Emission, Modem } from "./on-air.js";
import { type Hop, type PathOptions, Paths } from "./paths.js";
import type { Position } from "./propagation.js";
import { Ears, type ReceptionModel } from "./reception.js";
import { Arrival, beginTransmission, type Fate, LOCK_SYMBOLS, type Transmission } from "./transmission.js";

export type { Fate } from "./transmission.js";

export interface ReceptionReport {
	to: string;
	fate: Fate;
	rssiDbm: number;
	/** Signal to noise and jamming. */
	snrDb: number;
}

export type AirEvent =
	| { readonly kind: "started"; readonly at: Milliseconds; readonly from: string; readonly emission: Emission }
	| {
			readonly kind: "ended";
			/** The end that its header announced: until then a receiver believes in it. */
			readonly at: Milliseconds;
			readonly from: string;
			readonly emission: Emission;
			readonly startedAt: Milliseconds;
			/** When it fell silent: before the announced end where it was cut off. */
			readonly endsAt: Milliseconds;
			/** At every receiver that it was strong enough to matter to, the nearest first. */
			readonly receptions: ReceptionReport[];
	  };

/** One frame on its way to one receiver. */
export interface Delivery {
	from: string;
	to: string;
	emission: Emission;
	startedAt: Milliseconds;
}

export interface AirOptions extends PathOptions {
	clock: Clock;
	/** Where it is to be simpler than by itself. */
	rules?: Partial<AirRules>;
}

export interface JoinOptions {
	/**
	 * Frames that it can follow at once: 1 when left out, Infinity for an ideal gateway. With 0 it only sends: nothing
	 * reaches it, so that its antenna tells of its own noise alone, and of no preamble.
	 */
	demodulators?: number;
	position?: Position;
}

/** What a participant is given: an antenna that can also jam. */
export interface AirAntenna extends Antenna {
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

/** Sums of times are exact to far less than this, in milliseconds. */
const HAIR = 1e-6;

/** Noise at one receiver; it knows no end until it is silenced. */
interface NoiseArrival extends Heard {
	endsAt: Milliseconds;
}

/** Noise that is on the air. */
interface NoiseSource {
	readonly noise: Noise;
	readonly from: Ears;
	/** Counts the sender's frames, for its fading. */
	readonly frame: number;
	readonly arrivals: Map<Ears, NoiseArrival>;
}

/**
 * Carries what one node sends to all that can hear it. What becomes of a frame at a receiver is decided when its
 * preamble, its header and its last symbol are in (`reception.ts`), by what is lost on the way (`paths.ts`) and what
 * else is on the air (`interference.ts`). A frame costs only the nodes that it reaches.
 */
export class Air {
	/** Says what befalls a frame that a receiver is about to follow; for tests that lose exactly one. */
	interfere: ((delivery: Delivery) => "pass" | "suppress" | "damage") | undefined;
	readonly #clock: Clock;
	readonly #paths: Paths<Ears>;
	readonly #model: ReceptionModel;
	readonly #nodes = new Map<string, Ears>();
	readonly #noise = new Set<NoiseSource>();
	readonly #observers = new Set<(event: AirEvent) => void>();

	constructor(options: AirOptions) {
		const { clock, rules } = options;
		this.#clock = clock;
		this.#paths = new Paths(options);
		this.#model = {
			clock,
			rules: { ...DEFAULT_RULES, ...rules },
			verdict: ({ from, emission, startedAt }, to) => this.interfere?.({ from, to, emission, startedAt }) ?? "pass",
		};
	}

	/** Puts a modem on the air. Throws for a name that is taken. Frames that are under way pass it by. */
	join(name: string, modem: Modem, { demodulators = 1, position }: JoinOptions = {}): AirAntenna {
		if (this.#nodes.has(name)) throw new Error(`${name} is on the air already`);
		if (!(demodulators === Number.POSITIVE_INFINITY || (Number.isInteger(demodulators) && demodulators >= 0)))
			throw new RangeError(`demodulators is ${demodulators}: a whole number from 0, or Infinity, is wanted`);
		const ears = new Ears({ name, modem, demodulators, position }, this.#model);
		this.#nodes.set(name, ears);
		if (demodulators > 0) {
			this.#paths.addReceiver(ears);
			for (const source of this.#noise) this.#bringNoise(source, ears);
		}
		let frames = 0;
		let source: NoiseSource | undefined;
		const silence = () => {
			if (source !== undefined) this.#endNoise(source);
			source = undefined;
		};
		return {
			radiate: (emission) => {
				const now = this.#clock.now();
				if (ears.sending !== undefined && ears.sending.endsAt > now + HAIR)
					throw new Error(`radiate: ${name} has a frame on the air already`);
				this.#start(ears, beginTransmission(name, frames++, emission, now));
			},
			cease: () => {
				const now = this.#clock.now();
				if (ears.sending === undefined || ears.sending.endsAt <= now) return;
				ears.sending.endsAt = now;
				ears.deafen(now);
			},
			strengthDbm: (tuning) => ears.strengthDbm(tuning),
			preambleSince: (tuning, since) => ears.preambleSince(tuning, since),
			makeNoise: (noise) => {
				silence();
				source = { noise, from: ears, frame: frames++, arrivals: new Map() };
				this.#startNoise(source);
			},
			silence,
		};
	}

	/** Between two nodes, both ways: for the frames to come, and at once for noise. */
	setPathLoss(a: string, b: string, lossDb: number): void {
		this.#paths.setLoss(a, b, lossDb);
		for (const source of this.#noise) {
			const other = source.from.name === a ? b : source.from.name === b ? a : undefined;
			const ears = other === undefined ? undefined : this.#nodes.get(other);
			if (ears !== undefined) this.#bringNoise(source, ears);
		}
	}

	/** Calls back for each transmission's start and end; returns what ends that. */
	observe(observer: (event: AirEvent) => void): () => void {
		this.#observers.add(observer);
		return () => this.#observers.delete(observer);
	}

	#start(from: Ears, transmission: Transmission): void {
		const { emission, frame, startedAt } = transmission;
		from.sending = transmission;
		from.deafen(transmission.endsAt);
		const limitDbm = transmission.noiseDbm + transmission.requiredSnrDb;
		const arrivals: Arrival[] = [];
		for (const hop of this.#paths.reached(from, emission.powerDbm - limitDbm + OF_NO_ACCOUNT_DB)) {
			const rssiDbm = emission.powerDbm - this.#paths.lossDb(hop, frame, startedAt);
			const arrival = new Arrival(hop.to, transmission, rssiDbm, hop.key);
			hop.to.earshot.begin(arrival);
			arrivals.push(arrival);
		}
		this.#lookForPreamble(transmission, arrivals, startedAt + transmission.lockMs);
		this.#at(transmission.headerEnd, () => {
			for (const arrival of arrivals) arrival.receiver.headerEnd(arrival);
		});
		this.#at(transmission.announcedEnd, () => this.#end(from, transmission, arrivals));
		// Last: an observer may throw.
		this.#report({ kind: "started", at: startedAt, from: from.name, emission });
	}

	/** Again after each `LOCK_SYMBOLS`, as long as a receiver that begins to listen can still hear enough. */
	#lookForPreamble(transmission: Transmission, arrivals: readonly Arrival[], at: Milliseconds): void {
		const { emission, preambleEnd, lockMs } = transmission;
		this.#at(at, () => {
			for (const arrival of arrivals) arrival.receiver.tryLock(arrival);
			if (emission.preambleSymbols > 2 * LOCK_SYMBOLS && at + lockMs < preambleEnd)
				this.#lookForPreamble(transmission, arrivals, at + lockMs);
		});
	}

	#end(node: Ears, transmission: Transmission, arrivals: readonly Arrival[]): void {
		if (node.sending === transmission) node.sending = undefined;
		for (const arrival of arrivals) arrival.receiver.frameEnd(arrival);
		if (this.#observers.size === 0) return;
		this.#report(new Ended(this.#clock.now(), transmission, arrivals));
	}

	#startNoise(source: NoiseSource): void {
		this.#noise.add(source);
		for (const hop of this.#paths.reached(source.from, reachDb(source.noise))) this.#hearNoise(source, hop);
	}

	/** To one receiver, instead of what came there before. */
	#bringNoise(source: NoiseSource, ears: Ears): void {
		const before = source.arrivals.get(ears);
		if (before !== undefined) before.endsAt = this.#clock.now();
		source.arrivals.delete(ears);
		const hop = this.#paths.reached(source.from, reachDb(source.noise)).find(({ to }) => to === ears);
		if (hop !== undefined) this.#hearNoise(source, hop);
	}

	#hearNoise({ noise, frame, arrivals }: NoiseSource, hop: Hop<Ears>): void {
		const { frequencyHz, bandwidthHz, powerDbm } = noise;
		const now = this.#clock.now();
		const rssiDbm = powerDbm - this.#paths.lossDb(hop, frame, now);
		const arrival: NoiseArrival = {
			...{ frequencyHz, bandwidthHz, rssiDbm, milliwatts: milliwatts(rssiDbm) },
			...{ emission: undefined, startedAt: now, criticalAt: now, endsAt: Number.POSITIVE_INFINITY },
		};
		hop.to.earshot.beginNoise(arrival);
		arrivals.set(hop.to, arrival);
	}

	#endNoise(source: NoiseSource): void {
		this.#noise.delete(source);
		for (const [ears, arrival] of source.arrivals) {
			arrival.endsAt = this.#clock.now();
			ears.earshot.forgetNoise();
		}
	}

	#at(time: Milliseconds, callback: () => void): void {
		this.#clock.after(time - this.#clock.now(), callback);
	}

	#report(event: AirEvent): void {
		for (const observer of this.#observers) observer(event);
	}
}

/** An object that is written out with a getter costs as much as all else of a frame's end. */
class Ended {
	readonly kind = "ended";
	readonly at: Milliseconds;
	readonly from: string;
	readonly emission: Emission;
	readonly startedAt: Milliseconds;
	readonly endsAt: Milliseconds;
	readonly #arrivals: readonly Arrival[];
	#receptions: ReceptionReport[] | undefined;

	constructor(at: Milliseconds, { from, emission, startedAt, endsAt }: Transmission, arrivals: readonly Arrival[]) {
		this.at = at;
		this.from = from;
		this.emission = emission;
		this.startedAt = startedAt;
		this.endsAt = endsAt;
		this.#arrivals = arrivals;
	}

	/** Many only count. */
	get receptions(): ReceptionReport[] {
		this.#receptions ??= this.#arrivals.map(reportOf);
		return this.#receptions;
	}
}

function reportOf(arrival: Arrival): ReceptionReport {
	const { receiver, fate = "not listening", rssiDbm } = arrival;
	return { to: receiver.name, fate, rssiDbm, snrDb: receiver.snrDb(arrival) };
}

/** What noise may lose and still matter. */
function reachDb({ powerDbm, bandwidthHz }: Noise): number {
	return powerDbm - noiseDbm(bandwidthHz) + NOISE_OF_NO_ACCOUNT_DB;
}

/** What a receiver makes of the frames that reach it: which one it follows, and how far. */
import type { Clock, Milliseconds } from "../../src/clock.js";
import { Decoder, type DecodingModel } from "./decoding.js";
import { CAPTURE_DB, type Heard, inChannelDb } from "./interference.js";
import { decibels, milliwatts, noiseDbm, preambleChance, requiredSnrDb, roundedDb } from "./link-budget.js";
import type { Emission, Listening, Modem, Tuning } from "./on-air.js";
import { CHANCES, hopChance } from "./paths.js";
import type { Position } from "./propagation.js";
import { type Arrival, type Fate, lockMs, type Transmission } from "./transmission.js";

/** What the air's receivers have in common. */
export interface ReceptionModel extends DecodingModel {
	readonly clock: Clock;
	verdict(transmission: Transmission, to: string): "pass" | "suppress" | "damage";
}

export interface ReceiverOptions {
	name: string;
	modem: Modem;
	demodulators: number;
	position: Position | undefined;
}

/** How far two carriers may be apart, as a part of the bandwidth (datasheet 4.1.5 and AN1200.22). */
const LARGEST_OFFSET = 0.25;

/** Sums of times are exact to far less than this, in milliseconds. */
const HAIR = 1e-6;

/** One node's ears. */
export class Receiver {
	readonly name: string;
	readonly position: Position | undefined;
	readonly #modem: Modem;
	readonly #demodulators: number;
	readonly #model: ReceptionModel;
	readonly #decoder: Decoder;
	/** What is on the air here, and what has been while any of that was. */
	readonly #frames: Arrival[] = [];
	readonly #noise: Heard[] = [];
	#following: Arrival[] = [];
	/** Since when a demodulator is free. */
	#freeSince: Milliseconds = Number.NEGATIVE_INFINITY;

	constructor({ name, modem, demodulators, position }: ReceiverOptions, model: ReceptionModel) {
		this.name = name;
		this.position = position;
		this.#modem = modem;
		this.#demodulators = demodulators;
		this.#model = model;
		this.#decoder = new Decoder(model, name, () =>
			this.#noise.length === 0 ? this.#frames : [...this.#frames, ...this.#noise],
		);
	}

	hearFrame(arrival: Arrival): void {
		this.#frames.push(arrival);
	}

	hearNoise(noise: Heard): void {
		this.#noise.push(noise);
	}

	/** Follows the frame, if enough of its preamble was heard and nothing is in the way; or looks again when it was. */
	tryLock(arrival: Arrival): void {
		const { listening } = this.#modem;
		if (arrival.signal !== undefined && this.#follows(arrival)) return;
		const verdict = this.#judgePreamble(arrival, listening);
		if (typeof verdict === "string") arrival.fate = verdict;
		else if (verdict !== undefined) this.#model.clock.after(verdict.wait, () => this.tryLock(arrival));
		else if (listening !== undefined) this.#follow(arrival, listening);
	}

	/** The header's last symbol is in. */
	headerEnd(arrival: Arrival): void {
		const { signal, listening } = arrival;
		if (signal === undefined || listening === undefined || !this.#follows(arrival)) return;
		// Without a header the first block is payload: it is judged with the rest.
		if (listening.tuning.implicitHeader) return;
		const fate = this.#headerFate(arrival, listening);
		if (fate === undefined) {
			if (!this.#modem.onHeader(signal)) this.#release(arrival, "unwanted");
		} else {
			this.#release(arrival, fate);
			this.#modem.onLockLost(signal);
		}
	}

	/** The last symbol is in, or would be, had the sender not stopped. */
	frameEnd(arrival: Arrival): void {
		const { signal, listening, transmission, emission } = arrival;
		if (signal !== undefined && listening !== undefined && this.#follows(arrival)) {
			const whole = transmission.endsAt === transmission.announcedEnd;
			const damaged = !whole || !this.#arrivesWhole(arrival, listening);
			this.#release(arrival, whole ? (damaged ? "damaged" : "received") : "cut off");
			this.#modem.onFrame(signal, damaged ? garbled(arrival) : emission.payload, damaged);
		}
		this.forget();
	}

	/** Drops what is over, and what nothing still on the air has met. */
	forget(): void {
		const now = this.#model.clock.now();
		let since = now;
		for (const { transmission } of this.#frames)
			if (transmission.announcedEnd > now) since = Math.min(since, transmission.startedAt);
		retain(this.#frames, ({ transmission }) => transmission.announcedEnd > since);
		retain(this.#noise, ({ endsAt }) => endsAt > since);
	}

	/** Power within the channel at this moment, in dBm. */
	strengthDbm(tuning: Tuning): number {
		const now = this.#model.clock.now();
		let power = milliwatts(noiseDbm(tuning.bandwidthHz));
		for (const heard of [...this.#frames, ...this.#noise])
			if (heard.endsAt > now) power += milliwatts(heard.rssiDbm + inChannelDb(tuning, heard));
		return roundedDb(decibels(power));
	}

	/** Whether a preamble that this tuning can hear was on the air at any time since then. */
	preambleSince(tuning: Tuning, since: Milliseconds): boolean {
		return this.#frames.some(({ emission, transmission, rssiDbm, endsAt }) => {
			if (!sharesChirp(tuning, emission) || Math.min(transmission.preambleEnd, endsAt) <= since) return false;
			const marginDb = rssiDbm - noiseDbm(emission.bandwidthHz) - requiredSnrDb(emission.spreadingFactor);
			return preambleChance(marginDb) >= 0.5;
		});
	}

	/** To noise and jamming, in dB. */
	snrDb(arrival: Arrival): number {
		return this.#decoder.snrDb(arrival);
	}

	/** Why the frame can't be followed, or how long to wait before that is known; undefined: it can. */
	#judgePreamble(arrival: Arrival, listening: Listening | undefined): Fate | { wait: Milliseconds } | undefined {
		const { transmission, emission } = arrival;
		const { startedAt, preambleEnd, endsAt } = transmission;
		if (listening === undefined) return "not listening";
		if (!isTuned(listening.tuning, emission)) return "not tuned";
		const now = this.#model.clock.now();
		const from = Math.max(startedAt, listening.since, this.#freeSince);
		const lockAt = from + lockMs(emission);
		if (lockAt > preambleEnd + HAIR) return listening.since > startedAt ? "not listening" : "busy";
		if (lockAt > now) return { wait: lockAt - now };
		if (endsAt < lockAt) return "cut off";
		const loss = this.#decoder.preambleLoss(arrival, from, now);
		if (loss !== undefined) return loss;
		if (!this.#makeWay(arrival)) return "busy";
		const verdict = this.#model.verdict(transmission, this.name);
		arrival.spoiled = verdict === "damage" || listening.tuning.lowDataRateOptimize !== emission.lowDataRateOptimize;
		return verdict === "suppress" ? "suppressed" : undefined;
	}

	/** A demodulator for this frame: a free one, or that of a frame still in its preamble and 6 dB weaker. */
	#makeWay(arrival: Arrival): boolean {
		this.#following = this.#following.filter((other) => other.listening === this.#modem.listening);
		if (this.#following.length < this.#demodulators) return true;
		const now = this.#model.clock.now();
		const weaker = this.#following.find(
			({ transmission, rssiDbm }) =>
				now < transmission.preambleEnd && roundedDb(arrival.rssiDbm - rssiDbm) >= CAPTURE_DB,
		);
		if (weaker === undefined || !this.#model.capture) return false;
		weaker.fate = "collided";
		this.#drop(weaker);
		return true;
	}

	#follow(arrival: Arrival, listening: Listening): void {
		const { emission, rssiDbm } = arrival;
		arrival.listening = listening;
		arrival.signal = {
			emission,
			rssiDbm,
			snrDb: arrival.snrDb ?? 0,
			frequencyErrorHz: Math.round(emission.frequencyHz - listening.tuning.frequencyHz),
		};
		// Until it is known better: a modem that stops listening tells nobody.
		arrival.fate = "not listening";
		this.#following.push(arrival);
		this.#modem.onPreamble(arrival.signal);
	}

	/** Whether the modem has gone on listening; if not, the frame is lost. */
	#follows(arrival: Arrival): boolean {
		if (this.#modem.listening === arrival.listening) return true;
		this.#drop(arrival);
		return false;
	}

	#drop(arrival: Arrival): void {
		arrival.signal = undefined;
		const index = this.#following.indexOf(arrival);
		if (index !== -1) this.#following.splice(index, 1);
	}

	#release(arrival: Arrival, fate: Fate): void {
		const { clock } = this.#model;
		const full = this.#following.length >= this.#demodulators;
		arrival.fate = fate;
		this.#drop(arrival);
		if (!full) return;
		this.#freeSince = clock.now();
		// A preamble that was not looked at may still go on for long enough.
		for (const other of this.#frames)
			if (other.fate === "busy" && clock.now() + lockMs(other.emission) <= other.transmission.preambleEnd + HAIR)
				clock.after(lockMs(other.emission), () => this.tryLock(other));
	}

	#headerFate(arrival: Arrival, { tuning }: Listening): Fate | undefined {
		const { transmission, emission } = arrival;
		if (transmission.endsAt < transmission.headerEnd) return "cut off";
		return emission.implicitHeader === tuning.implicitHeader ? this.#decoder.headerLoss(arrival) : "not tuned";
	}

	#arrivesWhole(arrival: Arrival, { tuning }: Listening): boolean {
		if (arrival.spoiled) return false;
		if (tuning.implicitHeader) {
			if (!arrival.emission.implicitHeader || this.#decoder.headerLoss(arrival) !== undefined) return false;
		}
		return this.#decoder.payloadArrives(arrival);
	}
}

/** Whether the receiver's chirps are the sender's: what it takes to hear a preamble. */
function sharesChirp(tuning: Tuning, emission: Emission): boolean {
	return (
		tuning.spreadingFactor === emission.spreadingFactor &&
		tuning.bandwidthHz === emission.bandwidthHz &&
		tuning.invertedIq === emission.invertedIq &&
		Math.abs(tuning.frequencyHz - emission.frequencyHz) <= emission.bandwidthHz * LARGEST_OFFSET
	);
}

function isTuned(tuning: Tuning, emission: Emission): boolean {
	return sharesChirp(tuning, emission) && tuning.syncWord === emission.syncWord;
}

/** Some byte is not what it was: a damaged frame that passed for a good one would show. */
function garbled({ key, transmission, emission }: Arrival): Uint8Array {
	const bytes = emission.payload.slice();
	const first = Math.floor(hopChance(key, transmission.frame, CHANCES.garble) * bytes.length);
	for (let i = first; i < bytes.length; i += 7) bytes[i] ^= 0xa5;
	return bytes;
}

/** In place. */
function retain<Item>(items: Item[], wanted: (item: Item) => boolean): void {
	let kept = 0;
	for (const item of items) if (wanted(item)) items[kept++] = item;
	items.length = kept;
}

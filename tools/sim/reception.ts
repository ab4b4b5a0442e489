/** What a receiver makes of the frames that reach it: which one it follows, and how far. */
import type { Clock, Milliseconds } from "../../src/clock.js";
import { Decoder } from "./decoding.js";
import { Earshot } from "./earshot.js";
import { type AirRules, CAPTURE_DB, inChannelDb } from "./interference.js";
import { decibels, milliwatts, noiseDbm, roundedDb } from "./link-budget.js";
import type { Emission, Listening, Modem, Tuning } from "./on-air.js";
import { CHANCES, hopChance } from "./paths.js";
import type { Position } from "./propagation.js";
import { type Arrival, type Fate, LOCK_SYMBOLS, type Transmission } from "./transmission.js";

/** What the air's receivers have in common. */
export interface ReceptionModel {
	readonly clock: Clock;
	readonly rules: AirRules;
	verdict(transmission: Transmission, to: string): "pass" | "suppress" | "damage";
}

export interface EarsOptions {
	name: string;
	modem: Modem;
	demodulators: number;
	position: Position | undefined;
}

/** How far two carriers may be apart, as a part of the bandwidth (datasheet 4.1.5 and AN1200.22). */
const LARGEST_OFFSET = 0.25;

/** Sums of times are exact to far less than this, in milliseconds. */
const HAIR = 1e-6;

/** How much of a preamble shows it: a search for activity listens for little more than one symbol (datasheet 4.1.6). */
const SHOWING_SYMBOLS = 1;

/** Those of one node. */
export class Ears {
	readonly name: string;
	readonly position: Position | undefined;
	/** What the node has on the air itself. */
	sending: Transmission | undefined;
	readonly earshot = new Earshot();
	readonly #modem: Modem;
	readonly #demodulators: number;
	readonly #model: ReceptionModel;
	readonly #decoder: Decoder;
	readonly #following: Arrival[] = [];
	/** Since when a demodulator is free. */
	#freeSince: Milliseconds = Number.NEGATIVE_INFINITY;
	/** Until then it sends, and hears nothing else. */
	#deafUntil: Milliseconds = Number.NEGATIVE_INFINITY;

	constructor({ name, modem, demodulators, position }: EarsOptions, model: ReceptionModel) {
		this.name = name;
		this.position = position;
		this.#modem = modem;
		this.#demodulators = demodulators;
		this.#model = model;
		this.#decoder = new Decoder(model.rules, this.earshot);
	}

	/** The node sends until then, or, called again, has stopped earlier. What it followed is lost. */
	deafen(until: Milliseconds): void {
		this.#deafUntil = until;
		for (const arrival of this.#following) arrival.signal = undefined;
		// To set the length of what is empty already is dear.
		if (this.#following.length > 0) this.#following.length = 0;
	}

	/** Follows the frame, if enough of its preamble was heard and nothing is in the way; or looks again when it was. */
	tryLock(arrival: Arrival): void {
		if (arrival.signal !== undefined && this.#follows(arrival)) return;
		const { listening } = this.#modem;
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
		this.earshot.end(arrival);
	}

	/** Power within the channel at this moment, in dBm. */
	strengthDbm(tuning: Tuning): number {
		const now = this.#model.clock.now();
		let power = milliwatts(noiseDbm(tuning.bandwidthHz));
		for (const heard of this.earshot.after(now))
			if (heard.endsAt > now) power += heard.milliwatts * milliwatts(inChannelDb(tuning, heard));
		return roundedDb(decibels(power));
	}

	/** Whether a preamble that this tuning can hear was on the air since then, a whole symbol of it, and stood out. */
	preambleSince(tuning: Tuning, since: Milliseconds): boolean {
		const now = this.#model.clock.now();
		return this.earshot.framesAfter(since).some((arrival) => {
			const { emission, transmission, startedAt, endsAt } = arrival;
			if (!sharesChirp(tuning, emission)) return false;
			const from = Math.max(since, startedAt);
			const to = Math.min(now, transmission.preambleEnd, endsAt);
			if (to - from < SHOWING_SYMBOLS * transmission.symbolMs - HAIR) return false;
			return this.#decoder.showsPreamble(arrival, from, to);
		});
	}

	/** To noise and jamming, in dB. */
	snrDb(arrival: Arrival): number {
		return this.#decoder.snrDb(arrival);
	}

	/** Why the frame can't be followed, or how long to wait before that is known; undefined: it can. */
	#judgePreamble(arrival: Arrival, listening: Listening | undefined): Fate | { wait: Milliseconds } | undefined {
		const { transmission, emission } = arrival;
		const { startedAt, preambleEnd, endsAt, lockMs } = transmission;
		if (listening === undefined) return "not listening";
		if (!isTuned(listening.tuning, emission)) return "not tuned";
		if (emission.preambleSymbols < LOCK_SYMBOLS) return "too short";
		const now = this.#model.clock.now();
		const listens = Math.max(listening.since, this.#deafUntil);
		const lockAt = Math.max(startedAt, listens, this.#freeSince) + lockMs;
		if (lockAt > preambleEnd + HAIR) return listens > startedAt ? "not listening" : "busy";
		if (lockAt > now) return { wait: lockAt - now };
		if (endsAt < lockAt) return "cut off";
		const demodulator = this.#demodulatorFor(arrival);
		if (demodulator === undefined) return "busy";
		const loss = this.#decoder.preambleLoss(arrival, now - lockMs + HAIR, now);
		if (loss !== undefined) {
			this.#tryAgain(arrival, now);
			return loss;
		}
		if (demodulator !== "free") {
			demodulator.fate = "collided";
			this.#drop(demodulator);
		}
		const verdict = this.#model.verdict(transmission, this.name);
		arrival.spoiled = verdict === "damage" || listening.tuning.lowDataRateOptimize !== emission.lowDataRateOptimize;
		return verdict === "suppress" ? "suppressed" : undefined;
	}

	/** Once what hides a preamble is over, if enough of it is left then. */
	#tryAgain(arrival: Arrival, now: Milliseconds): void {
		const { preambleEnd, lockMs } = arrival.transmission;
		let over = Number.POSITIVE_INFINITY;
		for (const { endsAt } of this.earshot.after(now - lockMs))
			if (endsAt + lockMs > now + HAIR && endsAt < over) over = endsAt;
		if (over + lockMs <= preambleEnd + HAIR) this.#model.clock.after(over + lockMs - now, () => this.tryLock(arrival));
	}

	/** A free one, or that of a frame still in its preamble and 6 dB weaker; undefined: there is none. */
	#demodulatorFor(arrival: Arrival): "free" | Arrival | undefined {
		const { listening } = this.#modem;
		retain(this.#following, (other) => other.listening === listening);
		if (this.#following.length < this.#demodulators) return "free";
		if (!this.#model.rules.capture) return undefined;
		const now = this.#model.clock.now();
		return this.#following.find(
			({ transmission, rssiDbm }) =>
				now < transmission.preambleEnd && roundedDb(arrival.rssiDbm - rssiDbm) >= CAPTURE_DB,
		);
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
		for (const other of this.earshot.frames)
			if (other.fate === "busy" && clock.now() + other.transmission.lockMs <= other.transmission.preambleEnd + HAIR)
				clock.after(other.transmission.lockMs, () => this.tryLock(other));
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
	if (kept < items.length) items.length = kept;
}

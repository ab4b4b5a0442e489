/** Frames on their way: what is sent, how it arrives, and what became of it. */
import type { Milliseconds } from "../../src/clock.js";
import type { Heard } from "./interference.js";
import { decibels, milliwatts, noiseDbm, requiredSnrDb } from "./link-budget.js";
import type { Emission, Listening, Signal } from "./on-air.js";
import { headerEndUs, symbolUs } from "./on-air.js";
import type { Ears } from "./reception.js";

/** What became of a frame at one receiver. */
export type Fate =
	| "received"
	/** Taken, but the payload does not match its CRC; or, without one, is garbage that nobody noticed. */
	| "damaged"
	| "too weak"
	/** Another frame hid its preamble or its header. */
	| "collided"
	/** The receiver was following another frame. */
	| "busy"
	/** Tuned to another channel, modulation or sync word. */
	| "not tuned"
	/** Its preamble has fewer symbols than a receiver needs. */
	| "too short"
	/** Transmitting, idle, or not receiving from the preamble to the end. */
	| "not listening"
	/** The modem did not want it, by its header. */
	| "unwanted"
	/** The sender stopped half-way. */
	| "cut off"
	/** Lost by `interfere`. */
	| "suppressed";

/** A frame, from the antenna that sends it. */
export interface Transmission {
	readonly from: string;
	readonly emission: Emission;
	/** Counts the sender's frames. */
	readonly frame: number;
	readonly startedAt: Milliseconds;
	readonly symbolMs: Milliseconds;
	/** How much of a preamble must be heard. */
	readonly lockMs: Milliseconds;
	/** What comes before in the preamble may be missed. */
	readonly criticalAt: Milliseconds;
	/** When the preamble is over, and the sync word begins. */
	readonly preambleEnd: Milliseconds;
	readonly headerEnd: Milliseconds;
	/** As its header says, and a receiver believes. */
	readonly announcedEnd: Milliseconds;
	/** When it is silent: the announced end, unless it was cut off. */
	endsAt: Milliseconds;
	/** A receiver's own noise in its bandwidth. */
	readonly noiseMilliwatts: number;
	readonly noiseDbm: number;
	/** What it needs above that, in dB. */
	readonly requiredSnrDb: number;
}

/** One frame as it meets one receiver. */
export class Arrival implements Heard {
	readonly receiver: Ears;
	readonly rssiDbm: number;
	#milliwatts: number | undefined;
	/** For `hopChance`. */
	readonly key: number;
	readonly transmission: Transmission;
	/** Of the transmission, at hand: all that is on the air at a receiver is looked through for each part of a frame. */
	readonly emission: Emission;
	readonly startedAt: Milliseconds;
	/** What it looks like so far; undefined: nobody asked for it. */
	fate: Fate | undefined;
	/** To noise and jamming; known once the receiver has looked at it. */
	snrDb: number | undefined;
	/** What the modem was told of, while it follows this frame. */
	signal: Signal | undefined;
	/** The modem's state that it must not have left. */
	listening: Listening | undefined;
	/** Something will damage it, whatever it meets. */
	spoiled = false;

	constructor(receiver: Ears, transmission: Transmission, rssiDbm: number, key: number) {
		this.receiver = receiver;
		this.transmission = transmission;
		this.emission = transmission.emission;
		this.startedAt = transmission.startedAt;
		this.rssiDbm = rssiDbm;
		this.key = key;
	}

	get milliwatts(): number {
		this.#milliwatts ??= milliwatts(this.rssiDbm);
		return this.#milliwatts;
	}

	get frequencyHz(): number {
		return this.transmission.emission.frequencyHz;
	}

	get bandwidthHz(): number {
		return this.transmission.emission.bandwidthHz;
	}

	get criticalAt(): Milliseconds {
		return this.transmission.criticalAt;
	}

	get endsAt(): Milliseconds {
		return this.transmission.endsAt;
	}
}

/** Preamble symbols that a receiver needs to lock: what comes before them may be missed, or jammed (LoRaSim). */
export const LOCK_SYMBOLS = 5;

export function beginTransmission(from: string, frame: number, emission: Emission, at: Milliseconds): Transmission {
	const announcedEnd = at + emission.durationUs / 1000;
	const headerEnd = at + headerEndUs(emission) / 1000;
	const noise = milliwatts(noiseDbm(emission.bandwidthHz));
	const symbolMs = symbolUs(emission) / 1000;
	const lockMs = LOCK_SYMBOLS * symbolMs;
	const preambleEnd = at + emission.preambleSymbols * symbolMs;
	return {
		from,
		emission,
		frame,
		startedAt: at,
		symbolMs,
		lockMs,
		criticalAt: Math.max(at, preambleEnd - lockMs),
		preambleEnd,
		headerEnd: Math.min(headerEnd, announcedEnd),
		announcedEnd,
		endsAt: announcedEnd,
		noiseMilliwatts: noise,
		noiseDbm: decibels(noise),
		requiredSnrDb: requiredSnrDb(emission.spreadingFactor),
	};
}

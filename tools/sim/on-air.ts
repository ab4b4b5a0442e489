/**
 * What goes through the air, and who meets it there: the contract between the air and the modems on it, chips at
 * register level (`sx1276.ts`) or packet level (`packet-radio.ts`) alike.
 */
import type { Milliseconds } from "../../src/clock.js";

/** What a receiver and a sender must share to hear each other. Frequencies are as the node's own crystal makes them. */
export interface Tuning {
	frequencyHz: number;
	bandwidthHz: number;
	spreadingFactor: number;
	syncWord: number;
	invertedIq: boolean;
	implicitHeader: boolean;
	lowDataRateOptimize: boolean;
}

/** One frame as it leaves the antenna connector. */
export interface Emission extends Tuning {
	/** Denominator of 4/x. */
	codingRate: number;
	preambleSymbols: number;
	payloadCrc: boolean;
	powerDbm: number;
	payload: Uint8Array;
	/** By the sender's own crystal. */
	durationUs: number;
}

/** One frame as it meets one receiver. */
export interface Signal {
	emission: Emission;
	rssiDbm: number;
	/** To noise and jamming, before the modem's own limits. */
	snrDb: number;
	/** The sender's carrier against the receiver's. */
	frequencyErrorHz: number;
}

/** A modem that searches for preambles, or follows a frame. The same object for as long as it does so uninterrupted. */
export interface Listening {
	readonly tuning: Tuning;
	readonly since: Milliseconds;
}

/**
 * What the air tells a modem. The air decides which frame a modem follows, one at a time, and what becomes of it; every
 * call comes from the clock, never from within a call to `Antenna`.
 */
export interface Modem {
	/** Undefined while it neither searches nor follows: in standby, transmitting, without power. */
	readonly listening: Listening | undefined;
	/** Enough of a preamble was heard: the modem follows this frame until told otherwise. */
	onPreamble(signal: Signal): void;
	/** The header is in and right. False when the modem does not want the frame: then it searches on. */
	onHeader(signal: Signal): boolean;
	/** The lock is lost, or the header was damaged: the frame is gone without a word, and the modem searches on. */
	onLockLost(signal: Signal): void;
	/** The last symbol is in. `payload` is as demodulated: `damaged`, it does not match its CRC. */
	onFrame(signal: Signal, payload: Uint8Array, damaged: boolean): void;
}

/** What a modem asks of the air. */
export interface Antenna {
	/** A transmission begins. */
	radiate(emission: Emission): void;
	/** It is cut off before its end. Ignored where none is going on. */
	cease(): void;
	/** Power within the channel at this moment: the receiver's noise, frames, jamming. */
	strengthDbm(tuning: Tuning): number;
	/** Whether a preamble of this spreading factor, bandwidth and channel was to be heard at any time since then. */
	preambleSince(tuning: Tuning, since: Milliseconds): boolean;
}

export function symbolUs({ spreadingFactor, bandwidthHz }: Tuning): number {
	return ((1 << spreadingFactor) * 1e6) / bandwidthHz;
}

/** The sync word and the 2.25 down-chirps that end a preamble. */
const SYNC_SYMBOLS = 4.25;

/** The first block of a frame, which holds the explicit header (datasheet 4.1.1.6). */
const HEADER_SYMBOLS = 8;

/** From a frame's start to the end of its header, in microseconds of the sender's crystal at 0 ppm. */
export function headerEndUs(emission: Emission): number {
	return (emission.preambleSymbols + SYNC_SYMBOLS + HEADER_SYMBOLS) * symbolUs(emission);
}

/**
 * Time on air, counted in interleaver blocks of nibbles rather than by the datasheet's formula. The first block
 * carries SF - 2 nibbles in 8 symbols, the header's five among them; each further one SF, or SF - 2 with the low data
 * rate optimisation, in as many symbols as the code words have bits.
 */
export function frameDurationUs(emission: Omit<Emission, "durationUs">): number {
	const nibbles = (emission.implicitHeader ? 0 : 5) + 2 * emission.payload.length + (emission.payloadCrc ? 4 : 0);
	const perBlock = emission.spreadingFactor - (emission.lowDataRateOptimize ? 2 : 0);
	let symbols = emission.preambleSymbols + SYNC_SYMBOLS + HEADER_SYMBOLS;
	for (let left = nibbles - (emission.spreadingFactor - 2); left > 0; left -= perBlock) symbols += emission.codingRate;
	return symbols * symbolUs(emission);
}

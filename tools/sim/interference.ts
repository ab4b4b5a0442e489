/** What signals do to one another: capture, other spreading factors, neighbouring channels, noise. */
import { decibels, milliwatts, roundedDb } from "./link-budget.js";
import type { Emission } from "./on-air.js";

/** Where a signal lies in the spectrum. */
export interface Channel {
	frequencyHz: number;
	bandwidthHz: number;
}

/** Something on the air as one receiver hears it. */
export interface Heard extends Channel {
	/** Undefined: noise. */
	readonly emission: Emission | undefined;
	readonly startedAt: number;
	/** When a receiver could not do without it any more. */
	readonly criticalAt: number;
	/** When it falls silent; Infinity while that isn't known. */
	readonly endsAt: number;
	readonly rssiDbm: number;
}

/** How much stronger than others of its kind a frame must be to survive (Goursaud; LoRaSim; ns-3's LoRaWAN module). */
export const CAPTURE_DB = 6;

/**
 * Least ratio of a frame to one of another spreading factor, in dB: the row is the frame's, 7 to 12, the column the
 * other's (Croce et al.: Impact of LoRa Imperfect Orthogonality, IEEE Communications Letters 2018; measured). The
 * diagonal is of no account: frames of one kind are judged by capture.
 */
const CROCE: readonly (readonly number[])[] = Object.freeze(
	[
		[0, -8, -9, -9, -9, -9],
		[-11, 0, -11, -12, -13, -13],
		[-15, -13, 0, -13, -14, -15],
		[-19, -18, -17, 0, -17, -18],
		[-22, -22, -21, -20, 0, -20],
		[-25, -25, -25, -24, -23, 0],
	].map((row) => Object.freeze(row)),
);

/** At the very edge of the channel, and from 1.5 bandwidths off on. */
const EDGE_REJECTION_DB = 20;
/**
 * With it a frame 3 dB above its limit bears a neighbour at 1.5 bandwidths that is 60 dB stronger at SF7, and 72 dB at
 * SF12, as in the datasheet's table of adjacent channel rejection.
 */
const REJECTION_DB = 55.5;

/** What signals are added up as: others of the frame's kind, noise, and from then on each spreading factor from 6. */
const SAME = 0;
const NOISE = 1;
const FACTORS = 2;
const CLASSES = FACTORS + 7;

/** A stretch of time with the same noise on top of the receiver's own. */
export interface NoisyStretch {
	duration: number;
	milliwatts: number;
}

/** What a frame has to bear in some part of it, at the worst moment for each kind of interference. */
export interface Exposure {
	/** To all others of its kind together, in dB; Infinity with none. */
	captureDb: number;
	/** Above what the spreading factor that comes nearest to spoiling it allows, in dB; Infinity with none. */
	marginDb: number;
	stretches: NoisyStretch[];
}

/** In dB, at most 0: what a receiver's channel filter lets in of a signal. */
export function inChannelDb(channel: Channel, other: Channel): number {
	const overlapHz =
		Math.min(channel.frequencyHz + channel.bandwidthHz / 2, other.frequencyHz + other.bandwidthHz / 2) -
		Math.max(channel.frequencyHz - channel.bandwidthHz / 2, other.frequencyHz - other.bandwidthHz / 2);
	if (overlapHz >= other.bandwidthHz) return 0;
	if (overlapHz > 0) return Math.max(-EDGE_REJECTION_DB, decibels(overlapHz / other.bandwidthHz));
	const beyond = Math.min(1, -overlapHz / (channel.bandwidthHz / 2));
	return -EDGE_REJECTION_DB - beyond * (REJECTION_DB - EDGE_REJECTION_DB);
}

function classOf(wanted: Emission, { emission }: Heard, gainDb: number): number {
	// What the filter does not keep out of a neighbouring channel is the oscillator's phase noise (datasheet 5.5.6).
	if (emission === undefined || gainDb <= -EDGE_REJECTION_DB) return NOISE;
	// Chirps of one slope look alike: SF7 at 125 kHz and SF9 at 250 kHz, too.
	const slopes = 2 ** (emission.spreadingFactor - wanted.spreadingFactor);
	if (slopes === (emission.bandwidthHz / wanted.bandwidthHz) ** 2) return SAME;
	return emission.bandwidthHz === wanted.bandwidthHz ? FACTORS + emission.spreadingFactor - 6 : NOISE;
}

/** Nobody has measured SF6: it is taken for SF7. */
function row(spreadingFactor: number): number {
	return Math.max(0, spreadingFactor - 7);
}

/** How signals are held against each other. */
export interface InterferenceRules {
	/** A frame 6 dB stronger survives. False: whatever overlaps, by the least, is lost, as in pure ALOHA. */
	readonly capture: boolean;
	/**
	 * As LoRaSim has it: other spreading factors do nothing, others of the same kind are held against a frame one by one
	 * and not together, and the first symbols of a preamble, which a receiver can miss, harm nobody.
	 */
	readonly loraSim: boolean;
}

/** What befalls `wanted` between two times. */
export function exposure(
	wanted: Heard & { emission: Emission },
	others: readonly Heard[],
	from: number,
	to: number,
	rules: InterferenceRules,
): Exposure {
	const met = meetings(wanted, others, from, to, rules);
	const result: Exposure = { captureDb: Number.POSITIVE_INFINITY, marginDb: Number.POSITIVE_INFINITY, stretches: [] };
	const times = [from, to];
	for (const { begin, end } of met) {
		if (begin > from) times.push(begin);
		if (end < to) times.push(end);
	}
	if (times.length > 2) times.sort((a, b) => a - b);
	for (let i = 1; i < times.length; i++) {
		if (times[i] === times[i - 1]) continue;
		const sums = powers(met, times[i - 1], times[i], rules);
		if (sums[SAME] > 0) result.captureDb = Math.min(result.captureDb, roundedDb(wanted.rssiDbm - decibels(sums[SAME])));
		if (!rules.loraSim) result.marginDb = Math.min(result.marginDb, factorMarginDb(wanted, sums));
		result.stretches.push({ duration: times[i] - times[i - 1], milliwatts: sums[NOISE] });
	}
	return result;
}

/** Another signal, for as long as it can do harm. */
interface Meeting {
	begin: number;
	end: number;
	class: number;
	milliwatts: number;
}

function meetings(
	wanted: Heard & { emission: Emission },
	others: readonly Heard[],
	from: number,
	to: number,
	{ capture, loraSim }: InterferenceRules,
): Meeting[] {
	const met: Meeting[] = [];
	for (const other of others) {
		const begin = loraSim && capture ? other.criticalAt : other.startedAt;
		if (other === wanted || begin >= to || other.endsAt <= from) continue;
		const gainDb = inChannelDb(wanted.emission, other);
		const power = milliwatts(other.rssiDbm + gainDb);
		met.push({ begin, end: other.endsAt, class: classOf(wanted.emission, other, gainDb), milliwatts: power });
	}
	return met;
}

/** Of each class between two times, within which nothing begins or ends. */
function powers(met: readonly Meeting[], from: number, to: number, { loraSim }: InterferenceRules): number[] {
	const sums: number[] = new Array(CLASSES).fill(0);
	for (const meeting of met) {
		if (meeting.begin >= to || meeting.end <= from) continue;
		const sum = sums[meeting.class];
		const oneByOne = loraSim && meeting.class === SAME;
		sums[meeting.class] = oneByOne ? Math.max(sum, meeting.milliwatts) : sum + meeting.milliwatts;
	}
	return sums;
}

function factorMarginDb({ emission, rssiDbm }: Heard & { emission: Emission }, sums: readonly number[]): number {
	const thresholds = CROCE[row(emission.spreadingFactor)];
	let marginDb = Number.POSITIVE_INFINITY;
	for (let index = FACTORS; index < CLASSES; index++) {
		if (sums[index] === 0) continue;
		const other = index - FACTORS + 6;
		marginDb = Math.min(marginDb, roundedDb(rssiDbm - decibels(sums[index]) - thresholds[row(other)]));
	}
	return marginDb;
}

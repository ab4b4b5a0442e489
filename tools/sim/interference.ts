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
	/** The same. */
	readonly milliwatts: number;
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
const FACTOR_COUNT = 7;

/** A stretch of time with the same noise on top of the receiver's own. */
export interface NoisyStretch {
	readonly duration: number;
	readonly milliwatts: number;
}

/** What a frame has to bear in some part of it: at the worst moment for each kind of frame, and noise as it goes. */
export interface Exposure {
	/** To all others of its kind together, in dB; Infinity with none. */
	readonly captureDb: number;
	/** Above what the spreading factor that comes nearest to spoiling it allows, in dB; Infinity with none. */
	readonly marginDb: number;
	/** All of that part; empty where there is nobody else. */
	readonly stretches: readonly NoisyStretch[];
}

const UNDISTURBED: Exposure = Object.freeze({
	captureDb: Number.POSITIVE_INFINITY,
	marginDb: Number.POSITIVE_INFINITY,
	stretches: Object.freeze([]),
});

/** In dB, at most 0: what a receiver's channel filter lets in of a signal. */
export function inChannelDb(channel: Channel, other: Channel): number {
	if (channel.frequencyHz === other.frequencyHz && other.bandwidthHz <= channel.bandwidthHz) return 0;
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
	if (slope(emission) === slope(wanted)) return SAME;
	return emission.bandwidthHz === wanted.bandwidthHz ? FACTORS + emission.spreadingFactor - 6 : NOISE;
}

/** Of a chirp, in hertz a second. Divided by a power of two, which is exact. */
function slope({ bandwidthHz, spreadingFactor }: Emission): number {
	return (bandwidthHz * bandwidthHz) / (1 << spreadingFactor);
}

/** Nobody has measured SF6: it is taken for SF7. */
function row(spreadingFactor: number): number {
	return Math.max(0, spreadingFactor - 7);
}

/** How signals are held against each other: where the air is simpler than by itself. */
export interface AirRules {
	/** A frame survives others of its kind that are 6 dB weaker. False: the least overlap destroys both (pure ALOHA). */
	readonly capture: boolean;
	/** Every frame above the required ratio arrives, and none below it: no curve of errors. */
	readonly hardThreshold: boolean;
	/** Frames of another spreading factor do nothing to each other. */
	readonly orthogonal: boolean;
	/** Others of a frame's kind are held against it one by one, and not together. */
	readonly oneByOne: boolean;
	/** With capture: the first symbols of a preamble, which a receiver can miss, do no harm to others either. */
	readonly harmlessStart: boolean;
}

export const DEFAULT_RULES: AirRules = Object.freeze({
	capture: true,
	hardThreshold: false,
	orthogonal: false,
	oneByOne: false,
	harmlessStart: false,
});

/** The simulator LoRaSim's, for comparisons with it. */
export const LORASIM_RULES: AirRules = Object.freeze({
	capture: true,
	hardThreshold: true,
	orthogonal: true,
	oneByOne: true,
	harmlessStart: true,
});

/** What befalls `wanted` between two times. */
export function exposure(
	wanted: Heard & { emission: Emission },
	others: readonly Heard[],
	from: number,
	to: number,
	rules: AirRules,
): Exposure {
	const met = meetings(wanted, others, from, to, rules);
	if (met.length === 0) return UNDISTURBED;
	const times = [from];
	for (const { begin, end } of met) {
		if (begin > from) times.push(begin);
		if (end < to) times.push(end);
	}
	times.push(to);
	sort(times);
	let captureDb = Number.POSITIVE_INFINITY;
	let marginDb = Number.POSITIVE_INFINITY;
	const stretches: NoisyStretch[] = [];
	for (let i = 1; i < times.length; i++) {
		if (times[i] === times[i - 1]) continue;
		const { same, noise, factors } = powers(met, times[i - 1], times[i], rules);
		if (same > 0) captureDb = Math.min(captureDb, roundedDb(wanted.rssiDbm - decibels(same)));
		if (factors !== undefined) marginDb = Math.min(marginDb, factorMarginDb(wanted, factors));
		stretches.push({ duration: times[i] - times[i - 1], milliwatts: noise });
	}
	return { captureDb, marginDb, stretches };
}

/** In place, by insertion: they are few, and nearly in order. */
function sort(times: number[]): void {
	for (let i = 1; i < times.length; i++) {
		const time = times[i];
		let place = i;
		for (; place > 0 && times[place - 1] > time; place--) times[place] = times[place - 1];
		times[place] = time;
	}
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
	{ capture, harmlessStart, orthogonal }: AirRules,
): readonly Meeting[] {
	let met: Meeting[] | undefined;
	for (const other of others) {
		if (other === wanted) continue;
		const begin = harmlessStart && capture ? other.criticalAt : other.startedAt;
		const end = other.endsAt;
		if (begin >= to || end <= from) continue;
		const gainDb = inChannelDb(wanted.emission, other);
		const kind = classOf(wanted.emission, other, gainDb);
		if (orthogonal && kind >= FACTORS) continue;
		const power = gainDb === 0 ? other.milliwatts : milliwatts(other.rssiDbm + gainDb);
		met ??= [];
		met.push({ begin, end, class: kind, milliwatts: power });
	}
	return met ?? UNDISTURBED_BY;
}

const UNDISTURBED_BY: readonly Meeting[] = Object.freeze([]);

/** Sums in milliwatts between two times, within which nothing begins or ends. */
interface Powers {
	same: number;
	noise: number;
	/** Of other spreading factors, from 6 on; undefined: there are none. */
	factors: number[] | undefined;
}

function powers(met: readonly Meeting[], from: number, to: number, { oneByOne }: AirRules): Powers {
	const sums: Powers = { same: 0, noise: 0, factors: undefined };
	for (const { begin, end, class: kind, milliwatts } of met) {
		if (begin >= to || end <= from) continue;
		if (kind === NOISE) sums.noise += milliwatts;
		else if (kind === SAME) sums.same = oneByOne ? Math.max(sums.same, milliwatts) : sums.same + milliwatts;
		else {
			sums.factors ??= new Array(FACTOR_COUNT).fill(0);
			sums.factors[kind - FACTORS] += milliwatts;
		}
	}
	return sums;
}

function factorMarginDb({ emission, rssiDbm }: Heard & { emission: Emission }, sums: readonly number[]): number {
	const thresholds = CROCE[row(emission.spreadingFactor)];
	let marginDb = Number.POSITIVE_INFINITY;
	for (const [index, sum] of sums.entries()) {
		if (sum === 0) continue;
		marginDb = Math.min(marginDb, roundedDb(rssiDbm - decibels(sum) - thresholds[row(index + 6)]));
	}
	return marginDb;
}

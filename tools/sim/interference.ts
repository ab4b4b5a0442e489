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

/** How the receiver of one signal experiences another one. */
type Relation =
	| { kind: "same"; gainDb: number }
	| { kind: "other factor"; gainDb: number; spreadingFactor: number }
	| { kind: "noise"; gainDb: number };

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

function relate(wanted: Emission, other: Heard): Relation {
	const gainDb = inChannelDb(wanted, other);
	const { emission } = other;
	// What the filter does not keep out of a neighbouring channel is the oscillator's phase noise (datasheet 5.5.6).
	if (emission === undefined || gainDb <= -EDGE_REJECTION_DB) return { kind: "noise", gainDb };
	// Chirps of one slope look alike: SF7 at 125 kHz and SF9 at 250 kHz, too.
	const slopes = 2 ** (emission.spreadingFactor - wanted.spreadingFactor);
	if (slopes === (emission.bandwidthHz / wanted.bandwidthHz) ** 2) return { kind: "same", gainDb };
	if (emission.bandwidthHz !== wanted.bandwidthHz) return { kind: "noise", gainDb };
	return { kind: "other factor", gainDb, spreadingFactor: emission.spreadingFactor };
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
	{ capture, loraSim }: InterferenceRules,
): Exposure {
	const begins = (other: Heard) => (loraSim && capture ? other.criticalAt : other.startedAt);
	const { emission, rssiDbm } = wanted;
	const result: Exposure = { captureDb: Number.POSITIVE_INFINITY, marginDb: Number.POSITIVE_INFINITY, stretches: [] };
	const met = others.filter((other) => other !== wanted && begins(other) < to && other.endsAt > from);
	if (met.length === 0) {
		result.stretches.push({ duration: to - from, milliwatts: 0 });
		return result;
	}
	const relations = met.map((other) => ({ other, ...relate(emission, other) }));
	const edges = new Set([from, to]);
	for (const other of met) {
		if (begins(other) > from) edges.add(begins(other));
		if (other.endsAt < to) edges.add(other.endsAt);
	}
	const times = [...edges].sort((a, b) => a - b);
	for (let i = 1; i < times.length; i++) {
		const [begin, end] = [times[i - 1], times[i]];
		let same = 0;
		let noise = 0;
		const factors = new Map<number, number>();
		for (const relation of relations) {
			const { other, kind, gainDb } = relation;
			if (begins(other) >= end || other.endsAt <= begin) continue;
			const power = milliwatts(other.rssiDbm + gainDb);
			if (kind === "same") same = loraSim ? Math.max(same, power) : same + power;
			else if (kind === "noise") noise += power;
			else factors.set(relation.spreadingFactor, (factors.get(relation.spreadingFactor) ?? 0) + power);
		}
		if (same > 0) result.captureDb = Math.min(result.captureDb, roundedDb(rssiDbm - decibels(same)));
		if (!loraSim) result.marginDb = Math.min(result.marginDb, ...margins(emission, rssiDbm, factors));
		result.stretches.push({ duration: end - begin, milliwatts: noise });
	}
	return result;
}

function margins({ spreadingFactor }: Emission, rssiDbm: number, others: Map<number, number>): number[] {
	const thresholds = CROCE[row(spreadingFactor)];
	return [...others].map(([other, power]) => roundedDb(rssiDbm - decibels(power) - thresholds[row(other)]));
}

/** Whether a part of a frame gets through what it meets: noise, and all else that is on the air. */
import type { Milliseconds } from "../../src/clock.js";
import type { Earshot } from "./earshot.js";
import { type AirRules, CAPTURE_DB, type Exposure, exposure } from "./interference.js";
import {
	blockChance,
	decibels,
	headerChance,
	payloadBlocks,
	preambleChance,
	roundedChance,
	roundedDb,
} from "./link-budget.js";
import { CHANCES, hopChance } from "./paths.js";
import type { Arrival } from "./transmission.js";

/** From here on every chance is rounded to 1, whatever the part of a frame: nothing need be drawn. */
const CERTAIN_DB = 8;

export class Decoder {
	readonly #rules: AirRules;
	readonly #earshot: Earshot;

	constructor(rules: AirRules, earshot: Earshot) {
		this.#rules = rules;
		this.#earshot = earshot;
	}

	/** What hides a preamble between two times; undefined: it is noticed. */
	preambleLoss(arrival: Arrival, from: Milliseconds, to: Milliseconds): "collided" | "too weak" | undefined {
		const met = this.#exposure(arrival, from, to);
		if (hidesPreamble(met)) return "collided";
		return this.#arrives(arrival, CHANCES.preamble, preambleChance, met, to - from) ? undefined : "too weak";
	}

	/** Whether a preamble is more likely than not to be noticed between two times. Nothing is noted, and nothing drawn. */
	showsPreamble(arrival: Arrival, from: Milliseconds, to: Milliseconds): boolean {
		const met = this.#exposure(arrival, from, to);
		if (hidesPreamble(met)) return false;
		const marginDb = meanSnrDb(arrival, met, to - from) - arrival.transmission.requiredSnrDb;
		return this.#chance(preambleChance, roundedDb(marginDb)) >= 0.5;
	}

	/** What spoils a frame's first block, or the last symbols before it; undefined: it is understood. */
	headerLoss(arrival: Arrival): "collided" | "too weak" | undefined {
		const { headerEnd } = arrival.transmission;
		const from = this.#rules.capture ? arrival.criticalAt : arrival.startedAt;
		const met = this.#exposure(arrival, from, headerEnd);
		if (this.#collides(met)) return "collided";
		return this.#arrives(arrival, CHANCES.header, headerChance, met, headerEnd - from) ? undefined : "too weak";
	}

	/** Whether all blocks after the first are understood, each at the noise of its time. */
	payloadArrives(arrival: Arrival): boolean {
		const { transmission, emission, key } = arrival;
		const { headerEnd, announcedEnd, frame } = transmission;
		const duration = announcedEnd - headerEnd;
		if (duration <= 0) return true;
		const met = this.#exposure(arrival, headerEnd, announcedEnd);
		if (this.#collides(met)) return false;
		const snrDb = noteSnr(arrival, met, duration);
		const { stretches } = met;
		if (stretches.length === 0 && snrDb >= transmission.requiredSnrDb + CERTAIN_DB) return true;
		const blocks = payloadBlocks(emission);
		let chance = 1;
		for (const stretch of stretches.length === 0 ? [{ duration, milliwatts: 0 }] : stretches) {
			const marginDb = ratioDb(arrival, stretch.milliwatts) - transmission.requiredSnrDb;
			const block = this.#chance((margin) => blockChance(margin, emission.codingRate), marginDb);
			chance *= block ** ((blocks * stretch.duration) / duration);
		}
		return hopChance(key, frame, CHANCES.payload) < roundedChance(chance);
	}

	/** To noise and jamming, as last looked at, in dB. */
	snrDb(arrival: Arrival): number {
		return arrival.snrDb ?? ratioDb(arrival, 0);
	}

	#exposure(arrival: Arrival, from: Milliseconds, to: Milliseconds): Exposure {
		return exposure(arrival, this.#earshot.after(from), from, to, this.#rules);
	}

	#collides({ captureDb, marginDb }: Exposure): boolean {
		return captureDb < (this.#rules.capture ? CAPTURE_DB : Number.POSITIVE_INFINITY) || marginDb < 0;
	}

	#arrives(
		arrival: Arrival,
		what: number,
		curve: (marginDb: number) => number,
		met: Exposure,
		duration: Milliseconds,
	): boolean {
		const marginDb = roundedDb(noteSnr(arrival, met, duration) - arrival.transmission.requiredSnrDb);
		if (marginDb >= CERTAIN_DB) return true;
		return hopChance(arrival.key, arrival.transmission.frame, what) < this.#chance(curve, marginDb);
	}

	#chance(curve: (marginDb: number) => number, marginDb: number): number {
		return this.#rules.hardThreshold ? Number(marginDb >= 0) : curve(marginDb);
	}
}

function hidesPreamble({ captureDb, marginDb }: Exposure): boolean {
	return captureDb < -CAPTURE_DB || marginDb < 0;
}

/** The modem is told of it. */
function noteSnr(arrival: Arrival, met: Exposure, duration: Milliseconds): number {
	const snrDb = meanSnrDb(arrival, met, duration);
	arrival.snrDb = snrDb;
	if (arrival.signal !== undefined) arrival.signal.snrDb = snrDb;
	return snrDb;
}

/** The ratio to the mean noise of this time. */
function meanSnrDb(arrival: Arrival, { stretches }: Exposure, duration: Milliseconds): number {
	let energy = 0;
	for (const stretch of stretches) energy += stretch.milliwatts * stretch.duration;
	return ratioDb(arrival, duration > 0 ? energy / duration : 0);
}

function ratioDb({ rssiDbm, transmission }: Arrival, interference: number): number {
	const { noiseMilliwatts, noiseDbm } = transmission;
	return roundedDb(rssiDbm - (interference > 0 ? decibels(noiseMilliwatts + interference) : noiseDbm));
}

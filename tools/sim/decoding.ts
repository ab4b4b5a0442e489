/** Whether a part of a frame gets through what it meets: noise, jamming, and all else that is on the air. */
import type { Milliseconds } from "../../src/clock.js";
import { CAPTURE_DB, type Exposure, exposure, type Heard, type InterferenceRules } from "./interference.js";
import {
	blockChance,
	decibels,
	headerChance,
	milliwatts,
	noiseDbm,
	payloadBlocks,
	preambleChance,
	requiredSnrDb,
	roundedChance,
	roundedDb,
} from "./link-budget.js";
import { CHANCES, hopChance } from "./paths.js";
import type { Arrival, Transmission } from "./transmission.js";

export interface DecodingModel extends InterferenceRules {
	/** Extra noise that a frame meets, in dBm. */
	jamming(transmission: Transmission, to: string): number;
}

export class Decoder {
	readonly #model: DecodingModel;
	/** The receiver's. */
	readonly #name: string;
	/** What the receiver hears and has heard. */
	readonly #heard: () => readonly Heard[];

	constructor(model: DecodingModel, name: string, heard: () => readonly Heard[]) {
		this.#model = model;
		this.#name = name;
		this.#heard = heard;
	}

	/** What hides a preamble between two times; undefined: it is noticed. */
	preambleLoss(arrival: Arrival, from: Milliseconds, to: Milliseconds): "collided" | "too weak" | undefined {
		const met = this.#exposure(arrival, from, to);
		if (met.captureDb < -CAPTURE_DB || met.marginDb < 0) return "collided";
		return this.#arrives(arrival, CHANCES.preamble, preambleChance, met) ? undefined : "too weak";
	}

	/** What spoils a frame's first block, or the last symbols before it; undefined: it is understood. */
	headerLoss(arrival: Arrival): "collided" | "too weak" | undefined {
		const { transmission } = arrival;
		const { capture } = this.#model;
		const from = capture ? arrival.criticalAt : arrival.startedAt;
		const met = this.#exposure(arrival, from, transmission.headerEnd);
		if (this.#collides(met)) return "collided";
		return this.#arrives(arrival, CHANCES.header, headerChance, met) ? undefined : "too weak";
	}

	/** Whether all blocks after the first are understood, each at the noise of its time. */
	payloadArrives(arrival: Arrival): boolean {
		const { transmission, emission, key } = arrival;
		const { headerEnd, announcedEnd, frame } = transmission;
		if (announcedEnd <= headerEnd) return true;
		const met = this.#exposure(arrival, headerEnd, announcedEnd);
		if (this.#collides(met)) return false;
		this.#noteSnr(arrival, met);
		const blocks = payloadBlocks(emission);
		let chance = 1;
		for (const stretch of met.stretches) {
			const marginDb = this.#ratioDb(arrival, stretch.milliwatts) - requiredSnrDb(emission.spreadingFactor);
			const block = this.#chance((margin) => blockChance(margin, emission.codingRate), marginDb);
			chance *= block ** ((blocks * stretch.duration) / (announcedEnd - headerEnd));
		}
		return hopChance(key, frame, CHANCES.payload) < roundedChance(chance);
	}

	/** To noise and jamming, as last looked at, in dB. */
	snrDb(arrival: Arrival): number {
		return arrival.snrDb ?? this.#ratioDb(arrival, 0);
	}

	#exposure(arrival: Arrival, from: Milliseconds, to: Milliseconds): Exposure {
		return exposure(arrival, this.#heard(), from, to, this.#model);
	}

	#collides({ captureDb, marginDb }: Exposure): boolean {
		return captureDb < (this.#model.capture ? CAPTURE_DB : Number.POSITIVE_INFINITY) || marginDb < 0;
	}

	#arrives(arrival: Arrival, what: number, curve: (marginDb: number) => number, met: Exposure): boolean {
		const marginDb = roundedDb(this.#noteSnr(arrival, met) - requiredSnrDb(arrival.emission.spreadingFactor));
		return hopChance(arrival.key, arrival.transmission.frame, what) < this.#chance(curve, marginDb);
	}

	#chance(curve: (marginDb: number) => number, marginDb: number): number {
		return this.#model.loraSim ? Number(marginDb >= 0) : curve(marginDb);
	}

	/** The ratio to the mean noise of this time; the modem is told of it. */
	#noteSnr(arrival: Arrival, { stretches }: Exposure): number {
		let energy = 0;
		let duration = 0;
		for (const stretch of stretches) {
			energy += stretch.milliwatts * stretch.duration;
			duration += stretch.duration;
		}
		const snrDb = this.#ratioDb(arrival, duration > 0 ? energy / duration : 0);
		arrival.snrDb = snrDb;
		if (arrival.signal !== undefined) arrival.signal.snrDb = snrDb;
		return snrDb;
	}

	#ratioDb({ rssiDbm, transmission, emission }: Arrival, interference: number): number {
		const jamming = milliwatts(this.#model.jamming(transmission, this.#name));
		return roundedDb(rssiDbm - decibels(milliwatts(noiseDbm(emission.bandwidthHz)) + jamming + interference));
	}
}

/** Every rung by itself: what a settled link carries in an hour, and what of that the law allows. */

import { timeOnAir } from "../../src/lora/airtime.js";
import { LADDER, type Rung, rungName } from "../../src/negotiation/ladder.js";
import type { TelegramPool } from "../building/telegram-pool.js";
import { ORIGINAL_LADDER, originalAirtime, PAYLOAD_BYTES } from "../original/timing.js";
import { noiseDbm } from "../sim/link-budget.js";
import { Link, type LinkOptions, type Stretch } from "./link.js";

/** What one of the two does on a rung. Times in seconds. */
export interface Carried {
	/** Telegrams in an hour of which the transmitter's airtime is what the law allows at most, or less. */
	lawfulHour: number;
	published: number;
	/** Airtime of the transmitter, and of that how much the law allows in its own band. */
	airtime: number;
	lawful: number;
	lawUsed: number;
	perAirtimeSecond: number;
	bytes: number;
	ageMean: number;
	ageP95: number;
}

export interface RungRow {
	phases: 1 | 3;
	rung: string;
	ours: Carried;
	original: Carried;
	/** Ours over theirs. */
	gain: number;
	gainPerAirtime: number;
}

const HOUR = 3600;
const OUR_DUTY_CYCLE = 0.1;
const ORIGINAL_DUTY_CYCLE = 0.01;
export const OUR_POWER_DBM = 14;
/** Above the limit of a rung: enough to stay, too little to climb. */
const STAYS_DB = 3.3;
/** Where the older project's link is perfect on every rung; it is kept from climbing on. */
const GOOD_PATH_DB = 110;
const HEADER_BYTES = 4;

/** The path on which this product settles on this rung by itself. */
export function pathLossFor(rung: Rung): number {
	return Math.round((marginDb(rung, OUR_POWER_DBM, 0) - STAYS_DB) * 10) / 10;
}

/** Of what arrives, above the level at which half of the frames get through. */
export function marginDb(rung: Rung, powerDbm: number, pathLossDb: number): number {
	const { bandwidthHz, requiredSnrDb } = LADDER[rung];
	return powerDbm - pathLossDb - noiseDbm(bandwidthHz) - requiredSnrDb;
}

export function compareRung(rung: Rung, phases: 1 | 3, seed: number, pool: TelegramPool): RungRow {
	const shared = { phases, seed, pool };
	const ours = settledHour({ ...shared, scheme: "ours", pathLossDb: pathLossFor(rung) }, rung);
	const original = settledHour({ ...shared, scheme: "original", pathLossDb: GOOD_PATH_DB, top: rung }, rung);
	const bytes = HEADER_BYTES + PAYLOAD_BYTES[phases];
	// In the air its frames on SF12/250 last longer than its own would.
	const ownAirtime = originalAirtime(rung, bytes) / (timeOnAir(originalModulation(rung), bytes) / 1000);
	const carried = {
		ours: carriedOf(ours, { telegrams: ours.published, airtime: ours.airtimeSeconds, dutyCycle: OUR_DUTY_CYCLE }),
		original: carriedOf(original, {
			// In its favour those count, too, that it sends and does not publish.
			telegrams: original.telegramFrames,
			airtime: original.airtimeSeconds * ownAirtime,
			dutyCycle: ORIGINAL_DUTY_CYCLE,
		}),
	};
	return {
		...{ phases, rung: rungName(rung), ...carried },
		gain: carried.ours.lawfulHour / carried.original.lawfulHour,
		gainPerAirtime: carried.ours.perAirtimeSecond / carried.original.perAirtimeSecond,
	};
}

function settledHour(options: LinkOptions, rung: Rung): Stretch {
	const link = new Link(options);
	link.runUntil(() => link.settled === rung, HOUR);
	// Until the first template, or the first interval, is over.
	link.runUntil(() => link.hasValues, HOUR / 2);
	link.measure(HOUR / 12);
	if (link.settled !== rung && options.scheme === "ours")
		throw new Error(`on a path of ${options.pathLossDb} dB it is on rung ${link.settled}, not ${rung}`);
	return link.measure(HOUR);
}

function carriedOf(
	{ published, bytes, age }: Stretch,
	{ telegrams, airtime, dutyCycle }: { telegrams: number; airtime: number; dutyCycle: number },
): Carried {
	const lawful = dutyCycle * HOUR;
	return {
		lawfulHour: telegrams * Math.min(1, lawful / airtime),
		...{ published, airtime, lawful, bytes },
		lawUsed: airtime / lawful,
		perAirtimeSecond: telegrams / airtime,
		ageMean: age.mean / 1000,
		ageP95: age.percentile(0.95) / 1000,
	};
}

function originalModulation(rung: Rung) {
	const { spreadingFactor, bandwidthHz } = ORIGINAL_LADDER[rung];
	return { spreadingFactor, bandwidthHz, codingRate: 5, preambleSymbols: 8, payloadCrc: false } as const;
}

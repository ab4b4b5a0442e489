/** The rungs that the two boards climb, slowest and farthest-reaching first. */
import type { Modulation } from "../lora/modulation.js";

/** Index into `LADDER`: 0 is SF12/BW125, where the boards meet; the highest is SF7/BW250. */
export type Rung = number;

export interface LadderStep {
	spreadingFactor: number;
	bandwidthHz: number;
	/**
	 * The least SNR that this spreading factor can be demodulated at, in its own bandwidth (SX1276 datasheet 4.1.1.2,
	 * table 13).
	 */
	requiredSnrDb: number;
}

export const LADDER: readonly LadderStep[] = Object.freeze([
	Object.freeze({ spreadingFactor: 12, bandwidthHz: 125_000, requiredSnrDb: -20 }),
	Object.freeze({ spreadingFactor: 12, bandwidthHz: 250_000, requiredSnrDb: -20 }),
	Object.freeze({ spreadingFactor: 11, bandwidthHz: 250_000, requiredSnrDb: -17.5 }),
	Object.freeze({ spreadingFactor: 10, bandwidthHz: 250_000, requiredSnrDb: -15 }),
	Object.freeze({ spreadingFactor: 9, bandwidthHz: 250_000, requiredSnrDb: -12.5 }),
	Object.freeze({ spreadingFactor: 8, bandwidthHz: 250_000, requiredSnrDb: -10 }),
	Object.freeze({ spreadingFactor: 7, bandwidthHz: 250_000, requiredSnrDb: -7.5 }),
]);

/** Where the boards look for each other: heard the farthest. */
export const RENDEZVOUS: Rung = 0;
export const TOP_RUNG: Rung = LADDER.length - 1;

export function isRung(value: number): value is Rung {
	return Number.isInteger(value) && value >= 0 && value <= TOP_RUNG;
}

export function modulationOf(rung: Rung): Modulation {
	const { spreadingFactor, bandwidthHz } = LADDER[rung];
	return { spreadingFactor, bandwidthHz, codingRate: 5, preambleSymbols: 8 };
}

/** `SF7/250`: how a person reads a rung. */
export function rungName(rung: Rung): string {
	const { spreadingFactor, bandwidthHz } = LADDER[rung];
	return `SF${spreadingFactor}/${bandwidthHz / 1000}`;
}

/** The SNR to expect at rung `to`, from `snrDb` measured at `from`: twice the bandwidth lets in twice the noise. */
export function predictSnrDb(snrDb: number, from: Rung, to: Rung): number {
	const widening = LADDER[to].bandwidthHz / LADDER[from].bandwidthHz;
	const noiseDb = widening === 1 ? 0 : widening > 1 ? 3 : -3;
	return snrDb - noiseDb;
}

/** How many dB there would be to spare at rung `to`, from `snrDb` measured at `from`. */
export function predictMarginDb(snrDb: number, from: Rung, to: Rung): number {
	return predictSnrDb(snrDb, from, to) - LADDER[to].requiredSnrDb;
}

/** With less than this to spare, losses are the rung's fault. */
const SAFE_MARGIN_DB = 4;

/** Whether losses at this rung, heard with `snrDb`, are the rung's own fault: a slower one would lose less. */
export function isWeak(snrDb: number, rung: Rung): boolean {
	return snrDb - LADDER[rung].requiredSnrDb < SAFE_MARGIN_DB;
}

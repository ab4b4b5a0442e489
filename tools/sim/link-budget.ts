/**
 * What noise leaves of a frame: the receiver's noise, the ratios that LoRa needs, and the chance that each part of a
 * frame gets through. Ratios are rounded to thousandths of a decibel and chances to millionths before they decide
 * anything: engines differ in the last bit of a logarithm, and a run must be the same on each.
 */
import type { Emission } from "./on-air.js";

/** With which the required ratios give the datasheet's sensitivities within 1 dB (SX1276 datasheet 5.5.1, gain G1). */
const NOISE_FIGURE_DB = 7;

/** -174 dBm in each hertz, at 290 K. */
const THERMAL_NOISE_DBM = -174;

/** Required signal to noise ratio by spreading factor, 6 to 12 (SX1276 datasheet 4.1.1.2, table 13). */
const REQUIRED_SNR_DB: readonly number[] = Object.freeze([-5, -7.5, -10, -12.5, -15, -17.5, -20]);

/**
 * Of 20 bytes at SF7 and 4/5, in seven blocks after the header, half arrive at the required ratio and 98 % one decibel
 * above it: logistic in decibels for each block, ln(p / (1 - p)) = AT_LIMIT + PER_DB * margin.
 */
const AT_LIMIT = 2.26;
const PER_DB = 3.6;

/**
 * What a coding rate gains over 4/5, by its denominator from 5 on, in dB. 4/5 and 4/6 detect errors and mend none; 4/7
 * and 4/8 mend one bit of a code word. An assumption of the order of what hard decisions on a Hamming code bring.
 */
const CODING_GAIN_DB: readonly number[] = Object.freeze([0, 0.2, 0.7, 1]);

/** The header's block has the best code and, in fewer bits per symbol, room for a bin's error (datasheet 4.1.1.6). */
const HEADER_GAIN_DB = 1.5;

/** A preamble is found by adding symbols up: it is heard where its header is not understood. */
const PREAMBLE_GAIN_DB = 3;

/** The receiver's own noise, in dBm. */
export function noiseDbm(bandwidthHz: number): number {
	return THERMAL_NOISE_DBM + 10 * Math.log10(bandwidthHz) + NOISE_FIGURE_DB;
}

/** In dB, within the signal's own bandwidth. */
export function requiredSnrDb(spreadingFactor: number): number {
	return REQUIRED_SNR_DB[spreadingFactor - 6];
}

/** Level at which half of the frames of 20 bytes at coding rate 4/5 arrive, in dBm. */
export function sensitivityDbm(spreadingFactor: number, bandwidthHz: number): number {
	return roundedDb(noiseDbm(bandwidthHz) + requiredSnrDb(spreadingFactor));
}

/** Blocks of the interleaver after the header's, which also holds the first of the payload (datasheet 4.1.1.7). */
export function payloadBlocks(emission: Omit<Emission, "durationUs">): number {
	const { spreadingFactor, implicitHeader, payload, payloadCrc, lowDataRateOptimize } = emission;
	const nibbles = (implicitHeader ? 0 : 5) + 2 * payload.length + (payloadCrc ? 4 : 0) - (spreadingFactor - 2);
	return Math.max(0, Math.ceil(nibbles / (spreadingFactor - (lowDataRateOptimize ? 2 : 0))));
}

/** Chance that a preamble is noticed, `marginDb` above the required ratio. */
export function preambleChance(marginDb: number): number {
	return roundedChance(logistic(marginDb + PREAMBLE_GAIN_DB));
}

/** Chance that the first block is understood. */
export function headerChance(marginDb: number): number {
	return roundedChance(logistic(marginDb + HEADER_GAIN_DB));
}

/** Chance that a block after the first is understood, not rounded: for products. `codingRate` is the x of 4/x. */
export function blockChance(marginDb: number, codingRate: number): number {
	return logistic(marginDb + CODING_GAIN_DB[codingRate - 5]);
}

function logistic(marginDb: number): number {
	return 1 / (1 + Math.exp(-AT_LIMIT - PER_DB * marginDb));
}

export function roundedDb(db: number): number {
	return Math.round(db * 1000) / 1000;
}

export function roundedChance(chance: number): number {
	return Math.round(chance * 1e6) / 1e6;
}

export function milliwatts(dbm: number): number {
	return 10 ** (dbm / 10);
}

export function decibels(ratio: number): number {
	return 10 * Math.log10(ratio);
}

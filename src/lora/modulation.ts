/** How a LoRa signal is modulated, and what follows from it. */

export type Microseconds = number;

/** Explicit header (but at spreading factor 6, which has none) and payload CRC on, always. */
export interface Modulation {
	/** 6 to 12: chirps of 2^spreadingFactor chips. */
	spreadingFactor: number;
	bandwidthHz: number;
	/** The denominator of the coding rate 4/x. */
	codingRate: 5 | 6 | 7 | 8;
	/** Programmed length; 4.25 more go on air. */
	preambleSymbols: number;
}

/** Above this the chirp drifts within a symbol, and the datasheet mandates the optimisation (4.1.1.6). */
const LONGEST_PLAIN_SYMBOL: Microseconds = 16_000;

/** Time of one symbol: 2^SF / BW (SX1276 datasheet 4.1.1.5). */
export function symbolTime({ spreadingFactor, bandwidthHz }: Modulation): Microseconds {
	return (2 ** spreadingFactor * 1_000_000) / bandwidthHz;
}

/**
 * Whether low data rate optimisation is mandatory: SF11 and SF12 at 125 kHz, and SF12 at 250 kHz (16.384 ms). Both
 * ends must agree, or nothing but the header gets through.
 */
export function needsLowDataRateOptimize(modulation: Modulation): boolean {
	return symbolTime(modulation) > LONGEST_PLAIN_SYMBOL;
}

import { type Microseconds, type Modulation, needsLowDataRateOptimize } from "./modulation.js";

/**
 * Time on air of a frame, from the first preamble symbol to the last of the payload, in whole microseconds
 * (SX1276 datasheet 4.1.1.7). Low data rate optimisation is on where it is mandatory.
 */
export function timeOnAir(modulation: Modulation, payloadBytes: number): Microseconds {
	const { spreadingFactor, bandwidthHz, codingRate, preambleSymbols } = modulation;
	const implicitHeader = spreadingFactor === 6 ? 1 : 0;
	const bits = 8 * payloadBytes - 4 * spreadingFactor + 28 + 16 - 20 * implicitHeader;
	const bitsPerBlock = 4 * (spreadingFactor - (needsLowDataRateOptimize(modulation) ? 2 : 0));
	const payloadSymbols = 8 + Math.max(Math.ceil(bits / bitsPerBlock), 0) * codingRate;
	// In quarter symbols, so that the 4.25 stays an integer.
	const quarters = 4 * (preambleSymbols + payloadSymbols) + 17;
	return Math.ceil((quarters * 2 ** spreadingFactor * 250_000) / bandwidthHz);
}

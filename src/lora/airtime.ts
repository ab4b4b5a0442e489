import {
	hasImplicitHeader,
	type Microseconds,
	type Modulation,
	needsLowDataRateOptimize,
	symbolTime,
} from "./modulation.js";

/**
 * Time on air of a frame, from the first preamble symbol to the last of the payload, in microseconds, exact (SX1276
 * datasheet 4.1.1.7). Low data rate optimisation is on where it is mandatory.
 */
export function timeOnAir(modulation: Modulation, payloadBytes: number): Microseconds {
	const { spreadingFactor, codingRate, preambleSymbols, payloadCrc = true } = modulation;
	const bits =
		8 * payloadBytes - 4 * spreadingFactor + 28 + (payloadCrc ? 16 : 0) - (hasImplicitHeader(modulation) ? 20 : 0);
	const bitsPerBlock = 4 * (spreadingFactor - (needsLowDataRateOptimize(modulation) ? 2 : 0));
	const payloadSymbols = 8 + Math.max(Math.ceil(bits / bitsPerBlock), 0) * codingRate;
	return (preambleSymbols + 4.25 + payloadSymbols) * symbolTime(modulation);
}

/** Where, how often and how loudly one may transmit. */

export interface SubBand {
	/** The operating band's letter in the standard. */
	name: string;
	fromHz: number;
	toHz: number;
	/** Share of any hour that one device may be on the air in this band: 0.01 is 36 s. */
	dutyCycle: number;
	/** Effective radiated power: dBm at the connector, plus the antenna's dBi, less 2.15. */
	maxErpDbm: number;
}

/** ETSI EN 300 220-2 V3.2.1, table B.1: non-specific short range devices, without polite spectrum access. */
export const EU868: readonly SubBand[] = Object.freeze([
	Object.freeze({ name: "K", fromHz: 863_000_000, toHz: 865_000_000, dutyCycle: 0.001, maxErpDbm: 14 }),
	Object.freeze({ name: "L", fromHz: 865_000_000, toHz: 868_000_000, dutyCycle: 0.01, maxErpDbm: 14 }),
	Object.freeze({ name: "M", fromHz: 868_000_000, toHz: 868_600_000, dutyCycle: 0.01, maxErpDbm: 14 }),
	Object.freeze({ name: "N", fromHz: 868_700_000, toHz: 869_200_000, dutyCycle: 0.001, maxErpDbm: 14 }),
	Object.freeze({ name: "P", fromHz: 869_400_000, toHz: 869_650_000, dutyCycle: 0.1, maxErpDbm: 27 }),
	Object.freeze({ name: "Q", fromHz: 869_700_000, toHz: 870_000_000, dutyCycle: 0.01, maxErpDbm: 14 }),
]);

/** Band P: the only one with 10 %, exactly as wide as a 250 kHz signal. */
export const DEFAULT_FREQUENCY_HZ = 869_525_000;

/** Band M, 1 %, for where band P is taken. */
export const ALTERNATIVE_FREQUENCY_HZ = 868_300_000;

/**
 * The sub-band that a channel lies in, or undefined where there is none: the whole occupied bandwidth must be inside
 * one (EN 300 220-1), so 868.000 MHz, astride L and M, has none.
 */
export function subBandOf(frequencyHz: number, bandwidthHz: number): SubBand | undefined {
	const fromHz = frequencyHz - bandwidthHz / 2;
	const toHz = frequencyHz + bandwidthHz / 2;
	return EU868.find((band) => fromHz >= band.fromHz && toHz <= band.toHz);
}

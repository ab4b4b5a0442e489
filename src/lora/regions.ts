/** Where, how often and how loudly one may transmit. */

export interface SubBand {
	/** The operating band's letter in the standard; 433 for the only one there. */
	name: string;
	fromHz: number;
	toHz: number;
	/** Share of any hour that one device may be on the air in this band: 0.01 is 36 s. */
	dutyCycle: number;
	/** Effective radiated power: `erpDbm`. */
	maxErpDbm: number;
}

/**
 * ETSI EN 300 220-2 V3.2.1, table B.1, and ERC/REC 70-03, annex 1: non-specific short range devices. Left out are what a
 * signal of 250 kHz does not fit into (500 mW in four channels of 200 kHz between 865.6 and 867.6 MHz; 5 mW without duty
 * cycle lies within Q) and what is kept for alarms (868.6-868.7, 869.2-869.4, 869.65-869.7 MHz). Polite spectrum access
 * (EN 300 220-1, 5.21) could replace the duty cycle in these bands; this product keeps the duty cycle everywhere.
 */
export const EU868: readonly SubBand[] = Object.freeze([
	subBand("K", 863_000_000, 865_000_000, 0.001, 14),
	subBand("L", 865_000_000, 868_000_000, 0.01, 14),
	subBand("M", 868_000_000, 868_600_000, 0.01, 14),
	subBand("N", 868_700_000, 869_200_000, 0.001, 14),
	subBand("P", 869_400_000, 869_650_000, 0.1, 27),
	subBand("Q", 869_700_000, 870_000_000, 0.01, 14),
]);

/** The same tables: 10 mW and 10 %. (1 mW without a duty cycle is too little to be of use here.) */
export const EU433: readonly SubBand[] = Object.freeze([subBand("433", 433_050_000, 434_790_000, 0.1, 10)]);

function subBand(name: string, fromHz: number, toHz: number, dutyCycle: number, maxErpDbm: number): SubBand {
	return Object.freeze({ name, fromHz, toHz, dutyCycle, maxErpDbm });
}

/** Band P: the only one with 10 %, exactly as wide as a 250 kHz signal. */
export const DEFAULT_FREQUENCY_HZ = 869_525_000;

/** Band M, 1 %, for where band P is taken. */
export const ALTERNATIVE_FREQUENCY_HZ = 868_300_000;

export const DEFAULT_REGION = "EU868";

/** Of the rod that comes with most boards. */
export const DEFAULT_ANTENNA_GAIN_DBI = 2;

export interface Region {
	name: string;
	subBands: readonly SubBand[];
	/** The channels that a pair can use, none of them over another; the index is bound into every frame. */
	channelsHz: readonly number[];
	/** Of these, where boards can meet: the first unless they are set to another. */
	meetingsHz: readonly number[];
	/** At the connector, with which a rod of 2 dBi stays within every sub-band of these channels. */
	defaultPowerDbm: number;
}

export const REGIONS: readonly Region[] = Object.freeze([
	Object.freeze({
		name: "EU868",
		subBands: EU868,
		// Band L between the four channels that RFID readers have with 2 W (865.7, 866.3, 866.9, 867.5 MHz), then Q.
		channelsHz: Object.freeze([
			...[DEFAULT_FREQUENCY_HZ, ALTERNATIVE_FREQUENCY_HZ],
			...[865_150_000, 865_450_000, 866_000_000, 866_600_000, 867_200_000, 867_750_000, 869_850_000],
		]),
		meetingsHz: Object.freeze([DEFAULT_FREQUENCY_HZ, ALTERNATIVE_FREQUENCY_HZ]),
		defaultPowerDbm: 14,
	}),
	Object.freeze({
		name: "EU433",
		subBands: EU433,
		// To both sides of 433.92 MHz, where remote controls and weather stations are.
		channelsHz: Object.freeze([434_500_000, 433_300_000, 434_200_000, 433_600_000]),
		meetingsHz: Object.freeze([434_500_000, 433_300_000]),
		defaultPowerDbm: 10,
	}),
]);

/** Why frames of up to 4 s, of 125 and 250 kHz, on one channel, are not lawful there. */
const REFUSED: Readonly<Record<string, string>> = Object.freeze({
	US915: "one channel needs 500 kHz there, or hops at least every 400 ms (47 CFR 15.247)",
	AU915: "one channel needs 500 kHz there, or hops at least every 400 ms (AS/NZS 4268)",
	AS923: "several of its countries allow no transmission longer than 400 ms, others want listen before talk",
	IN865: "a channel is 200 kHz wide at most there (GSR 564(E)), the ladder needs 250",
	KR920: "a channel is 200 kHz wide at most there, and must be listened to before each transmission",
	CN470: "no transmission may be longer than 1 s there, nor wider than 200 kHz",
});

export type FoundRegion = { ok: true; region: Region } | { ok: false; reason: string };

/** The region of this name; or why there is none, as a sentence for a person. */
export function regionNamed(name: string): FoundRegion {
	const region = REGIONS.find((candidate) => candidate.name === name);
	if (region !== undefined) return { ok: true, region };
	const why = REFUSED[name];
	const known = REGIONS.map((candidate) => candidate.name).join(" or ");
	return {
		ok: false,
		reason:
			why === undefined
				? `region is "${name}": ${known} is wanted, so nothing is sent`
				: `region ${name} is not supported, so nothing is sent: ${why}`,
	};
}

/**
 * The sub-band that a channel lies in, or undefined where there is none: the whole occupied bandwidth must be inside
 * one (EN 300 220-1), so 868.000 MHz, astride L and M, has none.
 */
export function subBandOf(
	frequencyHz: number,
	bandwidthHz: number,
	subBands: readonly SubBand[] = EU868,
): SubBand | undefined {
	const fromHz = frequencyHz - bandwidthHz / 2;
	const toHz = frequencyHz + bandwidthHz / 2;
	return subBands.find((band) => fromHz >= band.fromHz && toHz <= band.toHz);
}

/** The most that is lawful at the connector, in whole dBm: what a radio can be told. */
export function mostPowerDbm({ maxErpDbm }: SubBand, antennaGainDbi: number): number {
	return Math.floor(maxErpDbm - erpDbm(0, antennaGainDbi));
}

/** Effective radiated power: that at the connector, with the antenna's gain, over that of a dipole (2.15 dBi). */
export function erpDbm(powerDbm: number, antennaGainDbi: number): number {
	return powerDbm + antennaGainDbi - 2.15;
}

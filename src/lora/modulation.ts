/** How a LoRa signal is modulated, and what follows from it. */

export type Microseconds = number;

export interface Modulation {
	/** 6 to 12: chirps of 2^spreadingFactor chips. 6 has no explicit header. */
	readonly spreadingFactor: number;
	/** By the datasheet's round name: 7_800 stands for 7_812.5. One of `BANDWIDTHS`. */
	readonly bandwidthHz: number;
	/** The denominator of the coding rate 4/x. */
	readonly codingRate: 5 | 6 | 7 | 8;
	/** Programmed length; 4.25 more go on air. */
	readonly preambleSymbols: number;
	/**
	 * Frames without a header, all of this many bytes. Length, coding rate and CRC are then what both ends were told.
	 * With a header when left out.
	 */
	readonly implicitLength?: number | undefined;
	/** On when left out. Without, damage goes unnoticed, and a header damaged in just that bit looks the same. */
	readonly payloadCrc?: boolean | undefined;
}

export interface Bandwidth {
	/** RegModemConfig1, bits 7 to 4. */
	readonly code: number;
	/** 500 kHz by this is the exact bandwidth, and 2 us times this the exact time of a chip. */
	readonly divisor: number;
}

/** By its round name in hertz (SX1276 datasheet, table 14 and RegModemConfig1). */
export const BANDWIDTHS: Readonly<Record<number, Bandwidth>> = Object.freeze({
	7800: Object.freeze({ code: 0, divisor: 64 }),
	10400: Object.freeze({ code: 1, divisor: 48 }),
	15600: Object.freeze({ code: 2, divisor: 32 }),
	20800: Object.freeze({ code: 3, divisor: 24 }),
	31250: Object.freeze({ code: 4, divisor: 16 }),
	41700: Object.freeze({ code: 5, divisor: 12 }),
	62500: Object.freeze({ code: 6, divisor: 8 }),
	125000: Object.freeze({ code: 7, divisor: 4 }),
	250000: Object.freeze({ code: 8, divisor: 2 }),
	500000: Object.freeze({ code: 9, divisor: 1 }),
});

const CHIP_AT_500_KHZ: Microseconds = 2;

/** Above this the chirp drifts within a symbol, and the datasheet mandates the optimisation (4.1.1.6). */
const LONGEST_PLAIN_SYMBOL: Microseconds = 16_000;

/** Throws a RangeError for a bandwidth that the chip doesn't have. */
export function bandwidthOf({ bandwidthHz }: Modulation): Bandwidth {
	const bandwidth = BANDWIDTHS[bandwidthHz];
	if (bandwidth === undefined) {
		throw new RangeError(
			`modulation.bandwidthHz is ${bandwidthHz}: one of ${Object.keys(BANDWIDTHS).join(", ")} is wanted`,
		);
	}
	return bandwidth;
}

/** Time of one symbol, 2^SF / BW, exact (SX1276 datasheet 4.1.1.5). */
export function symbolTime(modulation: Modulation): Microseconds {
	return (CHIP_AT_500_KHZ << modulation.spreadingFactor) * bandwidthOf(modulation).divisor;
}

/**
 * Whether low data rate optimisation is mandatory: SF11 and SF12 at 125 kHz, and SF12 at 250 kHz (16.384 ms), to name
 * the usual ones. Both ends must agree, or nothing but the header gets through.
 */
export function needsLowDataRateOptimize(modulation: Modulation): boolean {
	return symbolTime(modulation) > LONGEST_PLAIN_SYMBOL;
}

/** Spreading factor 6 can't do without. */
export function hasImplicitHeader({ spreadingFactor, implicitLength }: Modulation): boolean {
	return spreadingFactor === 6 || implicitLength !== undefined;
}

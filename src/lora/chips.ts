/** What sets the members of the family apart: ports, frequencies, spreading factors. */

/** Which of the two receivers, by frequency: they differ in RSSI offset, errata and calibration. */
export type Port = "LF" | "HF";

/** A range of frequencies that the synthesizer covers. */
export interface Band {
	readonly port: Port;
	readonly fromHz: number;
	readonly toHz: number;
	/** 250 and 500 kHz are not supported at 169 MHz (datasheet 4.1.1.4). */
	readonly widestHz: number;
}

export interface Chip {
	readonly bands: readonly Band[];
	readonly highestSpreadingFactor: number;
}

export type ChipName = "SX1276" | "SX1277" | "SX1278" | "SX1279";

function band(port: Port, fromMHz: number, toMHz: number, widestHz = 500_000): Band {
	return Object.freeze({ port, fromHz: fromMHz * 1_000_000, toHz: toMHz * 1_000_000, widestHz });
}

const ALL_BANDS = Object.freeze([band("LF", 137, 175, 125_000), band("LF", 410, 525), band("HF", 862, 1020)]);

/** SX1276/77/78/79 datasheet (rev. 7), tables 2 and 32. */
export const CHIPS: Readonly<Record<ChipName, Chip>> = Object.freeze({
	SX1276: Object.freeze({ bands: ALL_BANDS, highestSpreadingFactor: 12 }),
	SX1277: Object.freeze({ bands: ALL_BANDS, highestSpreadingFactor: 9 }),
	SX1278: Object.freeze({
		bands: Object.freeze([band("LF", 137, 175, 125_000), band("LF", 410, 525)]),
		highestSpreadingFactor: 12,
	}),
	SX1279: Object.freeze({
		bands: Object.freeze([band("LF", 137, 160, 125_000), band("LF", 410, 480), band("HF", 779, 960)]),
		highestSpreadingFactor: 12,
	}),
});

/** Between the highest of the LF port and the lowest of the HF port, whatever the chip. */
const PORT_BOUNDARY_HZ = 700_000_000;

export function portOf(frequencyHz: number): Port {
	return frequencyHz < PORT_BOUNDARY_HZ ? "LF" : "HF";
}

/** Where a port is calibrated that the radio is not tuned to (as the datasheet's own examples have it). */
const CALIBRATION_HZ: Readonly<Record<Port, number>> = Object.freeze({ LF: 434_000_000, HF: 868_000_000 });

/** One frequency for each port that the chip has, so that both can be used; the port in use comes last. */
export function calibrationFrequencies({ bands }: Chip, frequencyHz: number): readonly number[] {
	const used = portOf(frequencyHz);
	const other: Port = used === "LF" ? "HF" : "LF";
	return bands.some(({ port }) => port === other) ? [CALIBRATION_HZ[other], frequencyHz] : [frequencyHz];
}

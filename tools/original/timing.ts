/** The older project's constants of time: `loraConfig` and `loraUpdate`, the same in both of its programs. */
import type { Milliseconds } from "../../src/clock.js";
import { frameDurationUs } from "../sim/on-air.js";

export interface OriginalRung {
	readonly spreadingFactor: number;
	readonly bandwidthHz: number;
	/** Between two calibration telegrams. */
	readonly pause: Milliseconds;
	/** How long a rung is calibrated. */
	readonly calibration: Milliseconds;
	/** Between two telegrams of a meter with one phase, and with three. */
	readonly interval: { readonly 1: Milliseconds; readonly 3: Milliseconds };
	/** So many telegrams in a row without a matching acknowledgement, and it looks for the other board anew. */
	readonly acceptedLosses: number;
}

function rung(
	spreadingFactor: number,
	kilohertz: number,
	[pause, calibration]: readonly [number, number],
	[one, three]: readonly [Milliseconds, Milliseconds],
	acceptedLosses: number,
): OriginalRung {
	const interval = Object.freeze({ 1: one, 3: three });
	return Object.freeze({
		spreadingFactor,
		bandwidthHz: kilohertz * 1000,
		pause: pause * 1000,
		calibration: calibration * 1000,
		interval,
		acceptedLosses,
	});
}

/**
 * SF11's losses are SF12's: its branch asks for SF8 a second time and is never taken, so that the value before stays,
 * 25 after a start. The least favourable of them would be 3; 25 is taken.
 */
export const ORIGINAL_LADDER: readonly OriginalRung[] = Object.freeze([
	rung(12, 125, [8, 38], [230_474, 372_346], 3),
	rung(12, 250, [3, 20], [107_207, 173_169], 3),
	rung(11, 250, [2, 10], [57_803, 93_369], 25),
	rung(10, 250, [2, 8], [31_099, 50_238], 9),
	rung(9, 250, [2, 8], [16_700, 26_977], 15),
	rung(8, 250, [2, 8], [9_000, 14_538], 21),
	rung(7, 250, [1, 8], [4_500, 7_000], 26),
]);

/** Between discoveries, how many of them, and how long it then waits. */
export const DISCOVERY_PAUSE: Milliseconds = 6000;
export const DISCOVERIES = 7;
export const DISCOVERY_REST: Milliseconds = 180_000;

/** After a calibration, for the last acknowledgement. */
export const CALIBRATION_END: Milliseconds = 4500;

/** Without any answer for so long the transmitter, and without any telegram the receiver, begin anew. */
export const TRANSMITTER_PATIENCE: Milliseconds = 300_000;
export const RECEIVER_PATIENCE: Milliseconds = 180_000;

/** Before the receiver answers: a beacon, a calibration telegram, a telegram. */
export const BEACON_ANSWER_DELAY: Milliseconds = 200;
export const CALIBRATION_ANSWER_DELAY: Milliseconds = 20;
export const ANSWER_DELAY: Milliseconds = 200;

/** Bytes of a telegram's frame: a header of four, and 12 or 24 numbers of 32 bits. */
export const PAYLOAD_BYTES = Object.freeze({ 1: 48, 3: 96 });

/**
 * How long its own frames last, header of four bytes included: CRC off, and the optimisation for low data rates set by its
 * library's whole numbers, by which SF12/250 does without.
 */
export function originalAirtime(rung: number, bytes: number): Milliseconds {
	const { spreadingFactor, bandwidthHz } = ORIGINAL_LADDER[rung];
	const symbol = Math.trunc(1000 / Math.trunc(bandwidthHz / 2 ** spreadingFactor));
	const emission = {
		...{ spreadingFactor, bandwidthHz, lowDataRateOptimize: symbol > 16, payload: new Uint8Array(bytes) },
		...{ frequencyHz: 868_000_000, syncWord: 0xf3, invertedIq: false, implicitHeader: false },
		...{ codingRate: 5, preambleSymbols: 8, payloadCrc: false, powerDbm: 17 },
	};
	return frameDurationUs(emission) / 1000;
}

/** What a radio's settings mean in registers: pure computations, without a chip. */
import { type Modulation, needsLowDataRateOptimize } from "./modulation.js";
import { Register } from "./registers.js";

export interface RadioSettings {
	/** Centre of the channel, 862 to 1020 MHz: the part of the HF port that the errata and RSSI offset here are for. */
	frequencyHz: number;
	/** At the PA_BOOST pin, 2 to 17 dBm. */
	powerDbm: number;
	/** 0x34 is LoRaWAN's. */
	syncWord: number;
	/** Spreading factor 7 to 12: 6 needs the implicit header. */
	modulation: Modulation;
}

/** Register addresses with the values to write, in order. */
export type RegisterValues = readonly (readonly [register: number, value: number])[];

const CRYSTAL_HZ = 32_000_000;

/**
 * Bits 7 to 4 of RegModemConfig1. The narrower ones want a temperature compensated oscillator, and errata note 2.3
 * shifts their receive frequency.
 */
const BANDWIDTH_CODES: Readonly<Record<number, number>> = Object.freeze({
	62500: 6,
	125000: 7,
	250000: 8,
	500000: 9,
});

/** Written once after a reset. */
export const FRONT_END_REGISTERS: RegisterValues = Object.freeze([
	[Register.FifoTxBaseAddr, 0x00],
	[Register.FifoRxBaseAddr, 0x00], // the FIFO's 256 bytes for either direction, never for both
	[Register.MaxPayloadLength, 0xff],
	[Register.Lna, 0x23], // highest gain, boosted on the HF port
	[Register.Ocp, 0x2b], // 100 mA; 17 dBm draw 90
	[Register.PaDac, 0x84], // not the +20 dBm mode
	[Register.DetectionThreshold, 0x0a], // spreading factors 7 to 12
]);

/** Errata 2.1: sensitivity at 500 kHz (862 to 1020 MHz). Errata 2.3: the automatic intermediate frequency is right. */
const WIDE_REGISTERS: RegisterValues = Object.freeze([
	[Register.HighBwOptimize1, 0x02],
	[Register.HighBwOptimize2, 0x64],
	[Register.DetectOptimize, 0xc3],
]);

/** Errata 2.1: 0x03 undoes it. Errata 2.3: below 500 kHz the automatic one lets spurious signals in. */
const NARROW_REGISTERS: RegisterValues = Object.freeze([
	[Register.HighBwOptimize1, 0x03],
	[Register.DetectOptimize, 0x43],
	[Register.IfFreq2, 0x40],
	[Register.IfFreq1, 0x00],
]);

/** What the errata want at this bandwidth. */
export function errataRegisters({ bandwidthHz }: Modulation): RegisterValues {
	return bandwidthHz === 500_000 ? WIDE_REGISTERS : NARROW_REGISTERS;
}

/** What the two ends of a link must agree on, and the power. */
export function channelRegisters({ frequencyHz, powerDbm, syncWord, modulation }: RadioSettings): RegisterValues {
	const { spreadingFactor, bandwidthHz, codingRate, preambleSymbols } = modulation;
	const lowDataRateOptimize = needsLowDataRateOptimize(modulation) ? 0x08 : 0x00;
	return [
		...frequencyRegisters(frequencyHz),
		[Register.PaConfig, 0xf0 | (powerDbm - 2)], // PA_BOOST: 17 - (15 - OutputPower) dBm (datasheet 5.4.2)
		[Register.ModemConfig1, (BANDWIDTH_CODES[bandwidthHz] << 4) | ((codingRate - 4) << 1)], // explicit header
		[Register.ModemConfig2, (spreadingFactor << 4) | 0x04], // payload CRC on
		[Register.ModemConfig3, lowDataRateOptimize | 0x04], // automatic gain control on
		[Register.PreambleMsb, preambleSymbols >> 8],
		[Register.PreambleLsb, preambleSymbols & 0xff],
		[Register.SyncWord, syncWord],
	];
}

/** RegFrf in steps of 61.035 Hz (datasheet 4.1.4). The least significant byte takes the others over: it is last. */
export function frequencyRegisters(frequencyHz: number): RegisterValues {
	const steps = Math.round((frequencyHz * 2 ** 19) / CRYSTAL_HZ);
	return [
		[Register.FrfMsb, steps >> 16],
		[Register.FrfMid, (steps >> 8) & 0xff],
		[Register.FrfLsb, steps & 0xff],
	];
}

/** Throws a RangeError that names the setting, its value and its range. */
export function checkSettings({ frequencyHz, powerDbm, syncWord, modulation }: RadioSettings): void {
	checkInteger("frequencyHz", frequencyHz, 862_000_000, 1_020_000_000);
	checkInteger("powerDbm", powerDbm, 2, 17);
	checkInteger("syncWord", syncWord, 0, 0xff);
	checkInteger("modulation.spreadingFactor", modulation.spreadingFactor, 7, 12);
	checkInteger("modulation.codingRate", modulation.codingRate, 5, 8);
	checkInteger("modulation.preambleSymbols", modulation.preambleSymbols, 6, 0xffff);
	if (BANDWIDTH_CODES[modulation.bandwidthHz] === undefined)
		throw new RangeError(
			`modulation.bandwidthHz is ${modulation.bandwidthHz}: one of ${Object.keys(BANDWIDTH_CODES).join(", ")} is wanted`,
		);
}

function checkInteger(name: string, value: number, from: number, to: number): void {
	if (!(Number.isInteger(value) && value >= from && value <= to))
		throw new RangeError(`${name} is ${value}: a whole number from ${from} to ${to} is wanted`);
}

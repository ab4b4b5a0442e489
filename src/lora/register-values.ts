/** What a radio's settings mean in registers: pure computations, without a chip. */
import { portOf } from "./chips.js";
import {
	type Bandwidth,
	bandwidthOf,
	hasImplicitHeader,
	type Modulation,
	needsLowDataRateOptimize,
} from "./modulation.js";
import { Field, put, Register } from "./registers.js";
import type { RadioSettings } from "./settings.js";

/** Register addresses with the values to write, in order. */
export type RegisterValues = readonly (readonly [register: number, value: number])[];

const CRYSTAL_HZ = 32_000_000;

/** The chip's own, where nobody has asked for another one. */
export const USUAL_SYMBOL_TIMEOUT = 0x64;

/** Written once after a reset. */
export const FRONT_END_REGISTERS: RegisterValues = Object.freeze([
	[Register.FifoTxBaseAddr, 0x00],
	[Register.FifoRxBaseAddr, 0x00], // the FIFO's 256 bytes for either direction, never for both
	[Register.MaxPayloadLength, 0xff],
	[Register.HopPeriod, 0x00],
	[Register.IrqFlagsMask, 0x00],
	[Register.Lna, put(Field.Lna.LnaGain, 1) | put(Field.Lna.LnaBoostHf, 3)],
]);

/** RegFrf in steps of 61.035 Hz (datasheet 4.1.4). The least significant byte takes the others over: it is last. */
export function frequencyRegisters(frequencyHz: number): RegisterValues {
	const steps = Math.round((frequencyHz * 2 ** 19) / CRYSTAL_HZ);
	return [
		[Register.FrfMsb, steps >> 16],
		[Register.FrfMid, (steps >> 8) & 0xff],
		[Register.FrfLsb, steps & 0xff],
	];
}

/** Everything but what differs between transmitting and receiving. */
export function channelRegisters(settings: RadioSettings): RegisterValues {
	const { syncWord, modulation } = settings;
	const { preambleSymbols, implicitLength } = modulation;
	return [
		...powerRegisters(settings),
		...modulationRegisters(modulation),
		// Some are deaf, whatever the mode, with none (LoRaMac-node #885).
		[Register.SymbTimeoutLsb, USUAL_SYMBOL_TIMEOUT],
		[Register.PreambleMsb, preambleSymbols >> 8],
		[Register.PreambleLsb, preambleSymbols & 0xff],
		...(implicitLength === undefined ? [] : ([[Register.PayloadLength, implicitLength]] as const)),
		[Register.SyncWord, syncWord],
		...bandwidthRegisters(settings),
	];
}

/** RegModemConfig, and what spreading factor 6 wants of the detector (datasheet 4.1.1.2). */
function modulationRegisters(modulation: Modulation): RegisterValues {
	const { spreadingFactor, codingRate } = modulation;
	const { ImplicitHeaderModeOn, CodingRate, Bw } = Field.ModemConfig1;
	const { LowDataRateOptimize, AgcAutoOn } = Field.ModemConfig3;
	return [
		[
			Register.ModemConfig1,
			put(Bw, bandwidthOf(modulation).code) |
				put(CodingRate, codingRate - 4) |
				put(ImplicitHeaderModeOn, hasImplicitHeader(modulation) ? 1 : 0),
		],
		[Register.ModemConfig2, modemConfig2(modulation)],
		[Register.ModemConfig3, put(LowDataRateOptimize, needsLowDataRateOptimize(modulation) ? 1 : 0) | put(AgcAutoOn, 1)],
		[Register.DetectionThreshold, spreadingFactor === 6 ? 0x0c : 0x0a],
	];
}

/** After how many symbols without a preamble a single reception ends, 4 to 1023 (datasheet 4.1.5). */
export function symbolTimeoutRegisters(modulation: Modulation, symbols: number): RegisterValues {
	return [
		[Register.ModemConfig2, modemConfig2(modulation) | put(Field.ModemConfig2.SymbTimeoutMsb, symbols >> 8)],
		[Register.SymbTimeoutLsb, symbols & 0xff],
	];
}

function modemConfig2({ spreadingFactor, payloadCrc = true }: Modulation): number {
	const { SpreadingFactor, RxPayloadCrcOn } = Field.ModemConfig2;
	return put(SpreadingFactor, spreadingFactor) | put(RxPayloadCrcOn, payloadCrc ? 1 : 0);
}

/**
 * RegDetectOptimize and the errata, which both go by bandwidth.
 *
 * Errata note 2.1, sensitivity at 500 kHz: by port; at other bandwidths 0x03 lets the chip choose again.
 * Errata note 2.3, spurious reception below 500 kHz: no automatic intermediate frequency, but one by bandwidth.
 */
function bandwidthRegisters({ frequencyHz, modulation }: RadioSettings): RegisterValues {
	const bandwidth = bandwidthOf(modulation);
	const widest = bandwidth.divisor === 1;
	const { AutomaticIFOn, Reserved, DetectionOptimize } = Field.DetectOptimize;
	const detectOptimize =
		put(AutomaticIFOn, widest ? 1 : 0) |
		put(Reserved, 0b1000) |
		put(DetectionOptimize, modulation.spreadingFactor === 6 ? 5 : 3);
	if (widest) {
		return [
			[Register.DetectOptimize, detectOptimize],
			[Register.HighBwOptimize1, 0x02],
			[Register.HighBwOptimize2, portOf(frequencyHz) === "HF" ? 0x64 : 0x7f],
		];
	}
	return [
		[Register.DetectOptimize, detectOptimize],
		[Register.IfFreq2, intermediateFrequency(bandwidth)],
		[Register.IfFreq1, 0x00],
		[Register.HighBwOptimize1, 0x03],
	];
}

/** RegIfFreq2 of errata note 2.3: 7.8 kHz, up to 41.7 kHz, above. */
function intermediateFrequency({ divisor }: Bandwidth): number {
	if (divisor === 64) return 0x48;
	return needsReceiveShift(divisor) ? 0x44 : 0x40;
}

/** Up to 41.7 kHz the receiver is tuned one bandwidth higher than what it is to hear (errata note 2.3). */
function needsReceiveShift(divisor: number): boolean {
	return divisor >= 12;
}

/** Before each transmission, where `differByDirection`. */
export function transmitRegisters({ frequencyHz, invertTransmitIq = false }: RadioSettings): RegisterValues {
	return [...frequencyRegisters(frequencyHz), ...iqRegisters(false, invertTransmitIq)];
}

/** Before each reception, where `differByDirection`. */
export function receiveRegisters({ frequencyHz, modulation, invertReceiveIq = false }: RadioSettings): RegisterValues {
	const { divisor } = bandwidthOf(modulation);
	const shiftHz = needsReceiveShift(divisor) ? 500_000 / divisor : 0;
	return [...frequencyRegisters(frequencyHz + shiftHz), ...iqRegisters(invertReceiveIq, false)];
}

/** Whether transmitting and receiving want other registers; usually they don't. */
export function differByDirection({ modulation, invertReceiveIq, invertTransmitIq }: RadioSettings): boolean {
	return needsReceiveShift(bandwidthOf(modulation).divisor) || invertReceiveIq === true || invertTransmitIq === true;
}

/** Of use in one direction at a time: RegInvertIQ2 serves both. */
function iqRegisters(receiveInverted: boolean, transmitInverted: boolean): RegisterValues {
	const { InvertIQRx, Reserved, TxNotInverted } = Field.InvertIQ;
	return [
		[
			Register.InvertIQ,
			put(InvertIQRx, receiveInverted ? 1 : 0) | put(Reserved, 0b10011) | put(TxNotInverted, transmitInverted ? 0 : 1),
		],
		[Register.InvertIQ2, receiveInverted || transmitInverted ? 0x19 : 0x1d],
	];
}

/** Of `powerDbm` at the pin, and the current to stop at (datasheet 5.4.2 to 5.4.4). */
function powerRegisters({ powerOutput = "PA_BOOST", powerDbm }: RadioSettings): RegisterValues {
	const { PaSelect, MaxPower, OutputPower } = Field.PaConfig;
	const high = powerOutput === "PA_BOOST" && powerDbm > 17;
	// PA_BOOST: 17 - (15 - OutputPower), 3 dB more in the +20 dBm mode. RFO: Pmax - (15 - OutputPower), where Pmax is
	// 10.8 + 0.6 MaxPower: 15 dBm at most; 10.8 for what is below 0 dBm, in round numbers.
	const paConfig =
		powerOutput === "PA_BOOST"
			? put(PaSelect, 1) | put(MaxPower, 7) | put(OutputPower, powerDbm - (high ? 5 : 2))
			: put(PaSelect, 0) |
				put(MaxPower, powerDbm < 0 ? 0 : 7) |
				put(OutputPower, powerDbm < 0 ? powerDbm + 4 : powerDbm);
	return [
		[Register.PaConfig, paConfig],
		[Register.PaDac, put(Field.PaDac.Reserved, 0b10000) | put(Field.PaDac.PaDac, high ? 7 : 4)],
		[Register.Ocp, put(Field.Ocp.OcpOn, 1) | put(Field.Ocp.OcpTrim, currentTrim(high ? 140 : 100))],
	];
}

/** OcpTrim for a limit of 45 to 240 mA (datasheet 5.4.4). 17 dBm draw 90 mA, 20 dBm 120 mA. */
function currentTrim(milliamperes: number): number {
	return milliamperes <= 120 ? (milliamperes - 45) / 5 : (milliamperes + 30) / 10;
}

/**
 * What the SX1276's registers make of a signal, and a signal of its status registers: the chip model's own reading of
 * the datasheet, independent of the driver's, so that each checks the other.
 */
import { type Emission, frameDurationUs, type Signal, type Tuning } from "./on-air.js";
import { R } from "./sx1276-registers.js";

/** 500 kHz divided by this is the bandwidth; by bits 7 to 4 of RegModemConfig1. */
const BANDWIDTH_DIVISORS: readonly number[] = Object.freeze([64, 48, 32, 24, 16, 12, 8, 4, 2, 1]);

const WIDEST_HZ = 500_000;

/** Below, the LF port receives; above, the HF port. Neither covers what is between 525 and 779 MHz. */
const PORT_BOUNDARY_HZ = 700e6;

export type Port = "LF" | "HF";

/**
 * By frequency, as the chip's bands are. LowFrequencyModeOn opens the port's own registers, and drivers that leave it
 * alone work on either port.
 */
export function portOf(frequencyHz: number): Port {
	return frequencyHz < PORT_BOUNDARY_HZ ? "LF" : "HF";
}

/** Zero of the RSSI registers, in dBm (5.5.5). */
const RSSI_OFFSET_DBM: Readonly<Record<Port, number>> = Object.freeze({ LF: -164, HF: -157 });

/** What RegFrf asks for, with a perfect crystal (4.1.4): steps of 32 MHz / 2^19. */
export function nominalHz(frf: number): number {
	return (frf * 15_625) / 256;
}

/** Whether the modem's registers hold a bandwidth, spreading factor and coding rate that exist. */
export function isModulation(lora: Uint8Array): boolean {
	const spreadingFactor = lora[R.ModemConfig2] >> 4;
	const codingRate = (lora[R.ModemConfig1] >> 1) & 0x07;
	return (
		lora[R.ModemConfig1] >> 4 < BANDWIDTH_DIVISORS.length &&
		spreadingFactor >= 6 &&
		spreadingFactor <= 12 &&
		codingRate >= 1 &&
		codingRate <= 4
	);
}

export function bandwidthHz(lora: Uint8Array): number {
	return WIDEST_HZ / BANDWIDTH_DIVISORS[lora[R.ModemConfig1] >> 4];
}

/** What both directions go by. `scale` is how fast the crystal runs: 1.00001 at 10 ppm. */
function tuningOf(lora: Uint8Array, carrierHz: number, scale: number, invertedIq: boolean): Tuning {
	return {
		frequencyHz: Math.round(carrierHz * scale),
		bandwidthHz: bandwidthHz(lora),
		spreadingFactor: lora[R.ModemConfig2] >> 4,
		syncWord: lora[R.SyncWord],
		invertedIq,
		implicitHeader: (lora[R.ModemConfig1] & 0x01) !== 0,
		lowDataRateOptimize: (lora[R.ModemConfig3] & 0x08) !== 0,
	};
}

/** InvertIQRx: 1 inverts. */
export function invertsReceive(lora: Uint8Array): boolean {
	return (lora[R.InvertIQ] & 0x40) !== 0;
}

/** InvertIQTx: 0 inverts, against what the datasheet's text says; its reset value and every driver in use agree. */
export function invertsTransmit(lora: Uint8Array): boolean {
	return (lora[R.InvertIQ] & 0x01) === 0;
}

/**
 * What the receiver is tuned to. With the intermediate frequency that errata note 2.3 prescribes for 41.7 kHz and
 * less, it hears one bandwidth below RegFrf: so the note has the driver add it.
 */
export function receiverTuning(lora: Uint8Array, frf: number, scale: number): Tuning {
	const automaticIf = (lora[R.DetectOptimize] & 0x80) !== 0;
	const bandwidth = bandwidthHz(lora);
	const shiftHz = !automaticIf && bandwidth < 50_000 ? bandwidth : 0;
	return tuningOf(lora, nominalHz(frf) - shiftHz, scale, invertsReceive(lora));
}

/** What leaves the antenna connector. */
export function emissionOf(lora: Uint8Array, frf: number, scale: number, payload: Uint8Array): Emission {
	const frame = {
		...tuningOf(lora, nominalHz(frf), scale, invertsTransmit(lora)),
		codingRate: ((lora[R.ModemConfig1] >> 1) & 0x07) + 4,
		preambleSymbols: (lora[R.PreambleMsb] << 8) | lora[R.PreambleLsb],
		payloadCrc: (lora[R.ModemConfig2] & 0x04) !== 0,
		powerDbm: outputPowerDbm(lora),
		payload,
	};
	return { ...frame, durationUs: frameDurationUs(frame) / scale };
}

/** At the pin in use, in dBm (5.4.2, 5.4.3). */
export function outputPowerDbm(lora: Uint8Array): number {
	const paConfig = lora[R.PaConfig];
	const output = paConfig & 0x0f;
	if (paConfig & 0x80) return (lora[R.PaDac] & 0x07) === 0x07 ? 5 + output : 2 + output;
	return 10.8 + 0.6 * ((paConfig >> 4) & 0x07) - (15 - output);
}

/** The over-current protection's limit in milliamperes (5.4.4). */
export function currentLimit(ocp: number): number {
	if ((ocp & 0x20) === 0) return Number.POSITIVE_INFINITY;
	const trim = ocp & 0x1f;
	if (trim <= 15) return 45 + 5 * trim;
	return trim <= 27 ? -30 + 10 * trim : 240;
}

/** RegSymbTimeout: how many symbols a single reception waits for a preamble. */
export function symbolTimeout(lora: Uint8Array): number {
	return ((lora[R.ModemConfig2] & 0x03) << 8) | lora[R.SymbTimeoutLsb];
}

/** RegRssiValue: power on the channel at this moment (5.5.5). */
export function rssiRegister(strengthDbm: number, frequencyHz: number): number {
	return clamp(Math.round(strengthDbm - RSSI_OFFSET_DBM[portOf(frequencyHz)]), 0, 255);
}

/** What a right header says: the coding rate, and whether a payload CRC follows. */
export function noteHeader(lora: Uint8Array, { emission }: Signal): void {
	lora[R.ModemStat] = (lora[R.ModemStat] & 0x1f) | ((emission.codingRate - 4) << 5);
	lora[R.HopChannel] = (lora[R.HopChannel] & ~0x40) | (emission.payloadCrc ? 0x40 : 0x00);
	countUp(lora, R.RxHeaderCntValueMsb);
}

/** What the status registers say of the last frame. */
export function notePacket(lora: Uint8Array, signal: Signal, { frequencyHz, bandwidthHz: width }: Tuning): void {
	// Quarters of a decibel; the demodulator saturates at about 12 dB.
	const snr = clamp(Math.round(signal.snrDb * 4), -128, 48);
	lora[R.PktSnrValue] = snr & 0xff;
	// Below the noise floor the SNR carries the rest (5.5.5).
	const rssi = signal.rssiDbm - RSSI_OFFSET_DBM[portOf(frequencyHz)];
	lora[R.PktRssiValue] = clamp(Math.round(snr < 0 ? rssi - snr / 4 : (rssi * 15) / 16), 0, 255);
	// 20 bits, two's complement (4.1.5).
	const steps = (((signal.frequencyErrorHz * 32e6) / 2 ** 24) * WIDEST_HZ) / width;
	const fei = clamp(Math.round(steps), -(2 ** 19), 2 ** 19 - 1);
	lora[R.FeiMsb] = (fei >> 16) & 0x0f;
	lora[R.FeiMid] = fei >> 8;
	lora[R.FeiLsb] = fei;
}

export function countPacket(lora: Uint8Array): void {
	countUp(lora, R.RxPacketCntValueMsb);
}

/** Increments a 16-bit counter of two registers. */
function countUp(registers: Uint8Array, msb: number): void {
	const count = (((registers[msb] << 8) | registers[msb + 1]) + 1) & 0xffff;
	registers[msb] = count >> 8;
	registers[msb + 1] = count & 0xff;
}

function clamp(value: number, from: number, to: number): number {
	return Math.min(Math.max(value, from), to);
}

/**
 * What the SX1276's registers make of a signal: the chip model's own reading of the datasheet, independent of the
 * driver's, so that each checks the other.
 */
import { R } from "./sx1276-registers.js";

/** What a receiver and a sender must share to hear each other. */
export interface Tuning {
	frequencyHz: number;
	bandwidthHz: number;
	spreadingFactor: number;
	syncWord: number;
	implicitHeader: boolean;
	lowDataRateOptimize: boolean;
}

/** One frame as it leaves the antenna connector. */
export interface Emission extends Tuning {
	/** Denominator of 4/x. */
	codingRate: number;
	preambleSymbols: number;
	payloadCrc: boolean;
	powerDbm: number;
	payload: Uint8Array;
	durationUs: number;
}

/** One frame as it arrives at a receiver's modem. */
export interface Reception {
	payload: Uint8Array;
	/** The header announces a CRC. */
	payloadCrc: boolean;
	/** The payload does not match it. */
	damaged: boolean;
	codingRate: number;
	rssiDbm: number;
	snrDb: number;
	/** The sender's carrier against the receiver's. */
	frequencyErrorHz: number;
}

/** RegModemConfig1, bits 7 to 4. */
const BANDWIDTHS_HZ: readonly number[] = Object.freeze([
	7_812.5, 10_416.667, 15_625, 20_833.333, 31_250, 41_666.667, 62_500, 125_000, 250_000, 500_000,
]);

/** `frf` is what the synthesizer took over when the low byte was written. */
export function decodeTuning(registers: Uint8Array, frf: number): Tuning {
	return {
		frequencyHz: Math.round((frf * 15_625) / 256), // 32 MHz / 2^19
		bandwidthHz: BANDWIDTHS_HZ[registers[R.modemConfig1] >> 4],
		spreadingFactor: registers[R.modemConfig2] >> 4,
		syncWord: registers[R.syncWord],
		implicitHeader: (registers[R.modemConfig1] & 0x01) !== 0,
		lowDataRateOptimize: (registers[R.modemConfig3] & 0x08) !== 0,
	};
}

export function decodeEmission(registers: Uint8Array, frf: number, payload: Uint8Array): Emission {
	const signal = {
		...decodeTuning(registers, frf),
		codingRate: ((registers[R.modemConfig1] >> 1) & 0x07) + 4,
		preambleSymbols: (registers[R.preambleMsb] << 8) | registers[R.preambleLsb],
		payloadCrc: (registers[R.modemConfig2] & 0x04) !== 0,
		powerDbm: outputPower(registers[R.paConfig], registers[R.paDac]),
		payload,
	};
	return { ...signal, durationUs: duration(signal) };
}

export function symbolUs({ spreadingFactor, bandwidthHz }: Tuning): number {
	return (2 ** spreadingFactor * 1e6) / bandwidthHz;
}

/**
 * Time on air, counted in interleaver blocks of nibbles rather than by the datasheet's formula. The first block
 * carries SF - 2 nibbles in 8 symbols, the header's five among them; each further one SF, or SF - 2 with the low data
 * rate optimisation, in as many symbols as the code words have bits.
 */
function duration(signal: Omit<Emission, "durationUs">): number {
	const nibbles = (signal.implicitHeader ? 0 : 5) + 2 * signal.payload.length + (signal.payloadCrc ? 4 : 0);
	const perBlock = signal.spreadingFactor - (signal.lowDataRateOptimize ? 2 : 0);
	let symbols = signal.preambleSymbols + 4.25 + 8;
	for (let left = nibbles - (signal.spreadingFactor - 2); left > 0; left -= perBlock) symbols += signal.codingRate;
	return symbols * symbolUs(signal);
}

/** At the pin in use, in dBm (5.4.2, 5.4.3). */
function outputPower(paConfig: number, paDac: number): number {
	const output = paConfig & 0x0f;
	if (paConfig & 0x80) return (paDac & 0x07) === 0x07 ? 5 + output : 2 + output;
	return 10.8 + 0.6 * ((paConfig >> 4) & 0x07) - (15 - output);
}

/** Writes what the status registers say of a received frame. */
export function encodeReception(registers: Uint8Array, reception: Reception, bandwidthHz: number): void {
	// Quarters of a decibel; the demodulator saturates at about 12 dB.
	const snr = clamp(Math.round(reception.snrDb * 4), -128, 48);
	registers[R.pktSnr] = snr & 0xff;
	// HF port (5.5.5): below the noise floor the SNR carries the rest.
	const rssi = reception.rssiDbm + 157;
	registers[R.pktRssi] = clamp(Math.round(snr < 0 ? rssi - snr / 4 : (rssi * 15) / 16), 0, 255);
	registers[R.rxNbBytes] = reception.payload.length;
	registers[R.modemStat] = ((reception.codingRate - 4) << 5) | 0x10;
	registers[R.hopChannel] = reception.payloadCrc ? 0x40 : 0x00;
	// 20 bits, two's complement (4.1.5).
	const fei = Math.round((((reception.frequencyErrorHz * 32e6) / 2 ** 24) * 500e3) / bandwidthHz);
	registers[R.feiMsb] = (fei >> 16) & 0x0f;
	registers[R.feiMsb + 1] = fei >> 8;
	registers[R.feiMsb + 2] = fei;
	countUp(registers, R.rxHeaderCntMsb);
	if (!reception.damaged) countUp(registers, R.rxPacketCntMsb);
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

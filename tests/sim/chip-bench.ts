/** A simulated SX1276 with a driver's hands on it, for the tests of the chip model. */

import { VirtualClock } from "../../tools/sim/clock.js";
import type { Emission, Signal } from "../../tools/sim/on-air.js";
import { SX1276, type SX1276Options } from "../../tools/sim/sx1276.js";
import { ScriptedAntenna } from "./scripted-antenna.js";

export interface ChipBench {
	clock: VirtualClock;
	chip: SX1276;
	antenna: ScriptedAntenna;
	exchange(...bytes: number[]): Uint8Array;
	read(register: number): number;
	write(register: number, ...values: number[]): void;
	/** The values, register by register. */
	writeAll(registers: readonly (readonly [register: number, value: number])[]): void;
}

/** Powered for long enough; an FSK radio in standby, as after each reset. */
export function freshChip(options: Partial<SX1276Options> = {}): ChipBench {
	const clock = new VirtualClock();
	const chip = new SX1276({ clock, ...options });
	const antenna = new ScriptedAntenna();
	chip.antenna = antenna;
	clock.advance(10);
	const exchange = (...bytes: number[]) => {
		const buffer = Uint8Array.from(bytes);
		chip.transfer(buffer);
		chip.deselect();
		return buffer;
	};
	const write = (register: number, ...values: number[]) => {
		exchange(register | 0x80, ...values);
	};
	return {
		clock,
		chip,
		antenna,
		exchange,
		read: (register) => exchange(register, 0)[1],
		write,
		writeAll: (registers) => {
			for (const [register, value] of registers) write(register, value);
		},
	};
}

/** 869.525 MHz, SF7, 250 kHz, 4/5, payload CRC, 14 dBm at PA_BOOST: what the errata want, too. */
export const SETTINGS: readonly (readonly [register: number, value: number])[] = [
	[0x06, 0xd9],
	[0x07, 0x61],
	[0x08, 0x9a],
	[0x09, 0xfc],
	[0x1d, 0x82],
	[0x1e, 0x74],
	[0x2f, 0x40],
	[0x30, 0x00],
	[0x31, 0x43],
];

/** In LoRa standby, with these settings. */
export function loraChip(options: Partial<SX1276Options> = {}): ChipBench {
	const bench = freshChip(options);
	for (const opMode of [0x00, 0x80, 0x81]) bench.write(0x01, opMode);
	bench.clock.advance(1);
	bench.writeAll(SETTINGS);
	return bench;
}

/** In RXCONTINUOUS, settled. */
export function receivingChip(options: Partial<SX1276Options> = {}): ChipBench {
	const bench = loraChip(options);
	bench.write(0x01, 0x85);
	bench.clock.advance(1);
	return bench;
}

export const EMISSION: Emission = {
	frequencyHz: 869_525_000,
	bandwidthHz: 250_000,
	spreadingFactor: 7,
	syncWord: 0x12,
	invertedIq: false,
	implicitHeader: false,
	lowDataRateOptimize: false,
	codingRate: 5,
	preambleSymbols: 8,
	payloadCrc: true,
	powerDbm: 14,
	payload: Uint8Array.of(1, 2, 3),
	durationUs: 15_000,
};

export function signalOf(emission: Partial<Emission> = {}, signal: Partial<Signal> = {}): Signal {
	return { emission: { ...EMISSION, ...emission }, rssiDbm: -90, snrDb: 5, frequencyErrorHz: 0, ...signal };
}

/** A whole frame comes in at once. */
export function hear(chip: SX1276, signal = signalOf(), damaged = false): void {
	chip.onPreamble(signal);
	if (chip.onHeader(signal)) chip.onFrame(signal, signal.emission.payload, damaged);
}

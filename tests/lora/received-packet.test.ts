import type { Modulation } from "../../src/lora/modulation.js";
import { frequencyError, packetRssi } from "../../src/lora/received-packet.js";
import { assert, test } from "../harness/index.js";

/** Datasheet 5.5.5: HF -157, LF -164; 16/15 of the register above the noise floor, the SNR added below it. */
const STRENGTHS: [frequencyHz: number, register: number, snrDb: number, rssiDbm: number][] = [
	[869_525_000, 60, 9, -93],
	[869_525_000, 60, 0, -93],
	[869_525_000, 60, -0.25, -97.25],
	[869_525_000, 36, -12.5, -133.5],
	[863_125_000, 60, 9, -93],
	[868_000_000, 0, 0, -157],
	[915_000_000, 255, 10, 115],
	[433_920_000, 60, 9, -100],
	[433_920_000, 40, -5, -129],
	[525_000_000, 0, 0, -164],
	[169_400_000, 30, 1, -132],
];

for (const [frequencyHz, register, snrDb, expected] of STRENGTHS) {
	test(`a packet at ${frequencyHz / 1e6} MHz of ${register} and ${snrDb} dB came with ${expected} dBm`, () => {
		assert.close(packetRssi(register, snrDb, frequencyHz), expected, 1e-9);
	});
}

function modulation(bandwidthHz: number): Modulation {
	return { spreadingFactor: 9, bandwidthHz, codingRate: 5, preambleSymbols: 8 };
}

/** Datasheet 4.1.5: FEI * 2^24 / 32 MHz * BW / 500 kHz, of 20 bits in two's complement. */
const OFFSETS: [fei: [number, number, number], bandwidthHz: number, errorHz: number][] = [
	[[0x00, 0x00, 0x00], 125_000, 0],
	[[0x00, 0x03, 0xe8], 125_000, 131],
	[[0x00, 0x03, 0xe8], 250_000, 262],
	[[0x00, 0x03, 0xe8], 500_000, 524],
	[[0x00, 0x03, 0xe8], 7_800, 8],
	[[0x0f, 0xfc, 0x18], 125_000, -131],
	[[0xff, 0xfc, 0x18], 125_000, -131],
	[[0x07, 0xff, 0xff], 125_000, 68_719],
	[[0x08, 0x00, 0x00], 125_000, -68_719],
];

for (const [fei, bandwidthHz, expected] of OFFSETS) {
	test(`a frequency error of ${fei.join(", ")} at ${bandwidthHz / 1000} kHz is ${expected} Hz`, () => {
		assert.equal(frequencyError(Uint8Array.from(fei), modulation(bandwidthHz)), expected);
	});
}

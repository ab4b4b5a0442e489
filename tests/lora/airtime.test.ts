import { timeOnAir } from "../../src/lora/airtime.js";
import { type Modulation, needsLowDataRateOptimize, symbolTime } from "../../src/lora/modulation.js";
import { assert, test } from "../harness/index.js";

function modulation(spreadingFactor: number, bandwidthKHz: number): Modulation {
	return { spreadingFactor, bandwidthHz: bandwidthKHz * 1000, codingRate: 5, preambleSymbols: 8 };
}

const SIZES = [4, 12, 20, 32, 52, 100, 255];

/** In microseconds, by Semtech's formula with CRC, explicit header and mandatory low data rate optimisation. */
const LADDER: [spreadingFactor: number, bandwidthKHz: number, ...times: number[]][] = [
	[12, 125, 827_392, 1_155_072, 1_318_912, 1_810_432, 2_465_792, 3_940_352, 9_019_392],
	[12, 250, 413_696, 577_536, 659_456, 905_216, 1_232_896, 1_970_176, 4_509_696],
	[11, 250, 206_848, 288_768, 329_728, 411_648, 575_488, 944_128, 2_091_008],
	[10, 250, 103_424, 144_384, 185_344, 226_304, 308_224, 513_024, 1_147_904],
	[9, 250, 61_952, 72_192, 92_672, 123_392, 164_352, 276_992, 625_152],
	[8, 250, 30_976, 41_216, 51_456, 66_816, 92_416, 153_856, 353_536],
	[7, 250, 15_488, 20_608, 28_288, 35_968, 51_328, 87_168, 199_808],
];

for (const [spreadingFactor, bandwidthKHz, ...times] of LADDER) {
	test(`the time on air at SF${spreadingFactor} and ${bandwidthKHz} kHz is exact to the microsecond`, () => {
		for (const [index, bytes] of SIZES.entries())
			assert.equal(timeOnAir(modulation(spreadingFactor, bandwidthKHz), bytes), times[index], `${bytes} bytes`);
	});
}

test("the time on air agrees with LoRaSim's published cases", () => {
	assert.equal(timeOnAir({ ...modulation(12, 125), codingRate: 8 }, 20), 1_712_128);
	assert.equal(timeOnAir(modulation(12, 125), 20), 1_318_912);
	assert.equal(timeOnAir(modulation(6, 500), 20), 7_072);
});

test("low data rate optimisation is on exactly where a symbol lasts more than 16 ms", () => {
	const optimized: string[] = [];
	for (const bandwidthKHz of [125, 250, 500])
		for (let spreadingFactor = 6; spreadingFactor <= 12; spreadingFactor++)
			if (needsLowDataRateOptimize(modulation(spreadingFactor, bandwidthKHz)))
				optimized.push(`${spreadingFactor}/${bandwidthKHz}`);
	assert.deepEqual(optimized, ["11/125", "12/125", "12/250"]);
	assert.equal(symbolTime(modulation(12, 250)), 16_384);
});

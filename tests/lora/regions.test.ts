import {
	ALTERNATIVE_FREQUENCY_HZ,
	DEFAULT_FREQUENCY_HZ,
	EU433,
	EU868,
	erpDbm,
	regionNamed,
	subBandOf,
} from "../../src/lora/regions.js";
import { assert, test } from "../harness/index.js";

const CASES: [frequencyHz: number, bandwidthHz: number, band: string | undefined][] = [
	[DEFAULT_FREQUENCY_HZ, 250_000, "P"],
	[DEFAULT_FREQUENCY_HZ, 125_000, "P"],
	[DEFAULT_FREQUENCY_HZ, 500_000, undefined],
	[DEFAULT_FREQUENCY_HZ + 1, 250_000, undefined],
	[ALTERNATIVE_FREQUENCY_HZ, 250_000, "M"],
	[868_000_000, 250_000, undefined],
	[868_000_000, 125_000, undefined],
	[868_125_000, 250_000, "M"],
	[867_875_000, 250_000, "L"],
	[868_650_000, 125_000, undefined],
	[869_850_000, 250_000, "Q"],
	[864_000_000, 500_000, "K"],
	[433_000_000, 125_000, undefined],
];

for (const [frequencyHz, bandwidthHz, band] of CASES) {
	test(`${bandwidthHz / 1000} kHz around ${frequencyHz / 1e6} MHz are in ${band === undefined ? "no sub-band" : `sub-band ${band}`}`, () => {
		assert.equal(subBandOf(frequencyHz, bandwidthHz)?.name, band);
	});
}

test("the sub-bands are in order and don't overlap", () => {
	for (let i = 1; i < EU868.length; i++) assert.ok(EU868[i - 1].toHz <= EU868[i].fromHz, EU868[i].name);
});

test("every region's channels lie in its sub-bands, wide as the ladder's widest, and its default power is lawful there", () => {
	for (const name of ["EU868", "EU433"]) {
		const found = regionNamed(name);
		assert.ok(found.ok);
		const { channelsHz, subBands, defaultPowerDbm } = found.region;
		for (const frequencyHz of channelsHz) {
			const band = subBandOf(frequencyHz, 250_000, subBands);
			assert.ok(band, `${frequencyHz}`);
			assert.ok(erpDbm(defaultPowerDbm, 2) <= band.maxErpDbm, `${frequencyHz}`);
		}
	}
});

test("no channel lies over another one or a neighbouring reader of RFID tags, and each allows 1 % at least", () => {
	for (const name of ["EU868", "EU433"]) {
		const found = regionNamed(name);
		assert.ok(found.ok);
		const { channelsHz, meetingsHz, subBands } = found.region;
		const sorted = [...channelsHz].sort((a, b) => a - b);
		for (let i = 1; i < sorted.length; i++) assert.ok(sorted[i] - sorted[i - 1] >= 300_000, `${sorted[i]}`);
		for (const frequencyHz of channelsHz) {
			assert.ok((subBandOf(frequencyHz, 250_000, subBands)?.dutyCycle ?? 0) >= 0.01, `${frequencyHz}`);
			for (const reader of [865_700_000, 866_300_000, 866_900_000, 867_500_000])
				assert.ok(Math.abs(frequencyHz - reader) >= 225_000, `${frequencyHz} at ${reader}`);
		}
		assert.deepEqual(channelsHz.slice(0, meetingsHz.length), meetingsHz);
		assert.ok(channelsHz.length <= 32, "five bits");
	}
});

test("433 MHz allows 10 % and 10 mW", () => {
	assert.deepEqual(
		EU433.map(({ name, dutyCycle, maxErpDbm }) => [name, dutyCycle, maxErpDbm]),
		[["433", 0.1, 10]],
	);
});

test("effective radiated power is over a dipole's 2.15 dBi", () => {
	assert.close(erpDbm(14, 2), 13.85, 1e-9);
	assert.close(erpDbm(14, 2.15), 14, 1e-9);
});

test("only sub-band P allows 10 % and 500 mW", () => {
	const loud = EU868.filter((band) => band.dutyCycle > 0.01 || band.maxErpDbm > 14);
	assert.deepEqual(
		loud.map(({ name, dutyCycle, maxErpDbm }) => [name, dutyCycle, maxErpDbm]),
		[["P", 0.1, 27]],
	);
});

import type { Emission, Tuning } from "../../tools/sim/on-air.js";
import { assert, test } from "../harness/index.js";
import { type ChipBench, hear, loraChip, receivingChip, signalOf } from "./chip-bench.js";

function emissionAfter(registers: readonly (readonly [register: number, value: number])[]): Emission {
	const { antenna, write, writeAll } = loraChip();
	writeAll(registers);
	write(0x01, 0x83);
	return antenna.emissions[0];
}

function tuningOf({ chip }: ChipBench): Tuning {
	const tuning = chip.listening?.tuning;
	assert.ok(tuning);
	return tuning;
}

/** RegModemConfig1's code, the exact bandwidth, RegIfFreq2 and RegDetectOptimize of errata note 2.3, the shift. */
const BANDWIDTHS: [code: number, hz: number, ifFreq2: number, detectOptimize: number, shiftHz: number][] = [
	[0, 7_812.5, 0x48, 0x43, 7_812.5],
	[1, 500_000 / 48, 0x44, 0x43, 500_000 / 48],
	[2, 15_625, 0x44, 0x43, 15_625],
	[3, 500_000 / 24, 0x44, 0x43, 500_000 / 24],
	[4, 31_250, 0x44, 0x43, 31_250],
	[5, 500_000 / 12, 0x44, 0x43, 500_000 / 12],
	[6, 62_500, 0x40, 0x43, 0],
	[7, 125_000, 0x40, 0x43, 0],
	[8, 250_000, 0x40, 0x43, 0],
	[9, 500_000, 0x40, 0xc3, 0],
];

for (const [code, hz, ifFreq2, detectOptimize, shiftHz] of BANDWIDTHS) {
	test(`bandwidth code ${code} is ${Math.round(hz)} Hz; the receiver hears ${Math.round(shiftHz)} Hz below RegFrf`, () => {
		const bench = loraChip();
		const { antenna, write, writeAll } = bench;
		write(0x1d, (code << 4) | 0x02);
		write(0x26, 128_000 / hz > 16 ? 0x0c : 0x04);
		writeAll([
			[0x2f, ifFreq2],
			[0x31, detectOptimize],
			...(code === 9
				? ([
						[0x36, 0x02],
						[0x3a, 0x64],
					] as const)
				: []),
		]);
		write(0x01, 0x83);
		assert.equal(antenna.emissions[0].bandwidthHz, hz);
		assert.equal(antenna.emissions[0].frequencyHz, 869_525_024);
		write(0x01, 0x81);
		write(0x01, 0x85);
		assert.equal(tuningOf(bench).bandwidthHz, hz);
		assert.close(tuningOf(bench).frequencyHz, 869_525_024 - shiftHz, 1);
	});
}

test("with its automatic intermediate frequency the receiver is where RegFrf says, at whatever bandwidth", () => {
	const bench = loraChip({ strict: false });
	bench.writeAll([
		[0x1d, 0x42],
		[0x31, 0xc3],
	]);
	bench.write(0x01, 0x85);
	assert.equal(tuningOf(bench).frequencyHz, 869_525_024);
});

test("a frame is what the registers say", () => {
	const emission = emissionAfter([
		[0x1d, 0x77],
		[0x1e, 0xc0],
		[0x20, 0x01],
		[0x21, 0x02],
		[0x26, 0x0c],
		[0x39, 0x34],
	]);
	assert.equal(emission.codingRate, 7);
	assert.equal(emission.implicitHeader, true);
	assert.equal(emission.spreadingFactor, 12);
	assert.equal(emission.payloadCrc, false);
	assert.equal(emission.preambleSymbols, 258);
	assert.equal(emission.lowDataRateOptimize, true);
	assert.equal(emission.syncWord, 0x34);
	assert.equal(emission.bandwidthHz, 125_000);
});

test("spreading factor 6 goes on the air with an implicit header", () => {
	const { antenna, chip, write, writeAll } = loraChip();
	writeAll([
		[0x1d, 0x83],
		[0x1e, 0x64],
		[0x31, 0x45],
		[0x37, 0x0c],
	]);
	write(0x01, 0x83);
	assert.equal(antenna.emissions[0].spreadingFactor, 6);
	write(0x01, 0x81);
	write(0x01, 0x85);
	assert.equal(chip.listening?.tuning.spreadingFactor, 6);
});

/** RegInvertIQ and RegInvertIQ2 with what comes of them. The sense of bit 0 is the opposite of bit 6's. */
const IQ: [invertIq: number, transmit: boolean, receive: boolean][] = [
	[0x27, false, false],
	[0x66, true, true],
	[0x67, false, true],
	[0x26, true, false],
];

for (const [invertIq, transmit, receive] of IQ) {
	test(`RegInvertIQ 0x${invertIq.toString(16)} inverts ${transmit ? "" : "not "}what is sent, ${receive ? "" : "not "}what is heard`, () => {
		const bench = loraChip();
		const { antenna, write } = bench;
		write(0x33, invertIq);
		write(0x3b, transmit ? 0x19 : 0x1d);
		write(0x01, 0x83);
		assert.equal(antenna.emissions[0].invertedIq, transmit);
		write(0x01, 0x81);
		write(0x3b, receive ? 0x19 : 0x1d);
		write(0x01, 0x85);
		assert.equal(tuningOf(bench).invertedIq, receive);
	});
}

/** RegPaConfig, RegPaDac, RegOcp (5.4.2 to 5.4.4). */
const POWERS: [name: string, paConfig: number, paDac: number, ocp: number, dbm: number][] = [
	["PA_BOOST, least", 0x80, 0x84, 0x2b, 2],
	["PA_BOOST, most", 0x8f, 0x84, 0x2b, 17],
	["PA_BOOST, MaxPower has no say", 0xf8, 0x84, 0x2b, 10],
	["PA_BOOST, +20 dBm", 0x8f, 0x87, 0x31, 20],
	["PA_BOOST, +18 dBm", 0xfd, 0x87, 0x31, 18],
	["RFO, reset value", 0x4f, 0x84, 0x2b, 13.2],
	["RFO, most", 0x7f, 0x84, 0x2b, 15],
	["RFO, 14 dBm", 0x7e, 0x84, 0x2b, 14],
	["RFO, least", 0x00, 0x84, 0x2b, -4.2],
];

for (const [name, paConfig, paDac, ocp, dbm] of POWERS) {
	test(`${name}: ${dbm} dBm leave the pin`, () => {
		const { powerDbm } = emissionAfter([
			[0x09, paConfig],
			[0x0b, ocp],
			[0x4d, paDac],
		]);
		assert.close(powerDbm, dbm, 1e-9);
	});
}

/** SNR in dB with RegPktSnrValue, and RSSI in dBm with RegPktRssiValue at either port (5.5.5). */
const STATUS: [snrDb: number, snr: number, rssiDbm: number, lf: number, hf: number][] = [
	[5, 20, -90, 69, 63],
	[0, 0, -157, 7, 0],
	[20, 48, -30, 126, 119],
	[-7.5, 0xe2, -120, 52, 45],
	[-20, 0xb0, -137, 47, 40],
	[-40, 0x80, -157, 39, 32],
	[12, 48, -200, 0, 0],
];

for (const [port, frf, column] of [
	["LF", [0x6c, 0x80, 0x00], 3],
	["HF", [0xd9, 0x61, 0x9a], 4],
] as const) {
	test(`SNR and strength of a packet are encoded as the datasheet has it for the ${port} port`, () => {
		for (const row of STATUS) {
			const [snrDb, snr, rssiDbm] = row;
			const { chip, read, write } = loraChip();
			write(0x06, ...frf);
			write(0x01, 0x85);
			hear(chip, signalOf({}, { snrDb, rssiDbm }));
			assert.equal(read(0x19), snr, `SNR ${snrDb}`);
			assert.equal(read(0x1a), row[column], `RSSI ${rssiDbm}, SNR ${snrDb}`);
		}
	});
}

test("the live strength has the offset of the port, too", () => {
	const { antenna, read, write } = loraChip();
	antenna.strength = -100;
	write(0x06, 0x6c, 0x80, 0x00);
	write(0x01, 0x85);
	assert.equal(read(0x1b), 64);
});

test("the frequency error is 20 bits in two's complement, in steps that grow with the bandwidth", () => {
	for (const [code, frequencyErrorHz, fei] of [
		[8, 0, 0],
		[8, 8_695, 33_169],
		[8, -8_695, 0x100000 - 33_169],
		[7, -8_695, 0x100000 - 66_338],
		[6, 15_625, 238_419],
		[8, 1e9, 0x7ffff],
		[8, -1e9, 0x80000],
	] as const) {
		const { chip, exchange, write } = loraChip();
		write(0x1d, (code << 4) | 0x02);
		write(0x01, 0x85);
		hear(chip, signalOf({}, { frequencyErrorHz }));
		const [, msb, mid, lsb] = exchange(0x28, 0, 0, 0);
		assert.close((msb << 16) | (mid << 8) | lsb, fei, 1, `${frequencyErrorHz} Hz at code ${code}`);
	}
});

test("the receiver's frequency is as its own crystal makes it", () => {
	const { frequencyHz } = tuningOf(receivingChip({ crystalPpm: -10 }));
	assert.close(frequencyHz, 869_525_024 - 8_695, 1);
});

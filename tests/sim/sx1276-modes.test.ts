import { timeOnAir } from "../../src/lora/airtime.js";
import { IRQ } from "../../tools/sim/sx1276-registers.js";
import { assert, test } from "../harness/index.js";
import { freshChip, loraChip } from "./chip-bench.js";

const DIO5_MODE_READY = 5;

test("every spreading factor, bandwidth, coding rate and size takes the time on air of the formula", () => {
	let cases = 0;
	for (let spreadingFactor = 7; spreadingFactor <= 12; spreadingFactor++)
		for (const [code, bandwidthHz] of [
			[6, 62_500],
			[7, 125_000],
			[8, 250_000],
			[9, 500_000],
		] as const)
			for (const codingRate of [5, 8] as const)
				for (const size of [1, 17, 18, 64, 255]) {
					const { clock, antenna, read, write } = loraChip();
					const slow = (2 ** spreadingFactor * 1000) / bandwidthHz > 16;
					write(0x1d, (code << 4) | ((codingRate - 4) << 1), (spreadingFactor << 4) | 0x04);
					write(0x26, slow ? 0x0c : 0x04);
					write(0x22, size);
					write(0x01, 0x83);
					const expected = timeOnAir({ spreadingFactor, bandwidthHz, codingRate, preambleSymbols: 8 }, size);
					assert.equal(antenna.emissions[0].durationUs, expected);
					clock.advance(expected / 1000 - 0.001);
					assert.equal(read(0x12), 0);
					assert.equal(read(0x01), 0x83);
					clock.advance(0.002);
					assert.equal(read(0x12), 0x08);
					assert.equal(read(0x01), 0x81);
					assert.equal(antenna.ceased, 0);
					cases++;
				}
	assert.equal(cases, 240);
});

test("what is sent are PayloadLength bytes from FifoTxBaseAddr on, round the end of the FIFO", () => {
	const { antenna, write } = loraChip();
	write(0x0e, 0xfe);
	write(0x0d, 0xfe);
	write(0x00, 1, 2, 3, 4);
	write(0x22, 3);
	write(0x01, 0x83);
	assert.deepEqual(antenna.emissions[0].payload, Uint8Array.of(1, 2, 3));
});

test("a transmission is cut off by another mode, and goes on when told to transmit again", () => {
	const { clock, antenna, read, write } = loraChip();
	write(0x01, 0x83);
	write(0x01, 0x83);
	assert.equal(antenna.emissions.length, 1);
	assert.equal(antenna.ceased, 0);
	write(0x01, 0x81);
	assert.equal(antenna.ceased, 1);
	clock.advance(1_000);
	assert.equal(read(0x12), 0);
});

test("out of sleep the crystal takes 250 us to start before a frame goes on the air", () => {
	const { clock, antenna, write } = loraChip();
	write(0x01, 0x80);
	write(0x01, 0x83);
	clock.advance(0.249);
	assert.equal(antenna.emissions.length, 0);
	clock.advance(0.002);
	assert.equal(antenna.emissions.length, 1);
});

/** From one mode to the next, until ModeReady, in microseconds. */
const SETTLING: [name: string, from: number, to: number, us: number][] = [
	["sleep to standby", 0x80, 0x81, 250],
	["sleep to FSRX", 0x80, 0x84, 310],
	["sleep to reception", 0x80, 0x85, 310],
	["standby to FSTX", 0x81, 0x82, 60],
	["standby to FSRX", 0x81, 0x84, 60],
	["standby to transmission", 0x81, 0x83, 60],
	["standby to reception", 0x81, 0x85, 60],
	["standby to sleep", 0x81, 0x80, 0],
	["reception to standby", 0x85, 0x81, 0],
];

for (const [name, from, to, us] of SETTLING) {
	test(`from ${name} takes ${us} us, which DIO5 shows as ModeReady`, () => {
		const { chip, clock, write } = loraChip();
		chip.onDio[DIO5_MODE_READY] = () => {};
		write(0x01, from);
		clock.advance(1);
		assert.equal(chip.dio(5), 1);
		const levels: [at: number, level: number][] = [];
		const start = clock.now();
		chip.onDio[DIO5_MODE_READY] = (level) => levels.push([clock.now() - start, level]);
		write(0x01, to);
		clock.advance(1);
		if (us === 0) assert.deepEqual(levels, []);
		else {
			assert.deepEqual(levels[0], [0, 0]);
			assert.close(levels[1][0], us / 1000, 0.001);
			assert.equal(levels[1][1], 1);
		}
	});
}

test("the synthesizer's lock shows on DIO4 in the modes that have it", () => {
	const { chip, clock, write } = loraChip();
	write(0x41, 0x40);
	for (const [opMode, level] of [
		[0x82, 1],
		[0x81, 0],
		[0x84, 1],
		[0x85, 1],
		[0x80, 0],
	] as const) {
		write(0x01, opMode);
		clock.advance(1);
		assert.equal(chip.dio(4), level, `mode 0x${opMode.toString(16)}`);
	}
});

test("a receiver listens from when the synthesizer is locked", () => {
	const { chip, clock, write } = loraChip();
	const start = clock.now();
	write(0x01, 0x85);
	assert.close((chip.listening?.since ?? 0) - start, 0.06, 0.001);
	write(0x01, 0x80);
	assert.equal(chip.listening, undefined);
	write(0x01, 0x85);
	assert.close((chip.listening?.since ?? 0) - start, 0.31, 0.001);
});

for (const preamble of [true, false]) {
	test(`activity detection ${preamble ? "finds the preamble" : "finds none"} after (2^SF + 32) / BW, thinks, and rests`, () => {
		for (const [spreadingFactor, symbolMs] of [
			[7, 0.512],
			[10, 4.096],
			[12, 16.384],
		] as const) {
			const { antenna, chip, clock, read, write } = loraChip();
			write(0x1e, (spreadingFactor << 4) | 0x04);
			write(0x26, spreadingFactor === 12 ? 0x0c : 0x04);
			antenna.preamble = preamble;
			const start = clock.now();
			write(0x01, 0x87);
			assert.equal(chip.listening, undefined);
			const reception = symbolMs + 32 / 250;
			clock.advance(0.06 + reception - 0.002);
			assert.deepEqual(antenna.asked, []);
			clock.advance(0.004);
			assert.close(antenna.asked[0] - start, 0.06, 0.001);
			assert.equal(read(0x01), 0x87);
			clock.advance(0.8 * symbolMs);
			assert.equal(read(0x12), 0);
			clock.advance(0.2 * symbolMs);
			assert.equal(read(0x12), preamble ? IRQ.CadDone | IRQ.CadDetected : IRQ.CadDone);
			assert.equal(read(0x01), 0x81);
		}
	});
}

test("activity detection that another mode cuts short says nothing", () => {
	const { clock, antenna, read, write } = loraChip();
	write(0x01, 0x87);
	write(0x01, 0x81);
	clock.advance(100);
	assert.equal(read(0x12), 0);
	assert.deepEqual(antenna.asked, []);
});

test("a chip with a fast crystal is early, and one with a slow crystal late, by as many millionths", () => {
	for (const crystalPpm of [-20, 0, 20]) {
		const { clock, antenna, read, write } = loraChip({ crystalPpm });
		write(0x1e, 0xc4);
		write(0x26, 0x0c);
		write(0x22, 255);
		write(0x01, 0x83);
		const ms = timeOnAir({ spreadingFactor: 12, bandwidthHz: 250_000, codingRate: 5, preambleSymbols: 8 }, 255) / 1000;
		const actual = ms / (1 + crystalPpm / 1e6);
		assert.close(antenna.emissions[0].durationUs / 1000, actual, 1e-6);
		clock.advance(actual - 0.002);
		assert.equal(read(0x12), 0);
		clock.advance(0.004);
		assert.equal(read(0x12), 0x08);
		assert.close(antenna.emissions[0].frequencyHz, 869_525_024 * (1 + crystalPpm / 1e6), 1);
	}
});

test("the image is calibrated within 10 ms, for the port and the power of the moment", () => {
	const { chip, clock, read, write } = freshChip();
	write(0x09, 0x00);
	write(0x3b, read(0x3b) | 0x40);
	assert.equal(read(0x3b), 0xa2);
	assert.deepEqual(chip.calibrations, []);
	clock.advance(9.9);
	assert.equal(read(0x3b), 0xa2);
	clock.advance(0.1);
	assert.equal(read(0x3b), 0x82);
	write(0x09, 0x4f);
	write(0x06, 0xd9, 0x00, 0x00);
	write(0x3b, 0xc2);
	clock.advance(10);
	assert.deepEqual(chip.calibrations, [
		{ port: "LF", frequencyHz: 434_000_000, paCut: true },
		{ port: "HF", frequencyHz: 868_000_000, paCut: false },
	]);
	chip.setReset(0);
	assert.deepEqual(chip.calibrations, []);
});

import { timeOnAir } from "../../src/lora/airtime.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { SX1276 } from "../../tools/sim/sx1276.js";
import type { Emission, Reception } from "../../tools/sim/sx1276-modem.js";
import { assert, test } from "../harness/index.js";

/** A chip in LoRa standby, with what a driver would do to it by hand. */
function bench({ strict = true } = {}) {
	const clock = new VirtualClock();
	const chip = new SX1276({ clock, strict });
	const emissions: Emission[] = [];
	chip.antenna = { radiate: (emission) => emissions.push(emission), cease: () => {} };
	const exchange = (...bytes: number[]) => {
		const buffer = Uint8Array.from(bytes);
		chip.transfer(buffer);
		chip.deselect();
		return buffer;
	};
	const read = (register: number) => exchange(register, 0)[1];
	const write = (register: number, ...values: number[]) => exchange(register | 0x80, ...values);
	for (const opMode of [0x00, 0x80, 0x81]) write(0x01, opMode);
	return { clock, chip, emissions, exchange, read, write };
}

const RECEPTION: Reception = {
	payload: Uint8Array.of(1, 2, 3),
	payloadCrc: true,
	damaged: false,
	codingRate: 5,
	rssiDbm: -90,
	snrDb: 5,
	frequencyErrorHz: 0,
};

test("the chip starts with the datasheet's reset values, as an FSK radio in standby", () => {
	const chip = new SX1276({ clock: new VirtualClock() });
	const buffer = new Uint8Array(0x0d);
	buffer[0] = 0x01;
	chip.transfer(buffer);
	assert.deepEqual(buffer, Uint8Array.of(0, 0x09, 0, 0, 0, 0, 0x6c, 0x80, 0, 0x4f, 0x09, 0x2b, 0x20));
});

test("LoRa mode is entered from sleep only", () => {
	const chip = new SX1276({ clock: new VirtualClock() });
	assert.throws(() => chip.transfer(Uint8Array.of(0x81, 0x81)), /LongRangeMode changed outside of sleep/);
	const { write, read } = bench({ strict: false });
	write(0x01, 0x01);
	assert.equal(read(0x01), 0x81);
});

test("a burst goes on to the next register, but stays at the FIFO", () => {
	const { exchange, read, write } = bench();
	write(0x06, 0xd9, 0x61, 0x9a);
	assert.deepEqual(exchange(0x06, 0, 0, 0), Uint8Array.of(0, 0xd9, 0x61, 0x9a));
	write(0x0d, 0xfe);
	write(0x00, 1, 2, 3, 4);
	assert.equal(read(0x0d), 0x02);
	write(0x0d, 0xfe);
	assert.deepEqual(exchange(0x00, 0, 0, 0, 0), Uint8Array.of(0, 1, 2, 3, 4));
});

test("read-only registers stay what they are", () => {
	const { read, write } = bench();
	write(0x42, 0x55);
	write(0x13, 0x55);
	assert.equal(read(0x42), 0x12);
	assert.equal(read(0x13), 0);
});

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
					const { clock, emissions, read, write } = bench();
					const slow = (2 ** spreadingFactor * 1000) / bandwidthHz > 16;
					write(0x1d, (code << 4) | ((codingRate - 4) << 1), (spreadingFactor << 4) | 0x04);
					write(0x26, slow ? 0x0c : 0x04);
					write(0x22, size);
					write(0x40, 0x40);
					write(0x01, 0x83);
					const expected = timeOnAir({ spreadingFactor, bandwidthHz, codingRate, preambleSymbols: 8 }, size);
					assert.equal(emissions[0].durationUs, expected);
					clock.advance(expected / 1000 - 0.001);
					assert.equal(read(0x12), 0);
					clock.advance(0.002);
					assert.equal(read(0x12), 0x08);
					assert.equal(read(0x01), 0x81);
					cases++;
				}
	assert.equal(cases, 240);
});

test("DIO0 follows the mapped flag, and a flag is cleared by writing a one", () => {
	const { chip, read, write } = bench();
	const levels: number[] = [];
	chip.onDio0 = (level) => levels.push(level);
	write(0x01, 0x85);
	chip.deliver(RECEPTION);
	assert.equal(read(0x12), 0x50);
	write(0x12, 0x10);
	assert.equal(read(0x12), 0x40);
	write(0x40, 0x40);
	write(0x40, 0x00);
	write(0x12, 0x40);
	assert.deepEqual(levels, [1, 0, 1, 0]);
	assert.equal(read(0x12), 0);
});

test("a masked flag is not raised", () => {
	const { chip, read, write } = bench();
	write(0x11, 0x10);
	write(0x01, 0x85);
	chip.deliver(RECEPTION);
	assert.equal(read(0x12), 0x40);
});

test("packets follow each other in the FIFO, and the chip says where the last one begins", () => {
	const { chip, exchange, read, write } = bench();
	write(0x0f, 0xfe);
	write(0x01, 0x85);
	chip.deliver(RECEPTION);
	assert.equal(read(0x10), 0xfe);
	chip.deliver({ ...RECEPTION, payload: Uint8Array.of(9, 8) });
	assert.equal(read(0x10), 0x01);
	assert.equal(read(0x13), 2);
	write(0x0d, read(0x10));
	assert.deepEqual(exchange(0x00, 0, 0), Uint8Array.of(0, 9, 8));
});

test("a damaged payload raises its flag only if the header announced a CRC", () => {
	for (const [payloadCrc, flags, hopChannel] of [
		[true, 0x70, 0x40],
		[false, 0x50, 0x00],
	] as const) {
		const { chip, read, write } = bench();
		write(0x01, 0x85);
		chip.deliver({ ...RECEPTION, payloadCrc, damaged: true });
		assert.equal(read(0x12), flags);
		assert.equal(read(0x1c), hopChannel);
	}
});

test("a payload longer than RegMaxPayloadLength is dropped without a flag", () => {
	const { chip, read, write } = bench();
	write(0x23, 2);
	write(0x01, 0x85);
	chip.deliver(RECEPTION);
	assert.equal(read(0x12), 0);
});

test("NRESET brings the reset values back, and the chip answers 5 ms later", () => {
	const { clock, chip, exchange, read } = bench({ strict: false });
	chip.setReset(0);
	clock.advance(1);
	chip.setReset(1);
	assert.equal(exchange(0x42, 0)[1], 0);
	clock.advance(5);
	assert.equal(read(0x42), 0x12);
	assert.equal(read(0x01), 0x09);
});

const OFFENCES: [name: string, offend: (bench_: ReturnType<typeof bench>) => void, message: RegExp][] = [
	[
		"writes configuration while receiving",
		({ write }) => {
			write(0x01, 0x85);
			write(0x1e, 0x94);
		},
		/0x1e written in mode 5 \(datasheet 4\.1\.2\.1\)/,
	],
	[
		"touches the FIFO in sleep",
		({ write }) => {
			write(0x01, 0x80);
			write(0x00, 1);
		},
		/FIFO accessed in sleep/,
	],
	[
		"transmits nothing",
		({ write }) => {
			write(0x22, 0);
			write(0x01, 0x83);
		},
		/without payload/,
	],
	[
		"forgets low data rate optimisation at SF12 and 250 kHz",
		({ write }) => {
			write(0x1d, 0x82, 0xc4);
			write(0x01, 0x85);
		},
		/low data rate/,
	],
	[
		"uses an explicit header at spreading factor 6",
		({ write }) => {
			write(0x1e, 0x64);
			write(0x01, 0x85);
		},
		/spreading factor 6/,
	],
	[
		"resets it for too short a time",
		({ chip }) => {
			chip.setReset(0);
			chip.setReset(1);
		},
		/100 us/,
	],
	[
		"speaks to it right after a reset",
		({ clock, chip, read }) => {
			chip.setReset(0);
			clock.advance(1);
			chip.setReset(1);
			read(0x42);
		},
		/5 ms/,
	],
];

for (const [name, offend, message] of OFFENCES) {
	test(`a strict chip throws when its driver ${name}`, () => {
		assert.throws(() => offend(bench()), message);
	});
}

import { timeOnAir } from "../../src/lora/airtime.js";
import { SX127x } from "../../src/lora/sx127x.js";
import { assert, test } from "../harness/index.js";
import { bytes, pair, radioBench, SF7 } from "./radio-bench.js";

test("a radio is ready within 45 ms, configured as the errata want it", () => {
	const { clock, station } = radioBench();
	const a = station("a");
	const { radio, chip } = a;
	assert.equal(a.ready, 0);
	assert.equal(radio.state.mode, "resetting");
	assert.throws(() => radio.transmit(bytes(1)), /the radio is resetting/);
	clock.advance(45);
	assert.equal(a.ready, 1);
	assert.deepEqual(radio.state, { mode: "standby" });
	const expected: [register: number, value: number][] = [
		...([
			[0x01, 0x81],
			[0x06, 0xd9],
			[0x07, 0x61],
			[0x08, 0x9a],
			[0x09, 0xfc],
			[0x0c, 0x23],
		] as [number, number][]),
		...([
			[0x1d, 0x82],
			[0x1e, 0x74],
			[0x26, 0x04],
			[0x2f, 0x40],
			[0x31, 0x43],
			[0x36, 0x03],
		] as [number, number][]),
	];
	for (const [register, value] of expected)
		assert.equal(chip.peek(register), value, `register ${register.toString(16)}`);
});

test("the errata for 500 kHz are applied and undone with the bandwidth", () => {
	const { clock, station } = radioBench();
	const { radio, chip } = station("a", { modulation: { ...SF7, bandwidthHz: 500_000 }, frequencyHz: 864_000_000 });
	clock.advance(50);
	assert.deepEqual([chip.peek(0x36), chip.peek(0x3a), chip.peek(0x31)], [0x02, 0x64, 0xc3]);
	radio.configure({ modulation: SF7 });
	assert.deepEqual([chip.peek(0x36), chip.peek(0x31)], [0x03, 0x43]);
});

test("a frame crosses the air in its time on air, and the radio is in standby after it", () => {
	const { clock, a, b } = pair();
	const sentAt = clock.now();
	let doneAt = 0;
	a.radio.transmit(bytes(52));
	assert.equal(a.radio.state.mode, "transmitting");
	clock.runWhile(() => a.transmitted === 0, 10_000);
	doneAt = clock.now();
	assert.close(doneAt - sentAt, timeOnAir(SF7, 52) / 1000, 0.001);
	assert.equal(a.radio.state.mode, "standby");
	clock.advance(1);
	assert.deepEqual(b.received[0].payload, bytes(52));
	assert.equal(b.radio.state.mode, "receiving");
});

for (const [spreadingFactor, bandwidthHz] of [
	[12, 125_000],
	[12, 250_000],
	[11, 250_000],
	[10, 250_000],
	[9, 250_000],
	[8, 250_000],
	[7, 250_000],
]) {
	test(`both ends switch to SF${spreadingFactor} at ${bandwidthHz / 1000} kHz and hear each other there only`, () => {
		const { clock, a, b } = pair();
		const modulation = { ...SF7, spreadingFactor, bandwidthHz };
		a.radio.configure({ modulation: { ...SF7, spreadingFactor: 9, bandwidthHz: 125_000 } });
		a.radio.transmit(bytes(20));
		clock.advance(1_000);
		assert.equal(b.received.length, 0);
		a.radio.configure({ modulation });
		b.radio.configure({ modulation });
		assert.equal(b.radio.state.mode, "receiving");
		a.radio.transmit(bytes(20));
		clock.advance(timeOnAir(modulation, 20) / 1000 + 1);
		assert.deepEqual(b.received[0]?.payload, bytes(20));
		assert.equal(a.transmitted, 2);
	});
}

test("frames of 1 and of 255 bytes arrive whole, one after the other through the FIFO's ring", () => {
	const { clock, a, b } = pair();
	const sizes = [1, 255, 100, 100, 100, 255, 1];
	for (const [index, size] of sizes.entries()) {
		a.radio.transmit(bytes(size, index));
		clock.advance(300);
	}
	assert.equal(b.received.length, sizes.length);
	for (const [index, { payload }] of b.received.entries()) assert.deepEqual(payload, bytes(sizes[index], index));
});

test("a frame of no byte, or of more than 255, is refused by name", () => {
	const { a } = pair();
	for (const size of [0, 256]) assert.throws(() => a.radio.transmit(bytes(size)), /payload\.length is/);
});

test("a second transmission before the first has ended is refused", () => {
	const { a } = pair();
	a.radio.transmit(bytes(10));
	assert.throws(() => a.radio.transmit(bytes(10)), /the radio is transmitting/);
	assert.throws(() => a.radio.receive(), /the radio is transmitting/);
	assert.throws(() => a.radio.configure({ powerDbm: 2 }), /the radio is transmitting/);
});

const WRONG_SETTINGS: [options: object, message: RegExp][] = [
	[{ frequencyHz: 600_000_000 }, /frequencyHz is 600000000: a whole number from 137000000 to 175000000, or from 4/],
	[{ powerDbm: 21 }, /powerDbm is 21: a whole number from 2 to 20/],
	[{ powerDbm: 1 }, /powerDbm is 1: a whole number from 2 to 20/],
	[{ powerDbm: 15, powerOutput: "RFO" }, /powerDbm is 15: a whole number from -4 to 14/],
	[{ powerOutput: "PA_HF" }, /powerOutput is PA_HF: PA_BOOST or RFO/],
	[{ syncWord: 256 }, /syncWord is 256: a whole number from 0 to 255/],
	[{ modulation: { ...SF7, spreadingFactor: 13 } }, /modulation.spreadingFactor is 13: a whole number from 6 to 12/],
	[
		{ modulation: { ...SF7, spreadingFactor: 6 } },
		/modulation.implicitLength is undefined: a whole number from 1 to 2/,
	],
	[{ modulation: { ...SF7, implicitLength: 0 } }, /modulation.implicitLength is 0: a whole number from 1 to 255/],
	[{ modulation: { ...SF7, bandwidthHz: 200_000 } }, /modulation.bandwidthHz is 200000: one of 7800, 10400/],
	[{ modulation: { ...SF7, codingRate: 4 } }, /modulation.codingRate is 4: a whole number from 5 to 8/],
	[{ modulation: { ...SF7, preambleSymbols: 2 } }, /modulation.preambleSymbols is 2: a whole number from 6 to 65535/],
	[{ frequencyHz: 169_400_000 }, /modulation.bandwidthHz is 250000: at most 125000 at 169400000 Hz/],
];

test("a setting out of range is refused with its name, value and range, and nothing changes", () => {
	const { a } = pair();
	for (const [options, message] of WRONG_SETTINGS) {
		assert.throws(() => radioBench().station("x", options), message);
		assert.throws(() => a.radio.configure(options), message);
	}
	a.radio.transmit(bytes(1));
});

test("the strength and quality of a packet are told within a decibel", () => {
	for (const lossDb of [100, 124, 128, 132, 134]) {
		const { clock, a, b, ended } = pair(7, lossDb);
		a.radio.transmit(bytes(20));
		clock.advance(100);
		const { rssiDbm, snrDb } = ended[0].receptions[0];
		assert.close(b.received[0].rssiDbm, rssiDbm, 1, `RSSI at ${lossDb} dB`);
		assert.close(b.received[0].snrDb, Math.min(snrDb, 12), 1, `SNR at ${lossDb} dB`);
	}
});

test("the offset between the crystals is told within 5 %", () => {
	const { clock, station } = radioBench();
	const a = station("a", {}, { crystalPpm: 10 });
	const b = station("b");
	clock.advance(50);
	b.radio.receive();
	a.radio.transmit(bytes(20));
	clock.advance(100);
	assert.close(b.received[0].frequencyErrorHz, 8_695, 435);
});

test("a packet whose CRC does not match is dropped and counted", () => {
	const { clock, air, a, b } = pair();
	air.interfere = () => "damage";
	a.radio.transmit(bytes(20));
	clock.advance(100);
	assert.equal(b.received.length, 0);
	assert.equal(b.radio.counters.crcErrors, 1);
	air.interfere = undefined;
	a.radio.transmit(bytes(30));
	clock.advance(100);
	assert.deepEqual(b.received[0].payload, bytes(30), "the next one");
});

test("a packet without a CRC is dropped and counted: its header may be the damaged part", () => {
	const { clock, a, b } = pair();
	a.chip.transfer(Uint8Array.of(0x1e | 0x80, 0x70));
	a.chip.deselect();
	a.radio.transmit(bytes(20));
	clock.advance(100);
	assert.equal(b.received.length, 0);
	assert.equal(b.radio.counters.strangers, 1);
});

test("a radio that transmits hears nothing meanwhile", () => {
	const { clock, a, b } = pair();
	a.radio.transmit(bytes(100));
	clock.advance(1);
	b.radio.transmit(bytes(4));
	clock.advance(20);
	b.radio.receive();
	clock.advance(200);
	assert.equal(a.received.length + b.received.length, 0);
	assert.equal(a.transmitted, 1);
	assert.equal(b.transmitted, 1);
});

test("standby cuts a transmission off", () => {
	const { clock, a, ended } = pair();
	a.radio.transmit(bytes(100));
	clock.advance(10);
	a.radio.standby();
	clock.advance(200);
	assert.equal(ended[0].receptions[0].fate, "cut off");
	assert.equal(a.transmitted, 0);
	assert.deepEqual(a.faults, []);
});

test("a closed radio is silent, and its bus and pins are free for another", () => {
	const { clock, a, b, ended } = pair();
	assert.throws(() => new SX127x(b.options), /in use/);
	b.radio.close();
	b.radio.close();
	assert.equal(b.radio.state.mode, "closed");
	assert.throws(() => b.radio.receive(), /the radio is closed/);
	a.radio.transmit(bytes(10));
	clock.advance(1_000);
	assert.equal(ended[0].receptions[0].fate, "not listening");
	const next = new SX127x(b.options);
	clock.advance(50);
	assert.equal(next.state.mode, "standby");
});

test("a frame leaves on the frequency that was asked for, before and after a change", () => {
	const { clock, a, ended } = pair();
	for (const frequencyHz of [869_525_000, 868_300_000, 863_125_000]) {
		a.radio.configure({ frequencyHz });
		a.radio.transmit(bytes(4));
		clock.advance(30);
		assert.close(ended[ended.length - 1].emission.frequencyHz, frequencyHz, 31);
	}
});

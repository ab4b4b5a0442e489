/** Two radios hear each other in every way that the chips offer. */
import { timeOnAir } from "../../src/lora/airtime.js";
import { BANDWIDTHS } from "../../src/lora/modulation.js";
import type { RadioSettings } from "../../src/lora/settings.js";
import { assert, test } from "../harness/index.js";
import { bytes, radioBench, SF7 } from "./radio-bench.js";

/** What `b` hears of two frames of `a`, each radio with its own settings. */
function exchange(ofA: Partial<RadioSettings>, ofB: Partial<RadioSettings> = ofA, size = 16) {
	const { clock, station } = radioBench();
	const a = station("a", ofA);
	const b = station("b", ofB);
	clock.advance(50);
	b.radio.receive();
	clock.advance(20);
	for (let i = 0; i < 2; i++) {
		a.radio.transmit(bytes(size, i));
		clock.advance(timeOnAir({ ...SF7, ...ofA.modulation }, size) / 1000 + 20);
	}
	assert.equal(a.transmitted, 2);
	assert.deepEqual([...a.faults, ...b.faults], []);
	return { packets: b.received, counters: b.radio.counters };
}

function bothArrive(ofA: Partial<RadioSettings>, ofB = ofA, size = 16): void {
	const { packets } = exchange(ofA, ofB, size);
	assert.deepEqual(
		packets.map(({ payload }) => payload),
		[bytes(size, 0), bytes(size, 1)],
	);
}

for (const bandwidthHz of Object.keys(BANDWIDTHS).map(Number)) {
	test(`frames arrive at ${bandwidthHz / 1000} kHz, with each spreading factor`, () => {
		for (let spreadingFactor = 7; spreadingFactor <= 12; spreadingFactor++)
			bothArrive({ frequencyHz: 434_000_000, modulation: { ...SF7, spreadingFactor, bandwidthHz } });
	});
}

test("frames arrive with each coding rate, without a header, and with the shortest and a long preamble", () => {
	for (const codingRate of [5, 6, 7, 8] as const) bothArrive({ modulation: { ...SF7, codingRate } });
	bothArrive({ modulation: { ...SF7, implicitLength: 16 } });
	for (const preambleSymbols of [6, 300]) bothArrive({ modulation: { ...SF7, preambleSymbols } });
});

test("frames arrive at spreading factor 6", () => {
	for (const bandwidthHz of [125_000, 500_000])
		bothArrive({ modulation: { ...SF7, spreadingFactor: 6, bandwidthHz, implicitLength: 16 } });
});

test("without a header only frames of the length agreed on are sent", () => {
	const { clock, station } = radioBench();
	const { radio } = station("a", { modulation: { ...SF7, implicitLength: 16 } });
	clock.advance(50);
	assert.throws(() => radio.transmit(bytes(15)), /payload.length is 15: 16 bytes are wanted, the implicit length/);
});

test("a radio that wants a CRC drops what has none, and one that does not takes it", () => {
	const without = { modulation: { ...SF7, payloadCrc: false } };
	const { packets, counters } = exchange(without, {});
	assert.equal(packets.length, 0);
	assert.equal(counters.strangers, 2);
	bothArrive(without);
	bothArrive({}, without);
});

test("inverted IQ is heard by those who expect it, and by nobody else", () => {
	bothArrive({ invertTransmitIq: true }, { invertReceiveIq: true });
	bothArrive({ invertReceiveIq: true }, { invertTransmitIq: true });
	assert.equal(exchange({ invertTransmitIq: true }, {}).packets.length, 0);
	assert.equal(exchange({}, { invertReceiveIq: true }).packets.length, 0);
	assert.equal(exchange({ invertTransmitIq: true }, { invertTransmitIq: true }).packets.length, 0);
});

/** By frequency: strength within a decibel on both ports, and offset of the crystals within 5 %. */
for (const frequencyHz of [169_400_000, 433_920_000, 863_125_000, 867_900_000, 915_000_000]) {
	test(`strength, quality and offset are right at ${frequencyHz / 1e6} MHz`, () => {
		const settings = { frequencyHz, modulation: { ...SF7, bandwidthHz: 125_000 } };
		const { clock, station, ended } = radioBench(7, 120);
		const a = station("a", settings, { crystalPpm: 8 });
		const b = station("b", settings);
		clock.advance(50);
		b.radio.receive();
		clock.advance(20);
		a.radio.transmit(bytes(20));
		clock.advance(200);
		const { rssiDbm, snrDb } = ended[0].receptions[0];
		assert.close(b.received[0].rssiDbm, rssiDbm, 1);
		assert.close(b.received[0].snrDb, Math.min(snrDb, 12), 1);
		assert.close(b.received[0].frequencyErrorHz, frequencyHz * 8e-6, Math.max(frequencyHz * 4e-7, 65));
	});
}

test("the strength on the channel can be read while receiving", () => {
	const { clock, station } = radioBench(1, 90);
	const a = station("a");
	const b = station("b");
	clock.advance(50);
	b.radio.receive();
	clock.advance(20);
	// -174 dBm/Hz, 250 kHz, 7 dB.
	assert.close(b.radio.rssiDbm ?? 0, -113, 1);
	a.radio.transmit(bytes(100));
	clock.advance(20);
	assert.close(b.radio.rssiDbm ?? 0, 14 - 90, 1);
});

test("a chip that has less than the SX1276 is not asked for more", () => {
	const { station } = radioBench();
	assert.throws(() => station("a", { chip: "SX1278" }), /frequencyHz is 869525000: a whole number from 137000000/);
	const long = { modulation: { ...SF7, spreadingFactor: 10 } };
	assert.throws(() => station("b", { chip: "SX1277", ...long }), /spreadingFactor is 10: a whole number from 6 to 9/);
	station("c", { chip: "SX1279", frequencyHz: 800_000_000 });
});

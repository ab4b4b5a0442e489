import type { Modulation } from "../../src/lora/modulation.js";
import type { ReceivedPacket } from "../../src/lora/received-packet.js";
import { Air } from "../../tools/sim/air.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { PacketRadio } from "../../tools/sim/packet-radio.js";
import { assert, test } from "../harness/index.js";
import { radioBench } from "../lora/radio-bench.js";

const SF7: Modulation = { spreadingFactor: 7, bandwidthHz: 250_000, codingRate: 5, preambleSymbols: 8 };

interface PairOptions {
	pathLossDb?: number;
	crystalPpm?: number;
	modulation?: Modulation;
}

function pair({ pathLossDb = 100, crystalPpm = 0, modulation = SF7 }: PairOptions = {}) {
	const clock = new VirtualClock();
	const air = new Air({ clock, seed: 1, pathLossDb });
	const received: ReceivedPacket[] = [];
	const transmitted: number[] = [];
	const radio = (name: string, ppm: number) => {
		const made = new PacketRadio({
			clock,
			frequencyHz: 869_525_000,
			powerDbm: 14,
			syncWord: 0x12,
			modulation,
			crystalPpm: ppm,
			onReceive: (packet) => received.push(packet),
			onTransmitted: () => transmitted.push(clock.now()),
		});
		made.antenna = air.join(name, made);
		return made;
	};
	return { clock, air, received, transmitted, a: radio("a", crystalPpm), b: radio("b", 0) };
}

test("a frame arrives at its end, with what the chip would say of it", () => {
	const { clock, received, transmitted, a, b } = pair({ crystalPpm: 10 });
	b.receive();
	a.transmit(Uint8Array.of(1, 2, 3, 4));
	assert.equal(a.state.mode, "transmitting");
	clock.advance(20);
	assert.equal(a.state.mode, "standby");
	assert.equal(b.state.mode, "receiving");
	assert.close(transmitted[0], 15.488, 0.001);
	const [{ payload, rssiDbm, snrDb, frequencyErrorHz }] = received;
	assert.deepEqual(payload, Uint8Array.of(1, 2, 3, 4));
	// Whole steps of a register: 16/15 dB.
	assert.close(rssiDbm, -86, 0.6);
	assert.close((rssiDbm + 157) * (15 / 16), Math.round((rssiDbm + 157) * (15 / 16)), 1e-9);
	assert.equal(snrDb, 12);
	assert.close(frequencyErrorHz, 8695, 1);
});

test("below the noise the strength goes on by the ratio, in quarters of a decibel", () => {
	const { clock, received, a, b } = pair({ pathLossDb: 131 });
	b.receive();
	a.transmit(new Uint8Array(4));
	clock.advance(20);
	assert.equal(received[0].snrDb, -4);
	assert.close(received[0].rssiDbm, -117, 0.6);
});

test("it hears only what it is tuned to, and only while it receives", () => {
	const { clock, received, a, b } = pair();
	a.transmit(new Uint8Array(4));
	clock.advance(20);
	b.receive();
	b.configure({ modulation: { ...SF7, spreadingFactor: 8 } });
	a.transmit(new Uint8Array(4));
	clock.advance(20);
	assert.equal(received.length, 0);
	a.configure({ modulation: { ...SF7, spreadingFactor: 8 } });
	a.transmit(new Uint8Array(4));
	clock.advance(50);
	assert.equal(received.length, 1);
});

test("a damaged frame is counted and not handed on", () => {
	const { clock, air, received, a, b } = pair();
	air.interfere = () => "damage";
	b.receive();
	a.transmit(new Uint8Array(4));
	clock.advance(20);
	assert.deepEqual([received.length, b.counters.crcErrors], [0, 1]);
});

test("a transmission that is stopped is cut off, and not reported", () => {
	const { clock, transmitted, received, a, b } = pair();
	b.receive();
	a.transmit(new Uint8Array(4));
	clock.advance(10);
	a.standby();
	clock.advance(20);
	assert.deepEqual([transmitted.length, received.length], [0, 0]);
	assert.equal(a.state.mode, "standby");
});

test("it refuses what it can't do, in a sentence", () => {
	const { a } = pair();
	assert.throws(() => a.transmit(new Uint8Array(256)), /^frame\.length is 256: 1 to 255 bytes are wanted$/);
	a.transmit(new Uint8Array(1));
	assert.throws(() => a.receive(), /^receive: the radio is transmitting$/);
	assert.throws(() => a.transmit(new Uint8Array(1)), /^transmit: the radio is transmitting$/);
	a.close();
	assert.throws(() => a.configure({ modulation: SF7 }), /^configure: the radio is closed$/);
});

const LIKE_THE_CHIP: [what: string, modulation: Modulation, bytes: number][] = [
	["a narrow bandwidth", { ...SF7, bandwidthHz: 7_800 }, 5],
	["41.7 kHz and low data rate optimisation", { ...SF7, spreadingFactor: 11, bandwidthHz: 41_700 }, 20],
	["no header", { ...SF7, implicitLength: 12 }, 12],
	["spreading factor 6", { ...SF7, spreadingFactor: 6, implicitLength: 12 }, 12],
	["no CRC", { ...SF7, payloadCrc: false }, 33],
];

for (const [what, modulation, bytes] of LIKE_THE_CHIP) {
	test(`with ${what} it sends what the chip and its driver send, and each hears the other`, () => {
		const bench = radioBench();
		const { clock, air, ended } = bench;
		// 7.8 kHz need the frequency of errata note 2.3, which RegFrf has not to the hertz.
		const chip = bench.station("chip", { modulation, frequencyHz: 869_525_000, syncWord: 0x12, powerDbm: 14 });
		const received: number[] = [];
		const options = { clock, frequencyHz: 869_525_000, powerDbm: 14, syncWord: 0x12, modulation };
		const radio = new PacketRadio({ ...options, onReceive: ({ payload }) => received.push(payload.length) });
		radio.antenna = air.join("packets", radio);
		clock.advance(1000);
		radio.receive();
		chip.radio.transmit(new Uint8Array(bytes));
		clock.advance(10_000);
		chip.radio.receive();
		clock.advance(10);
		radio.transmit(new Uint8Array(bytes));
		clock.advance(10_000);
		const [byChip, byPackets] = ended.map(({ emission }) => emission);
		assert.close(byPackets.durationUs, byChip.durationUs, 0.001);
		assert.close(byPackets.frequencyHz, byChip.frequencyHz, 61);
		const { frequencyHz, durationUs, ...rest } = byChip;
		assert.deepEqual({ ...byPackets, frequencyHz, durationUs }, { frequencyHz, durationUs, ...rest });
		assert.deepEqual(received, [bytes]);
		assert.deepEqual(
			chip.received.map(({ payload }) => payload.length),
			[bytes],
		);
	});
}

test("without a CRC damage goes unnoticed; without a header length and coding rate are what this end was told", () => {
	const unchecked = pair({ modulation: { ...SF7, payloadCrc: false } });
	unchecked.air.interfere = () => "damage";
	unchecked.b.receive();
	unchecked.a.transmit(Uint8Array.of(1, 2, 3, 4));
	unchecked.clock.advance(50);
	assert.equal(unchecked.received.length, 1);
	assert.notEqual(unchecked.received[0].payload.join(), "1,2,3,4");

	for (const told of [{ implicitLength: 3 }, { codingRate: 8 as const }]) {
		const implicit = { ...SF7, implicitLength: 4 };
		const { clock, received, a, b } = pair({ modulation: implicit });
		b.configure({ modulation: { ...implicit, ...told } });
		b.receive();
		a.transmit(Uint8Array.of(1, 2, 3, 4));
		clock.advance(50);
		assert.deepEqual([received.length, b.counters.crcErrors], [0, 1]);
		b.configure({ modulation: { ...implicit, ...told, payloadCrc: false } });
		a.transmit(Uint8Array.of(1, 2, 3, 4));
		clock.advance(50);
		assert.equal(received[0].payload.length, told.implicitLength ?? 4);
	}
	assert.throws(
		() => pair({ modulation: { ...SF7, implicitLength: 4 } }).a.transmit(new Uint8Array(3)),
		/4 bytes are wanted/,
	);
	assert.throws(() => pair({ modulation: { ...SF7, spreadingFactor: 6 } }), /^modulation\.implicitLength is undefined/);
	assert.throws(() => pair({ modulation: { ...SF7, bandwidthHz: 100 } }), /^modulation\.bandwidthHz is 100/);
});

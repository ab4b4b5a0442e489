import type { Modulation } from "../../src/lora/modulation.js";
import type { ReceivedPacket } from "../../src/lora/received-packet.js";
import { Air } from "../../tools/sim/air.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { PacketRadio } from "../../tools/sim/packet-radio.js";
import { assert, test } from "../harness/index.js";

const SF7: Modulation = { spreadingFactor: 7, bandwidthHz: 250_000, codingRate: 5, preambleSymbols: 8 };

function pair({ pathLossDb = 100, crystalPpm = 0 } = {}) {
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
			modulation: SF7,
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

import { SX127x } from "../../src/lora/sx127x.js";
import { assert, test } from "../harness/index.js";
import { bytes, pair, radioBench, SF7 } from "./radio-bench.js";

for (const [version, kind] of [
	[0x00, "no chip"],
	[0xff, "no chip"],
	[0x22, "foreign chip"],
] as const) {
	test(`a chip whose version reads ${version} is reported as ${kind}, tried again ever more slowly, and welcomed`, () => {
		const { clock, station } = radioBench();
		const a = station("a", {}, { faults: { version } });
		const { radio, chip, faults } = a;
		clock.advance(200);
		assert.deepEqual(faults[0], { kind, version });
		assert.equal(radio.state.mode, "failed");
		assert.throws(() => radio.transmit(bytes(1)), /the radio is failed/);
		clock.advance(3_600_000);
		assert.ok(faults.length > 55 && faults.length < 65, `${faults.length} reports in an hour`);
		assert.equal(a.ready, 0);
		chip.faults.version = 0x12;
		radio.receive();
		clock.advance(2_100);
		assert.equal(radio.state.mode, "receiving");
		assert.equal(a.ready, 1);
	});
}

test("what is configured while the chip is away applies when it is back", () => {
	const { clock, station } = radioBench();
	const { radio, chip } = station("a", {}, { faults: { dead: true } });
	clock.advance(200);
	radio.configure({ modulation: { ...SF7, spreadingFactor: 12 } });
	chip.faults.dead = false;
	clock.advance(2_100);
	assert.equal(chip.peek(0x1e), 0xc4);
});

test("a transmission that never ends is given up, the chip reset and configured again, and then reported", () => {
	const { clock, a, b } = pair();
	const modulation = { ...SF7, spreadingFactor: 9 };
	for (const { radio } of [a, b])
		radio.configure({ modulation, syncWord: 0xf3, frequencyHz: 868_300_000, powerDbm: 10 });
	a.chip.faults.stuckTransmit = true;
	a.radio.receive();
	a.radio.transmit(bytes(20));
	clock.advance(92.672 * 1.5 + 99);
	assert.equal(a.radio.state.mode, "transmitting");
	clock.advance(1.1);
	assert.equal(a.radio.state.mode, "resetting");
	assert.deepEqual(a.faults, []);
	clock.advance(45);
	assert.deepEqual(a.faults, [{ kind: "transmit timeout" }]);
	assert.deepEqual(a.radio.state, { mode: "standby" });
	assert.equal(a.radio.counters.recoveries, 1);
	assert.equal(a.ready, 1);
	assert.equal(a.chip.peek(0x39), 0xf3);
	a.chip.faults.stuckTransmit = false;
	const heard = b.received.length;
	a.radio.transmit(bytes(21));
	clock.advance(200);
	assert.equal(a.transmitted, 1);
	assert.deepEqual(b.received[heard].payload, bytes(21));
});

test("a packet whose interrupt was missed is found by polling within half a second", () => {
	const { clock, a, b } = pair();
	b.chip.faults.loseEdges = 1;
	a.radio.transmit(bytes(20));
	clock.advance(530);
	assert.deepEqual(b.received[0].payload, bytes(20));
	assert.equal(b.radio.counters.missedEdges, 1);
	a.radio.transmit(bytes(20));
	clock.advance(40);
	assert.equal(b.received.length, 2);
});

test("the end of a transmission is found though its interrupt was missed", () => {
	const { clock, a } = pair();
	a.chip.faults.loseEdges = 1;
	a.radio.transmit(bytes(20));
	clock.advance(28.288 + 6);
	assert.equal(a.transmitted, 1);
	assert.equal(a.radio.counters.missedEdges, 1);
	clock.advance(1_000);
	assert.deepEqual(a.faults, []);
});

test("a chip that has fallen out of receiving is armed again", () => {
	const { clock, a, b } = pair();
	b.chip.transfer(Uint8Array.of(0x81, 0x81));
	b.chip.deselect();
	clock.advance(600);
	a.radio.transmit(bytes(20));
	clock.advance(100);
	assert.equal(b.received.length, 1);
	assert.equal(b.radio.counters.rearms, 1);
});

test("a chip that lost its supply for a moment is configured again and goes on receiving", () => {
	const { clock, a, b } = pair();
	b.chip.brownOut();
	clock.advance(600);
	assert.deepEqual(b.faults, [{ kind: "lost configuration", register: 0x01, expected: 0x85, actual: 0x09 }]);
	assert.equal(b.radio.state.mode, "receiving");
	a.radio.transmit(bytes(20));
	clock.advance(100);
	assert.equal(b.received.length, 1);
});

test("a chip that has lost LoRa mode is never told to transmit", () => {
	const { clock, a, ended } = pair();
	// Strict would report the attempt to leave FSK mode; a real chip ignores it.
	a.chip.strict = false;
	a.chip.brownOut();
	clock.advance(11);
	a.radio.transmit(bytes(20));
	assert.equal(a.radio.state.mode, "resetting");
	clock.advance(100);
	assert.deepEqual(a.faults, [{ kind: "lost configuration", register: 0x01, expected: 0x81, actual: 0x01 }]);
	assert.equal(a.radio.state.mode, "standby");
	assert.equal(a.chip.fskTransmissions, 0);
	assert.equal(ended.length, 0);
});

test("a setting garbled on its way to the chip is noticed and written again", () => {
	const { clock, a } = pair();
	a.chip.faults.garbleWrites = 12;
	a.radio.configure({ modulation: { ...SF7, spreadingFactor: 10 } });
	clock.advance(300);
	assert.equal(a.chip.peek(0x1d), 0x82);
	assert.equal(a.chip.peek(0x1e), 0xa4);
	assert.equal(a.radio.state.mode, "standby");
});

test("a dead chip is missed, and its return announced", () => {
	const { clock, b } = pair();
	b.chip.faults.dead = true;
	clock.advance(2_000);
	assert.equal(b.radio.state.mode, "failed");
	assert.deepEqual(b.faults[0], { kind: "no chip", version: 0 });
	b.chip.faults.dead = false;
	clock.advance(6_000);
	assert.equal(b.ready, 2);
	assert.equal(b.radio.state.mode, "receiving");
});

test("no timer of a transmission outlives it", () => {
	const { clock, a } = pair();
	a.radio.transmit(bytes(20));
	clock.advance(10);
	a.radio.standby();
	a.radio.receive();
	clock.advance(60_000);
	a.radio.transmit(bytes(20));
	clock.advance(10);
	a.radio.standby();
	clock.advance(10);
	a.radio.transmit(bytes(255));
	clock.advance(150);
	assert.equal(a.radio.counters.missedEdges, 0);
	assert.deepEqual(a.faults, []);
	assert.equal(a.radio.state.mode, "transmitting");
});

test("a payload garbled on its way to the chip is noticed before it goes out", () => {
	const { clock, a, b } = pair();
	const { io: SPI } = a.options.spi;
	a.radio.close();
	let garble = 2;
	class GarblingSPI extends SPI {
		override transfer(buffer: Uint8Array): void {
			// A burst into the FIFO.
			if (buffer[0] === 0x80 && garble-- > 0) buffer[7] ^= 0x10;
			super.transfer(buffer);
		}
	}
	const radio = new SX127x({ ...a.options, spi: { ...a.options.spi, io: GarblingSPI } });
	clock.advance(50);
	radio.transmit(bytes(20));
	clock.advance(100);
	assert.deepEqual(
		b.received.map(({ payload }) => payload),
		[bytes(20)],
	);
	assert.deepEqual(a.faults, []);
});

test("a packet garbled on its way from the chip is dropped and counted", () => {
	const { clock, a, b } = pair();
	const { io: SPI } = b.options.spi;
	b.radio.close();
	let garble = 1;
	class GarblingSPI extends SPI {
		override transfer(buffer: Uint8Array): void {
			const fromFifo = buffer[0] === 0x00 && buffer.length > 2;
			super.transfer(buffer);
			if (fromFifo && garble-- > 0) buffer[5] ^= 0x01;
		}
	}
	const radio = new SX127x({ ...b.options, spi: { ...b.options.spi, io: GarblingSPI } });
	clock.advance(50);
	radio.receive();
	for (let i = 0; i < 2; i++) {
		a.radio.transmit(bytes(20, i));
		clock.advance(100);
	}
	assert.deepEqual(
		b.received.map(({ payload }) => payload),
		[bytes(20, 1)],
	);
	assert.equal(radio.counters.misread, 1);
});

test("an SPI that throws is a fault like any other, and nothing gets out of a callback", () => {
	const { clock, a, b } = pair();
	const { io: SPI } = b.options.spi;
	b.radio.close();
	let broken = false;
	class BreakingSPI extends SPI {
		override transfer(buffer: Uint8Array): void {
			if (broken) throw new Error("SPI host busy");
			super.transfer(buffer);
		}
	}
	const radio = new SX127x({ ...b.options, spi: { ...b.options.spi, io: BreakingSPI } });
	clock.advance(50);
	radio.receive();
	broken = true;
	clock.advance(1_000);
	assert.equal(radio.state.mode, "failed");
	assert.deepEqual(b.faults, [{ kind: "bus failure", reason: "SPI host busy" }]);
	broken = false;
	clock.advance(2_100);
	assert.equal(radio.state.mode, "receiving");
	a.radio.transmit(bytes(20));
	clock.advance(100);
	assert.equal(b.received.length, 1);
	broken = true;
	radio.configure({ powerDbm: 10 });
	assert.equal(radio.state.mode, "resetting");
	radio.close();
});

test("flags are cleared exactly as they were read", () => {
	const { clock, a, b } = pair();
	const { io: SPI } = b.options.spi;
	b.radio.close();
	const cleared: number[] = [];
	class WatchedSPI extends SPI {
		override transfer(buffer: Uint8Array): void {
			if (buffer[0] === 0x92) cleared.push(buffer[1]);
			super.transfer(buffer);
		}
	}
	const radio = new SX127x({ ...b.options, spi: { ...b.options.spi, io: WatchedSPI } });
	clock.advance(50);
	radio.receive();
	cleared.length = 0;
	a.radio.transmit(bytes(20));
	clock.advance(100);
	// RxDone and ValidHeader.
	assert.deepEqual(cleared, [0x50]);
});

test("a flag left over from before is not taken for the end of what comes after", () => {
	const { clock, a, b } = pair();
	b.chip.faults.loseEdges = 1;
	a.radio.transmit(bytes(20));
	clock.advance(40);
	b.radio.standby();
	b.radio.receive();
	clock.advance(1_000);
	assert.equal(b.received.length, 0);
	assert.equal(b.radio.counters.missedEdges, 0);
});

/** Chips that do what no datasheet forbids, or a little otherwise: the radio works all the same. */
import { SX127x } from "../../src/lora/sx127x.js";
import type { ChipFaults } from "../../tools/sim/sx1276.js";
import { assert, test } from "../harness/index.js";
import { bytes, pair, radioBench, SF7, type Station } from "./radio-bench.js";

/** Puts something between the driver of `station` and its chip, and starts it anew. */
function behind(station: Station, tamper: (buffer: Uint8Array, transfer: () => void) => void): SX127x {
	const { io: SPI } = station.options.spi;
	station.radio.close();
	class TamperedSPI extends SPI {
		override transfer(buffer: Uint8Array): void {
			tamper(buffer, () => super.transfer(buffer));
		}
	}
	station.radio = new SX127x({ ...station.options, spi: { ...station.options.spi, io: TamperedSPI } });
	return station.radio;
}

/** How many of ten frames `b` hears, and with `tamper` between its driver and its chip. */
function heardOfTen(tamper: (buffer: Uint8Array, transfer: () => void) => void): { heard: number; faults: string[] } {
	const { clock, a, b } = pair();
	const radio = behind(b, tamper);
	clock.advance(1_000);
	radio.receive();
	for (let i = 0; i < 10; i++) {
		a.radio.transmit(bytes(20, i));
		clock.advance(450);
	}
	return { heard: b.received.length, faults: b.faults.map(({ kind }) => kind) };
}

/** A register with reserved bits, and what they are. */
const RESERVED: [register: number, bits: number][] = [
	[0x0b, 0x40],
	[0x26, 0x01],
	[0x31, 0x10],
	[0x33, 0x08],
	[0x4d, 0x20],
	[0x2f, 0x80],
	[0x3a, 0x02],
];

for (const [register, bits] of RESERVED) {
	test(`reserved bits that read otherwise in register 0x${register.toString(16)} are of no account`, () => {
		const { heard, faults } = heardOfTen((buffer, transfer) => {
			const isRead = buffer[0] === register;
			transfer();
			if (isRead) buffer[1] ^= bits;
		});
		assert.equal(heard, 10);
		assert.deepEqual(faults, []);
	});
}

for (const register of [0x1f, 0x23, 0x37, 0x0e, 0x39]) {
	test(`a register 0x${register.toString(16)} that always reads otherwise is reported once and borne`, () => {
		const { heard, faults } = heardOfTen((buffer, transfer) => {
			const isRead = buffer[0] === register;
			transfer();
			if (isRead) buffer[1] ^= 0x01;
		});
		assert.equal(heard, 10);
		assert.deepEqual(faults, ["odd register"]);
	});
}

test("a mode register that lags behind by ten readings does not keep the radio from coming up", () => {
	let [shown, actual, lag] = [0x09, 0x09, 0];
	const { heard, faults } = heardOfTen((buffer, transfer) => {
		const isRead = buffer[0] === 0x01;
		transfer();
		if (!isRead) return;
		if (buffer[1] !== actual) [shown, actual, lag] = [actual, buffer[1], 10];
		buffer[1] = lag-- > 0 ? shown : actual;
	});
	assert.equal(heard, 10);
	assert.deepEqual(faults, []);
});

test("a chip that names its synthesizer's mode while that starts is believed", () => {
	let left = 0;
	const { heard, faults } = heardOfTen((buffer, transfer) => {
		const [first, second] = buffer;
		transfer();
		if (first === 0x81 && second === 0x85) left = 2;
		if (first === 0x01 && buffer[1] === 0x85 && left-- > 0) buffer[1] = 0x84;
	});
	assert.equal(heard, 10);
	assert.deepEqual(faults, []);
});

test("a receiver that says it is in standby, and yet receives, is not begun anew again and again", () => {
	const { heard } = heardOfTen((buffer, transfer) => {
		const isRead = buffer[0] === 0x01;
		transfer();
		if (isRead && buffer[1] === 0x85) buffer[1] = 0x81;
	});
	assert.ok(heard >= 8, `${heard} of 10`);
});

test("packets whose ValidHeader is never raised are told by the chip's count", () => {
	const { heard } = heardOfTen((buffer, transfer) => {
		const isRead = buffer[0] === 0x12;
		transfer();
		if (isRead) buffer[1] &= ~0x10;
	});
	assert.equal(heard, 10);
});

test("packets that the chip does not count are told by their ValidHeader", () => {
	const { heard } = heardOfTen((buffer, transfer) => {
		const first = buffer[0];
		transfer();
		if (first === 0x10) buffer.fill(0, 1 + 6, 1 + 8);
		if (first === 0x16) buffer.fill(0, 1);
	});
	assert.equal(heard, 10);
});

test("a flag that can't be cleared and is of no use to receive is left alone", () => {
	const { heard, faults } = heardOfTen((buffer, transfer) => {
		const isRead = buffer[0] === 0x12;
		transfer();
		if (isRead) buffer[1] |= 0x04;
	});
	assert.equal(heard, 10);
	assert.deepEqual(faults, []);
});

for (const crystalPpm of [-100, -10, 10, 100]) {
	test(`a crystal ${crystalPpm} ppm off does not keep the calibration from ending`, () => {
		const { clock, station } = radioBench();
		const a = station("a", {}, { crystalPpm });
		clock.advance(60);
		assert.equal(a.ready, 1);
		assert.deepEqual(a.faults, []);
	});
}

test("a calibration that never ends does not keep the radio from coming up", () => {
	const { heard, faults } = heardOfTen((buffer, transfer) => {
		const isRead = buffer[0] === 0x3b;
		transfer();
		// On LoRa's page the register is another one.
		if (isRead && buffer[1] !== 0x1d) buffer[1] |= 0x20;
	});
	assert.equal(heard, 10);
	assert.deepEqual(faults, []);
});

test("without its reset wire the chip is led to where a reset would have, from any mode", () => {
	const { clock, a, b } = pair();
	b.chip.strict = false;
	for (const opMode of [0x85, 0x81, 0x80]) {
		b.radio.close();
		b.chip.transfer(Uint8Array.of(0x81, 0x81));
		b.chip.deselect();
		b.chip.transfer(Uint8Array.of(0x81, opMode));
		b.chip.deselect();
		const { io: Digital } = b.options.reset;
		class UnconnectedDigital extends Digital {
			override write(): void {}
		}
		b.radio = new SX127x({ ...b.options, reset: { ...b.options.reset, io: UnconnectedDigital } });
		clock.advance(100);
		b.radio.receive();
		const before = b.received.length;
		a.radio.transmit(bytes(20));
		clock.advance(100);
		assert.equal(b.received.length, before + 1, opMode.toString(16));
	}
});

test("a reset pin that throws is a fault like any other, and what was claimed before a pin that can't be had is free", () => {
	const { clock, b } = pair();
	const { io: Digital } = b.options.reset;
	b.radio.close();
	let broken = true;
	class BreakingDigital extends Digital {
		override write(value: number): void {
			if (broken && value === 0) throw new Error("pin lost");
			super.write(value);
		}
	}
	b.radio = new SX127x({ ...b.options, reset: { ...b.options.reset, io: BreakingDigital } });
	clock.advance(1_000);
	assert.deepEqual(b.faults, [{ kind: "bus failure", reason: "pin lost" }]);
	broken = false;
	clock.advance(2_100);
	assert.equal(b.radio.state.mode, "standby");
	b.radio.close();
	class NoDigital extends Digital {
		constructor(options: ConstructorParameters<typeof Digital>[0]) {
			if (options.onReadable !== undefined) throw new Error("no such pin");
			super(options);
		}
	}
	const interrupt = { ...b.options.interrupt, io: NoDigital };
	assert.throws(() => new SX127x({ ...b.options, interrupt }), /no such pin/);
	b.radio = new SX127x(b.options);
	clock.advance(100);
	assert.equal(b.radio.state.mode, "standby");
});

const ENDLESS: [what: string, fault: Partial<ChipFaults> | "receive"][] = [
	["can't be told to receive", "receive"],
	["never ends a transmission", { stuckTransmit: true }],
];

for (const [what, fault] of ENDLESS) {
	test(`a chip that ${what} is reset ever more slowly, and each time that is told`, () => {
		const { clock, a, b } = pair();
		let faults = 0;
		const { io: SPI } = b.options.spi;
		b.radio.close();
		class FailingSPI extends SPI {
			override transfer(buffer: Uint8Array): void {
				if (fault === "receive" && buffer[0] === 0x81 && buffer[1] === 0x85) throw new Error("no");
				super.transfer(buffer);
			}
		}
		if (fault !== "receive") Object.assign(b.chip.faults, fault);
		b.radio = new SX127x({
			...b.options,
			spi: { ...b.options.spi, io: FailingSPI },
			onReady: () => fault !== "receive" && b.radio.transmit(bytes(4)),
			onFault: () => {
				faults++;
				if (b.radio.state.mode === "standby") b.radio.transmit(bytes(4));
			},
		});
		b.radio.receive();
		clock.advance(600_000);
		const limit = fault === "receive" ? 12 : 320;
		assert.ok(faults >= 1 && faults <= limit, `${faults} faults in ten minutes`);
		assert.equal(a.radio.counters.recoveries, 0);
	});
}

test("a receiver that stops by itself again and again is begun anew ever more slowly, and reported", () => {
	const { clock, b } = pair();
	const stop = () => {
		clock.after(250, () => {
			b.chip.transfer(Uint8Array.of(0x81, 0x81));
			b.chip.deselect();
			stop();
		});
	};
	b.chip.strict = false;
	stop();
	clock.advance(600_000);
	const { rearms, recoveries } = b.radio.counters;
	assert.ok(rearms < 3_000, `${rearms} rearms`);
	assert.ok(b.faults.length > 0 || recoveries === 0);
});

test("one bit of an address garbled on its way does not leave the radio changed for good", () => {
	for (const register of [0x0d, 0x22, 0x40, 0x12]) {
		for (let bit = 0; bit < 7; bit++) {
			const { clock, a, b } = pair();
			let left = 1;
			a.chip.strict = false;
			const radio = behind(a, (buffer, transfer) => {
				if (radio?.state.mode === "receiving" && buffer[0] === (register | 0x80) && left-- > 0) buffer[0] ^= 1 << bit;
				transfer();
			});
			clock.advance(100);
			radio.receive();
			clock.advance(20);
			radio.transmit(bytes(20));
			clock.advance(200);
			if (radio.state.mode === "standby") radio.receive();
			clock.advance(5_000);
			const [heard, sent] = [a.received.length, b.received.length];
			b.radio.transmit(bytes(100));
			clock.advance(200);
			assert.equal(a.received.length, heard + 1, `register ${register}, bit ${bit}: hears`);
			b.radio.receive();
			if (radio.state.mode !== "standby") radio.standby();
			radio.transmit(bytes(100));
			clock.advance(200);
			assert.equal(b.received.length, sent + 1, `register ${register}, bit ${bit}: is heard`);
		}
	}
});

test("a supply that fails while something long is under way is noticed within a second", () => {
	for (const start of ["transmit", "receiveOnce", "scan"] as const) {
		const { clock, station } = radioBench();
		const a = station("a", { modulation: { ...SF7, spreadingFactor: 12, bandwidthHz: 125_000 } });
		clock.advance(60);
		if (start === "transmit") a.radio.transmit(bytes(100));
		else if (start === "receiveOnce") a.radio.receiveOnce(1_000);
		else a.radio.scan();
		clock.advance(10);
		a.chip.brownOut();
		clock.advance(1_000);
		assert.equal(a.faults.length, 1, start);
		assert.equal(a.radio.state.mode, "standby", start);
	}
});

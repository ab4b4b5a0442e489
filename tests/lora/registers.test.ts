/** Every setting in registers, by hand from the datasheet, as the chip holds them afterwards. */
import type { Modulation } from "../../src/lora/modulation.js";
import type { RadioSettings } from "../../src/lora/settings.js";
import { LADDER, modulationOf } from "../../src/negotiation/ladder.js";
import { assert, test } from "../harness/index.js";
import { radioBench, SF7 } from "./radio-bench.js";

/** What the chip's registers hold once a radio has these settings and receives. */
function dump(settings: Partial<RadioSettings>, registers: readonly number[]): string {
	const { clock, station } = radioBench();
	const { radio, chip } = station("a", settings);
	clock.advance(50);
	radio.receive();
	return registers.map((register) => hex(chip.peek(register))).join(" ");
}

function hex(value: number): string {
	return value.toString(16).padStart(2, "0");
}

/** All that a LoRa driver has to do with, in order. */
const ALL = [
	...[0x01, 0x06, 0x07, 0x08, 0x09, 0x0b, 0x0c, 0x0e, 0x0f, 0x11, 0x1d, 0x1e, 0x1f, 0x20, 0x21, 0x23, 0x24, 0x26],
	...[0x2f, 0x30, 0x31, 0x33, 0x36, 0x37, 0x39, 0x3b, 0x40, 0x4d],
];

/** Of the ladder, by rung: 869.525 MHz, 14 dBm at PA_BOOST, coding rate 4/5, preamble 8, sync word 0x12. */
const RUNGS = [
	"85 d9 61 9a fc 2b 23 00 00 00 72 c4 64 00 08 ff 00 0c 40 00 43 27 03 0a 12 1d 00 84",
	"85 d9 61 9a fc 2b 23 00 00 00 82 c4 64 00 08 ff 00 0c 40 00 43 27 03 0a 12 1d 00 84",
	"85 d9 61 9a fc 2b 23 00 00 00 82 b4 64 00 08 ff 00 04 40 00 43 27 03 0a 12 1d 00 84",
	"85 d9 61 9a fc 2b 23 00 00 00 82 a4 64 00 08 ff 00 04 40 00 43 27 03 0a 12 1d 00 84",
	"85 d9 61 9a fc 2b 23 00 00 00 82 94 64 00 08 ff 00 04 40 00 43 27 03 0a 12 1d 00 84",
	"85 d9 61 9a fc 2b 23 00 00 00 82 84 64 00 08 ff 00 04 40 00 43 27 03 0a 12 1d 00 84",
	"85 d9 61 9a fc 2b 23 00 00 00 82 74 64 00 08 ff 00 04 40 00 43 27 03 0a 12 1d 00 84",
];

for (const [rung, { spreadingFactor, bandwidthHz }] of LADDER.entries()) {
	test(`every register at SF${spreadingFactor} and ${bandwidthHz / 1000} kHz is what the datasheet wants`, () => {
		assert.equal(dump({ modulation: modulationOf(rung) }, ALL), RUNGS[rung]);
	});
}

/** By bandwidth at 434 MHz, at spreading factor 12: 1d, 26, then errata note 2.3 (2f, 30, 31), Frf, 2.1 (36). */
const BANDWIDTHS: [bandwidthHz: number, registers: string][] = [
	[7_800, "02 0c 48 00 43 6c 80 80 03"],
	[10_400, "12 0c 44 00 43 6c 80 ab 03"],
	[15_600, "22 0c 44 00 43 6c 81 00 03"],
	[20_800, "32 0c 44 00 43 6c 81 55 03"],
	[31_250, "42 0c 44 00 43 6c 82 00 03"],
	[41_700, "52 0c 44 00 43 6c 82 ab 03"],
	[62_500, "62 0c 40 00 43 6c 80 00 03"],
	[125_000, "72 0c 40 00 43 6c 80 00 03"],
	[250_000, "82 0c 40 00 43 6c 80 00 03"],
];

for (const [bandwidthHz, registers] of BANDWIDTHS) {
	test(`at ${bandwidthHz / 1000} kHz the errata's intermediate frequency and receive shift are set`, () => {
		const modulation = { ...SF7, spreadingFactor: 12, bandwidthHz };
		const settings = { frequencyHz: 434_000_000, modulation };
		assert.equal(dump(settings, [0x1d, 0x26, 0x2f, 0x30, 0x31, 0x06, 0x07, 0x08, 0x36]), registers);
	});
}

test("the receive shift is undone to transmit, and does not add up", () => {
	const { clock, station } = radioBench();
	const modulation = { ...SF7, bandwidthHz: 31_250 };
	const { radio, chip } = station("a", { frequencyHz: 434_000_000, modulation });
	clock.advance(50);
	const frequency = () => [0x06, 0x07, 0x08].map((register) => hex(chip.peek(register))).join(" ");
	for (let i = 0; i < 3; i++) {
		radio.receive();
		assert.equal(frequency(), "6c 82 00");
		radio.transmit(Uint8Array.of(1));
		assert.equal(frequency(), "6c 80 00");
		clock.advance(1_000);
	}
});

/** 31, 36, 3a at 500 kHz. */
const WIDE: [frequencyHz: number, registers: string][] = [
	[864_000_000, "c3 02 64"],
	[434_000_000, "c3 02 7f"],
];

for (const [frequencyHz, registers] of WIDE) {
	test(`the errata for 500 kHz are applied at ${frequencyHz / 1e6} MHz and undone with the bandwidth`, () => {
		const { clock, station } = radioBench();
		const { radio, chip } = station("a", { frequencyHz, modulation: { ...SF7, bandwidthHz: 500_000 } });
		clock.advance(50);
		assert.equal([0x31, 0x36, 0x3a].map((register) => hex(chip.peek(register))).join(" "), registers);
		radio.configure({ modulation: SF7 });
		assert.equal([0x31, 0x36, 0x2f].map((register) => hex(chip.peek(register))).join(" "), "43 03 40");
	});
}

test("spreading factor 6 has a detector of its own, no header, and gives both back", () => {
	const { clock, station } = radioBench();
	const modulation: Modulation = { ...SF7, spreadingFactor: 6, implicitLength: 16 };
	const { radio, chip } = station("a", { modulation });
	clock.advance(50);
	const held = () => [0x1d, 0x1e, 0x22, 0x31, 0x37].map((register) => hex(chip.peek(register))).join(" ");
	assert.equal(held(), "83 64 10 45 0c");
	radio.configure({ modulation: SF7 });
	assert.equal(held(), "82 74 10 43 0a");
});

/** PaConfig, PaDac, Ocp. */
const POWERS: [powerOutput: "PA_BOOST" | "RFO", powerDbm: number, registers: string][] = [
	["PA_BOOST", 2, "f0 84 2b"],
	["PA_BOOST", 14, "fc 84 2b"],
	["PA_BOOST", 17, "ff 84 2b"],
	["PA_BOOST", 18, "fd 87 31"],
	["PA_BOOST", 20, "ff 87 31"],
	["RFO", -4, "00 84 2b"],
	["RFO", -1, "03 84 2b"],
	["RFO", 0, "70 84 2b"],
	["RFO", 14, "7e 84 2b"],
];

for (const [powerOutput, powerDbm, registers] of POWERS) {
	test(`${powerDbm} dBm at ${powerOutput} come with the current limit that they need`, () => {
		assert.equal(dump({ powerOutput, powerDbm }, [0x09, 0x4d, 0x0b]), registers);
	});
}

/** InvertIQ and InvertIQ2, receiving and transmitting. */
const IQ: [invertReceiveIq: boolean, invertTransmitIq: boolean, receiving: string, transmitting: string][] = [
	[false, false, "27 1d", "27 1d"],
	[true, false, "67 19", "27 1d"],
	[false, true, "27 1d", "26 19"],
	[true, true, "67 19", "26 19"],
];

for (const [invertReceiveIq, invertTransmitIq, receiving, transmitting] of IQ) {
	test(`IQ inverted to ${invertReceiveIq ? "receive" : "-"}/${invertTransmitIq ? "transmit" : "-"} holds for that only`, () => {
		const { clock, station } = radioBench();
		const { radio, chip } = station("a", { invertReceiveIq, invertTransmitIq });
		clock.advance(50);
		const held = () => [0x33, 0x3b].map((register) => hex(chip.peek(register))).join(" ");
		radio.receive();
		assert.equal(held(), receiving);
		radio.transmit(Uint8Array.of(1));
		assert.equal(held(), transmitting);
	});
}

test("a preamble longer than 255 symbols takes two registers", () => {
	assert.equal(dump({ modulation: { ...SF7, preambleSymbols: 0x0123 } }, [0x20, 0x21]), "01 23");
});

test("a payload without CRC is asked for by name only", () => {
	assert.equal(dump({ modulation: { ...SF7, payloadCrc: false } }, [0x1e]), "70");
});

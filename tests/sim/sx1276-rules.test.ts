import { VirtualClock } from "../../tools/sim/clock.js";
import { boardIO } from "../../tools/sim/pins.js";
import { SX1276 } from "../../tools/sim/sx1276.js";
import { assert, test } from "../harness/index.js";
import { type ChipBench, freshChip, loraChip, receivingChip } from "./chip-bench.js";

type Offend = (bench: ChipBench) => void;

/** LoRa standby; these registers; that mode. */
function goes(opMode: number, ...registers: [register: number, value: number][]): Offend {
	return ({ writeAll, write }) => {
		writeAll(registers);
		write(0x01, opMode);
	};
}

const TRANSMIT = 0x83;
const RECEIVE = 0x85;
const SINGLE = 0x86;
const CAD = 0x87;

const OFFENCES: [name: string, offend: Offend, message: RegExp][] = [
	[
		"writes configuration while receiving",
		({ write }) => {
			write(0x01, RECEIVE);
			write(0x1e, 0x94);
		},
		/RegModemConfig2 \(0x1e\) written in mode RXCONTINUOUS \(datasheet 4\.1\.2\.1\)/,
	],
	["transmits nothing", goes(TRANSMIT, [0x22, 0]), /without payload \(datasheet 6\.4, RegPayloadLength\)/],
	["sends too short a preamble", goes(TRANSMIT, [0x21, 5]), /preamble.*4\.1\.1\.6/],
	["transmits continuously", goes(TRANSMIT, [0x1e, 0x7c]), /TxContinuousMode/],
	["hops", goes(TRANSMIT, [0x24, 5]), /RegHopPeriod.*4\.1\.1\.8/],
	["forgets LDRO at SF12 and 250 kHz", goes(RECEIVE, [0x1e, 0xc4]), /16 ms.*4\.1\.1\.6/],
	["forgets LDRO at SF11 and 125 kHz", goes(TRANSMIT, [0x1d, 0x72], [0x1e, 0xb4]), /16 ms.*4\.1\.1\.6/],
	["has a header at SF6", goes(TRANSMIT, [0x1e, 0x64]), /explicit header.*4\.1\.1\.2/],
	["keeps the detector of SF7 at SF6", goes(RECEIVE, [0x1d, 0x83], [0x1e, 0x64]), /RegDetectOptimize.*4\.1\.1\.2/],
	["keeps the detector of SF6 at SF7", goes(CAD, [0x31, 0x45], [0x37, 0x0c]), /RegDetectOptimize.*4\.1\.1\.2/],
	["keeps the threshold of SF6 at SF7", goes(SINGLE, [0x37, 0x0c]), /RegDetectionThreshold.*4\.1\.1\.2/],
	["waits 3 symbols", goes(SINGLE, [0x1f, 3]), /RegSymbTimeout/],
	["transmits between the bands", goes(TRANSMIT, [0x06, 0xc8], [0x08, 0]), /bands.*table 32/],
	["receives above the bands", goes(RECEIVE, [0x06, 0xff], [0x07, 0x01], [0x08, 0]), /bands.*table 32/],
	["uses 250 kHz at 169 MHz", goes(TRANSMIT, [0x06, 0x2a], [0x07, 0x40], [0x08, 0]), /169 MHz.*4\.1\.1\.4/],
	["leaves erratum 2.1 out at 500 kHz", goes(RECEIVE, [0x1d, 0x92], [0x31, 0xc3]), /errata note 2\.1/],
	[
		"takes the LF port's values of erratum 2.1",
		goes(RECEIVE, [0x1d, 0x92], [0x31, 0xc3], [0x36, 0x02], [0x3a, 0x7f]),
		/errata note 2\.1/,
	],
	["does not undo erratum 2.1", goes(CAD, [0x36, 0x02]), /errata note 2\.1/],
	["leaves erratum 2.3 out", goes(RECEIVE, [0x31, 0xc3]), /errata note 2\.3/],
	["has the wrong RegIfFreq2", goes(SINGLE, [0x2f, 0x44]), /errata note 2\.3/],
	["has the wrong RegIfFreq1", goes(RECEIVE, [0x30, 0x01]), /errata note 2\.3/],
	["applies erratum 2.3 at 500 kHz", goes(RECEIVE, [0x1d, 0x92], [0x36, 0x02], [0x3a, 0x64]), /errata note 2\.3/],
	["inverts without RegInvertIQ2", goes(RECEIVE, [0x33, 0x67]), /RegInvertIQ2/],
	["transmits with RegInvertIQ2 of the other sense", goes(TRANSMIT, [0x3b, 0x19]), /RegInvertIQ2/],
	["allows 80 mA at 17 dBm", goes(TRANSMIT, [0x09, 0x8f], [0x0b, 0x27]), /RegOcp.*5\.4\.4/],
	["allows 100 mA at 20 dBm", goes(TRANSMIT, [0x09, 0x8f], [0x4d, 0x87]), /RegOcp.*5\.4\.4/],
	["wants 20 dBm of RFO", goes(TRANSMIT, [0x09, 0x7f], [0x4d, 0x87], [0x0b, 0x31]), /RegPaDac.*5\.4\.3/],
	[
		"calibrates in LoRa mode",
		({ write }) => {
			write(0x01, 0xc1);
			write(0x3b, 0xc2);
		},
		/4\.2\.3\.8/,
	],
	[
		"touches the FIFO in sleep",
		({ write }) => {
			write(0x01, 0x80);
			write(0x00, 1);
		},
		/RegFifo \(0x00\) accessed in mode SLEEP \(datasheet 4\.1\.2\.3\)/,
	],
	[
		"touches the FIFO before the crystal runs",
		({ write, read }) => {
			write(0x01, 0x80);
			write(0x01, 0x81);
			read(0x00);
		},
		/250 us/,
	],
	["leaves LoRa mode in standby", ({ write }) => write(0x01, 0x01), /LongRangeMode changed in mode STDBY.*RegOpMode/],
	[
		"resets it for too short a time",
		({ chip }) => {
			chip.setReset(0);
			chip.setReset(1);
		},
		/less than 100 us \(datasheet 7\.2\.2\)/,
	],
	[
		"speaks to it in reset",
		({ chip, read }) => {
			chip.setReset(0);
			read(0x42);
		},
		/SPI access in reset/,
	],
	[
		"speaks to it right after a reset",
		({ clock, chip, read }) => {
			chip.setReset(0);
			clock.advance(1);
			chip.setReset(1);
			clock.advance(4.9);
			read(0x42);
		},
		/5 ms/,
	],
	...(
		[
			["OpMode", 0x01, 0x91],
			["PaRamp", 0x0a, 0x19],
			["Ocp", 0x0b, 0x6b],
			["LnaGain 0", 0x0c, 0x03],
			["LnaGain 7", 0x0c, 0xe3],
			["LnaBoostHf", 0x0c, 0x21],
			["a bandwidth of code 10", 0x1d, 0xa2],
			["coding rate 0", 0x1d, 0x80],
			["coding rate 5", 0x1d, 0x8a],
			["spreading factor 5", 0x1e, 0x54],
			["spreading factor 13", 0x1e, 0xd4],
			["ModemConfig3", 0x26, 0x05],
			["DetectionOptimize", 0x31, 0x44],
			["DetectOptimize's reserved bits", 0x31, 0x03],
			["InvertIQ's reserved bits", 0x33, 0x41],
			["InvertIQ2", 0x3b, 0x1c],
			["DetectionThreshold", 0x37, 0x0b],
			["DioMapping2's reserved bits", 0x41, 0x02],
			["Tcxo's reserved bits", 0x4b, 0x10],
			["PaDac", 0x4d, 0x85],
			["PaDac's reserved bits", 0x4d, 0x04],
		] as const
	).map(([name, register, value]): [string, Offend, RegExp] => [
		`writes a reserved value: ${name}`,
		({ write }) => write(register, value),
		new RegExp(`\\(0x${register.toString(16).padStart(2, "0")}\\).*reserved.*\\(datasheet 6\\.4\\)`),
	]),
];

for (const [name, offend, message] of OFFENCES) {
	test(`a strict chip throws, twice, when its driver ${name}`, () => {
		const bench = loraChip();
		const error = assert.throws(() => offend(bench), message);
		assert.ok(bench.chip.offences[0] === error);
		const { clock } = bench;
		assert.throws(() => clock.advance(0), message);
	});
}

test("a chip that is not strict takes note of each offence, and goes on", () => {
	for (const [name, offend, message] of OFFENCES) {
		const { chip, ...bench } = loraChip({ strict: false });
		offend({ chip, ...bench });
		assert.match(chip.offences[0]?.message ?? "", message, name);
		bench.clock.advance(5_000);
	}
});

test("configuration is not to be written in any mode but sleep and standby", () => {
	for (const [opMode, mode] of [
		[0x82, "FSTX"],
		[0x83, "TX"],
		[0x84, "FSRX"],
		[0x85, "RXCONTINUOUS"],
		[0x86, "RXSINGLE"],
		[0x87, "CAD"],
	] as const) {
		const { write } = loraChip();
		write(0x01, opMode);
		assert.throws(() => write(0x39, 0x34), new RegExp(`RegSyncWord \\(0x39\\) written in mode ${mode} `));
	}
});

test("flags, their mask, the DIO mapping and the FIFO's pointer may be written while receiving", () => {
	const { chip, write } = receivingChip();
	for (const register of [0x12, 0x11, 0x40, 0x41, 0x0d, 0x00]) write(register, 0);
	assert.deepEqual(chip.offences, []);
});

test("the FSK radio, its FIFO and its transmitter are no business of a LoRa driver", () => {
	for (const [offend, message] of [
		[({ write }: ChipBench) => write(0x01, 0x03), /FSK mode 3/],
		[({ write }: ChipBench) => write(0x01, 0x05), /FSK mode 5/],
		[({ read }: ChipBench) => read(0x00), /FIFO is not modelled/],
		[({ write }: ChipBench) => write(0x01, 0x81), /LongRangeMode changed in mode STDBY/],
	] as const) {
		const bench = freshChip();
		assert.throws(() => offend(bench), message);
	}
});

test("a transmission by a chip that has lost LoRa mode is counted, though a brown-out excuses its driver", () => {
	const { antenna, chip, clock, write } = loraChip();
	chip.brownOut();
	clock.advance(10);
	write(0x01, 0x83);
	assert.equal(chip.fskTransmissions, 1);
	assert.equal(antenna.emissions.length, 0);
	assert.deepEqual(chip.offences, []);
});

test("the image calibration wants FSK standby, and the time that it takes", () => {
	const asleep = freshChip();
	asleep.write(0x01, 0x00);
	assert.throws(() => asleep.write(0x3b, 0xc2), /ImageCalStart outside of FSK standby/);
	const hasty = freshChip();
	hasty.write(0x3b, 0xc2);
	hasty.clock.advance(5);
	assert.throws(() => hasty.write(0x01, 0x00), /ImageCalRunning.*4\.2\.3\.8/);
	assert.deepEqual(hasty.chip.calibrations, []);
});

test("after power-on the chip is not to be spoken to for 10 ms", () => {
	const clock = new VirtualClock();
	const chip = new SX1276({ clock });
	clock.advance(9.9);
	assert.throws(() => chip.transfer(Uint8Array.of(0x42, 0)), /10 ms after power-on/);
});

test("an SPI clock of more than 10 MHz is refused", () => {
	const clock = new VirtualClock();
	const { SPI } = boardIO(clock, new SX1276({ clock }), { reset: 23, dio0: 26 });
	assert.throws(() => new SPI({ clock: 5, in: 19, out: 27, select: 18, hz: 10_000_001 }), /10000000 at most/);
});

test("a modulation that does not exist leaves a chip that is not strict silent and deaf", () => {
	const { chip, clock, antenna, read, write } = loraChip({ strict: false });
	write(0x1d, 0xf2);
	write(0x01, 0x83);
	clock.advance(10_000);
	assert.equal(antenna.emissions.length, 0);
	assert.equal(read(0x01), 0x83);
	write(0x01, 0x81);
	write(0x01, 0x85);
	assert.equal(chip.listening, undefined);
});

test("after a fault on the bus or of the supply the driver is excused, until it resets the chip", () => {
	for (const spoil of [
		({ chip }: ChipBench) => chip.brownOut(),
		({ chip, write }: ChipBench) => {
			chip.faults.garbleWrites = 1;
			write(0x39, 0x34);
		},
	]) {
		const bench = loraChip();
		const { chip, clock, write } = bench;
		spoil(bench);
		clock.advance(20);
		write(0x01, 0x85);
		write(0x1e, 0x04);
		chip.setReset(0);
		clock.advance(1);
		chip.setReset(1);
		clock.advance(5);
		assert.deepEqual(chip.offences, []);
		assert.throws(() => write(0x01, 0x85), /LongRangeMode/);
	}
});

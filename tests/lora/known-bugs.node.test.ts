/** The bugs that others found in their drivers, put into ours one by one: each time a test of ours fails. */
import { assert, test } from "../harness/index.js";
import { type Edit, failingTests } from "./mutant.js";

interface KnownBug {
	/** As a sentence's end: "a test notices when ...". */
	bug: string;
	/** Where it was met. */
	seen: string;
	edits: readonly Edit[];
	/** Below tests/lora, without `.test.ts`. */
	file: string;
	/** Of the test that notices. */
	name: RegExp;
}

function edit(file: string, from: string, to: string): Edit {
	return { file: `src/lora/${file}.ts`, from, to };
}

const BUGS: readonly KnownBug[] = [
	{
		bug: "a payload's wrong CRC is read and then forgotten",
		seen: "arduino-LoRa #48, #196, #227, #261; RadioLib PR #1236",
		edits: [edit("modem", "if (flags & Irq.PayloadCrcError)", "if (flags & 0)")],
		file: "sx127x",
		name: /whose CRC does not match is dropped and counted/,
	},
	{
		bug: "frames go out without a CRC",
		seen: "arduino-LoRa #48",
		edits: [edit("register-values", "put(RxPayloadCrcOn, payloadCrc ? 1 : 0)", "put(RxPayloadCrcOn, 0)")],
		file: "registers",
		name: /every register at SF7/,
	},
	{
		bug: "a header that says there is no CRC is believed",
		seen: "arduino-LoRa #443, RadioLib #200",
		edits: [edit("modem", "payloadCrc && !status.hasCrc", "false")],
		file: "sx127x",
		name: /without a CRC is dropped and counted/,
	},
	{
		bug: "the configuration is not written again after a reset",
		seen: "arduino-LoRa #589, #293; LoRaMac-node PR #1643",
		edits: [
			edit("bring-up", "modem.configure();", "if (first) modem.configure();\n\tfirst = false;"),
			edit("bring-up", "const FIRST_RETRY", "let first = true;\nconst FIRST_RETRY"),
		],
		file: "sx127x-recovery",
		name: /never ends is given up, the chip reset and configured again/,
	},
	{
		bug: "low data rate optimisation is decided in whole milliseconds",
		seen: "arduino-LoRa #85, RNode PR #5, wybiral PR #2, dernasherbrezon/sx127x",
		edits: [edit("modulation", "symbolTime(modulation) >", "1000 * Math.floor(symbolTime(modulation) / 1000) >")],
		file: "registers",
		name: /every register at SF12 and 250 kHz/,
	},
	{
		bug: "the automatic gain control's bit is written over that of low data rate optimisation",
		seen: "arduino-LoRa #264, #466, #499, #652",
		edits: [edit("register-values", "needsLowDataRateOptimize(modulation) ? 1 : 0", "0")],
		file: "registers",
		name: /every register at SF12 and 125 kHz/,
	},
	{
		bug: "the end of a transmission is waited for without end",
		seen: "arduino-LoRa #10, #45, #378, #400, #509",
		edits: [edit("transceiver", "else this.#fail(MISSING_ENDS[state.mode]);", "")],
		file: "sx127x-recovery",
		name: /a transmission that never ends is given up/,
	},
	{
		bug: "an edge that is missed is a packet that is lost",
		seen: "LoRaMac-node #924, Meshtastic",
		edits: [edit("transceiver", "if (this.#lookForMissedEdge()) this.#stops = 0;\n\t\telse ", "")],
		file: "sx127x-recovery",
		name: /a packet whose interrupt was missed is found by polling/,
	},
	{
		bug: "only transmissions are watched, and a receiver that stopped stays deaf",
		seen: "LoRaMac-node #538",
		edits: [edit("transceiver", "else if (opMode !== OpMode.ReceiveContinuous) this.#watchStop();", "")],
		file: "sx127x-recovery",
		name: /fallen out of receiving is armed again/,
	},
	{
		bug: "a timer of something long over resets the chip",
		seen: "LoRaMac-node #753",
		edits: [
			edit(
				"transceiver",
				"standby(): void {\n\t\tthis.#clock.cancel(this.#timer);",
				"standby(): void {\n\t\tthis.#timer = undefined;",
			),
		],
		file: "sx127x-recovery",
		name: /no timer of a transmission outlives it/,
	},
	{
		bug: "the end of a single reception is left to its interrupt",
		seen: "LoRaMac-node #924",
		edits: [edit("transceiver", "this.#watchEndFrom(patience);", "")],
		file: "receive-once",
		name: /without a preamble a single reception ends/,
	},
	{
		bug: "a time-out cuts off a frame that has begun",
		seen: "StuartsProjects/SX12XX-LoRa #28",
		edits: [edit("transceiver", "this.#deadline(patience + this.#longestFrame)", "this.#clock.now() + patience")],
		file: "receive-once",
		name: /a frame that has begun when the time is over is heard to its end/,
	},
	{
		bug: "the FIFO is read from its beginning, whatever came before",
		seen: "LoRaMac-node #224, RadioLib #1183",
		edits: [edit("received-packet", "readFifo(bus, at, ", "readFifo(bus, 0, ")],
		file: "sx127x",
		name: /frames of 1 and of 255 bytes arrive whole, one after the other/,
	},
	{
		bug: "flags of before are left when a mode is entered",
		seen: "Moddable's driver, lora-rs PR #432",
		edits: [edit("modem", "\t\tthis.clear(Irq.All, ends);\n", "")],
		file: "sx127x-recovery",
		name: /a flag left over from before is not taken for the end/,
	},
	{
		bug: "all flags are cleared, and not those that were read",
		seen: "lora-rs PR #481, RadioLib readData",
		edits: [edit("transceiver", "this.#modem.clear(flags, ends);", "this.#modem.clear(Irq.All, ends);")],
		file: "sx127x-recovery",
		name: /flags are cleared exactly as they were read/,
	},
	{
		bug: "a channel scan is taken for a transmission",
		seen: "arduino-LoRa isTransmitting, RadioLib #276",
		edits: [edit("transceiver", 'mode: "scanning", until', 'mode: "transmitting", since: 0, until')],
		file: "listen-before-talk",
		name: /a scan finds nothing on a quiet channel/,
	},
	{
		bug: "a channel scan has no end when its interrupt is missed",
		seen: "RadioLib #24",
		edits: [edit("transceiver", "this.#watchEndFrom(duration);", "")],
		file: "listen-before-talk",
		name: /a scan whose interrupt is missed ends all the same/,
	},
	{
		bug: "erratum 2.1 is unknown",
		seen: "arduino-LoRa #157",
		edits: [edit("register-values", "[Register.HighBwOptimize1, 0x02],", "")],
		file: "registers",
		name: /errata for 500 kHz are applied at 864/,
	},
	{
		bug: "erratum 2.1 is not undone",
		seen: "RadioLib errataFix",
		edits: [edit("register-values", "[Register.HighBwOptimize1, 0x03],", "")],
		file: "registers",
		name: /errata for 500 kHz are applied at 864 MHz and undone/,
	},
	{
		bug: "erratum 2.3 is unknown: the intermediate frequency stays automatic",
		seen: "arduino-LoRa, RNode, arduino-lmic #321",
		edits: [edit("register-values", "put(AutomaticIFOn, widest ? 1 : 0)", "put(AutomaticIFOn, 1)")],
		file: "registers",
		name: /every register at SF7/,
	},
	{
		bug: "erratum 2.3's shift is transmitted with",
		seen: "LoRaMac-node SX1276SetRx, RadioLib #372",
		edits: [edit("modem", "this.#directions?.transmit", "this.#directions?.receive")],
		file: "registers",
		name: /the receive shift is undone to transmit, and does not add up/,
	},
	{
		bug: "inverting transmissions follows the datasheet's text",
		seen: "RadioLib #778",
		edits: [edit("register-values", "transmitInverted ? 0 : 1", "transmitInverted ? 1 : 0")],
		file: "modulations",
		name: /inverted IQ is heard by those who expect it/,
	},
	{
		bug: "a preamble's high byte is shifted away",
		seen: "esphome PR #14457",
		edits: [edit("register-values", "preambleSymbols >> 8", "preambleSymbols >> 16")],
		file: "registers",
		name: /a preamble longer than 255 symbols takes two registers/,
	},
	{
		bug: "no preamble at all is accepted",
		seen: "esphome PR #9454",
		edits: [edit("settings", "const LEAST_PREAMBLE = 6;", "const LEAST_PREAMBLE = 0;")],
		file: "sx127x",
		name: /a setting out of range is refused/,
	},
	{
		bug: "an empty frame is sent",
		seen: "RadioHead RHReliableDatagram::acknowledge",
		edits: [edit("sx127x", "length < 1 ||", "length < 0 ||")],
		file: "sx127x",
		name: /a frame of no byte, or of more than 255, is refused by name/,
	},
	{
		bug: "a bandwidth that does not exist is taken",
		seen: "LoRaMac-node's while(1)",
		edits: [edit("settings", "bandwidthOf(modulation);", "")],
		file: "sx127x",
		name: /a setting out of range is refused/,
	},
	{
		bug: "strength is reckoned from the LF port's zero below 868 MHz",
		seen: "RadioLib SX1278::getRSSI, arduino-LoRa #237",
		edits: [edit("chips", "const PORT_BOUNDARY_HZ = 700_000_000;", "const PORT_BOUNDARY_HZ = 868_000_000;")],
		file: "modulations",
		name: /strength, quality and offset are right at 867.9 MHz/,
	},
	{
		bug: "strength is not corrected below the noise floor",
		seen: "arduino-LoRa, LoRaLib #50",
		edits: [edit("received-packet", "register + snrDb", "register")],
		file: "received-packet",
		name: /of 36 and -12.5 dB/,
	},
	{
		bug: "strength lacks the slope of 16/15",
		seen: "RadioLib, Moddable",
		edits: [edit("received-packet", "(register * 16) / 15", "register")],
		file: "received-packet",
		name: /of 60 and 9 dB/,
	},
	{
		bug: "the signal to noise ratio has no sign",
		seen: "Moddable's driver",
		edits: [
			edit(
				"received-packet",
				"signed(status[Register.PktSnrValue - STATUS], 8)",
				"status[Register.PktSnrValue - STATUS]",
			),
		],
		file: "sx127x",
		name: /strength and quality of a packet are told within a decibel/,
	},
	{
		bug: "the frequency error is off by a factor of a thousand",
		seen: "Moddable's driver",
		edits: [edit("received-packet", "(32_000_000 * bandwidthOf", "(32_000_000_000 * bandwidthOf")],
		file: "sx127x",
		name: /offset between the crystals is told within 5 %/,
	},
	{
		bug: "the current limit stays that of low power",
		seen: "RadioLib #982",
		edits: [edit("register-values", "currentTrim(high ? 140 : 100)", "currentTrim(60)")],
		file: "registers",
		name: /20 dBm at PA_BOOST/,
	},
	{
		bug: "the synthesizer is given the low byte of its frequency first",
		seen: "RadioLib SX127x::setFrequencyRaw",
		edits: [
			edit("register-values", "[Register.FrfMsb, steps >> 16],", "[Register.FrfLsb, steps & 0xff],"),
			edit("register-values", "[Register.FrfLsb, steps & 0xff],\n\t];", "[Register.FrfMsb, steps >> 16],\n\t];"),
		],
		file: "sx127x",
		name: /leaves on the frequency that was asked for/,
	},
	{
		bug: "payloads over 64 bytes are filtered out",
		seen: "LoRaMac-node #842",
		edits: [edit("register-values", "[Register.MaxPayloadLength, 0xff],", "[Register.MaxPayloadLength, 64],")],
		file: "sx127x",
		name: /frames of 1 and of 255 bytes arrive whole/,
	},
	{
		bug: "a chip that lost its supply for a moment is taken for what it was",
		seen: "any driver that keeps the mode to itself",
		edits: [edit("modem", "return (opMode & LONG_RANGE_MODE) !== 0 && opMode !== 0xff;", "return true;")],
		file: "sx127x-recovery",
		name: /a chip that lost its supply for a moment is configured again/,
	},
	{
		bug: "a byte garbled on its way to the chip goes out on the air",
		seen: "LoRaMac-node SX1276OnTimeoutIrq",
		edits: [edit("modem", "equalBytes(written, payload)", "written.length === payload.length")],
		file: "sx127x-recovery",
		name: /a payload garbled on its way to the chip is noticed before it goes out/,
	},
];

for (const { bug, seen, edits, file, name } of BUGS) {
	test(`a test notices when ${bug} (${seen})`, async () => {
		const failed = await failingTests(`tests/lora/${file}.test.ts`, edits);
		assert.ok(
			failed.some((one) => name.test(one)),
			`of ${file}, these fail: ${failed.join("; ") || "none"}`,
		);
	});
}

test("without a bug put in, none of those tests fails", async () => {
	for (const file of new Set(BUGS.map((bug) => bug.file)))
		assert.deepEqual(await failingTests(`tests/lora/${file}.test.ts`, []), [], file);
});

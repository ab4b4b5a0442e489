/** Serial ports, and what is at their other end. */
import { existsSync } from "node:fs";
import { PassThrough } from "node:stream";
import { Console } from "../../src/device/console.js";
import { Settings } from "../../src/device/settings.js";
import type { DuplexSerialClass } from "../../src/io.js";
import { monitor } from "../../tools/flash/monitor.js";
import { BoardConsole } from "../../tools/host/board-console.js";
import { RealClock } from "../../tools/host/real-clock.js";
import { serialReason } from "../../tools/host/serial-port.js";
import { Flash } from "../../tools/sim/flash.js";
import { UsbCable } from "../device/usb-cable.js";
import { assert, test } from "../harness/index.js";

import { lack, run, testCables } from "./boards-on-cables.js";

testCables("a port that another program has open is told as such, and one port is not two boards", async (cables) => {
	const { transmitter, receiver } = cables.ports;
	const other = await BoardConsole.open(receiver);
	const { stderr } = await run(["doctor", receiver]);
	await other.close();
	assert.equal(
		stderr,
		`Cannot open the serial port ${receiver}: another program has it open, such as a serial monitor: close that one, and try again.`,
	);
	assert.match((await run(["pair", "--transmitter", transmitter, "--receiver", transmitter])).stderr, /is one board/);
});

test("what Windows says of a port is told in the same words", () => {
	assert.match(serialReason("Opening COM3: Access denied"), /^another program has it open/);
	assert.equal(serialReason("Opening COM3: File not found"), "there is no such port");
	assert.equal(
		serialReason("Error: Inappropriate ioctl for device setting custom baud rate of 13"),
		"it is no serial port",
	);
});

/** A receiver's console, and nothing else of the board. */
function serve(Serial: DuplexSerialClass): void {
	const flash = new Flash();
	new Console({
		clock: new RealClock(),
		serial: { io: Serial, receive: 3, transmit: 1, port: 0 },
		role: "receiver",
		settings: new Settings(flash.open("settings"), "receiver", {}),
		link: flash.open("link"),
		status: () => [],
		restart: () => {},
	});
}

if (lack === undefined)
	test("a board is listened to without the tools that make its image, and obeys what is typed", async () => {
		const cable = await UsbCable.plugIn();
		serve(cable.Serial);
		const [typed, shown] = [new PassThrough(), new PassThrough()];
		const ended = monitor(cable.port, typed, shown).catch((error: Error) => error.message);
		typed.write("name\nset name Küche\n");
		let text = "";
		for await (const chunk of shown.setEncoding("utf8")) {
			text += chunk;
			if (text.includes("restart\r\n")) break;
		}
		assert.equal(
			text,
			"no there is no such command; help lists them\r\nok name is stored; in force after: restart\r\n",
		);
		cable.unplug();
		assert.match(await ended, /^The port .* is gone \(.*\)\. Is the cable loose\?/);
	});

if (lack === undefined)
	test("what sends back whatever it is sent is no board, and is not flooded with questions", async () => {
		const cable = await UsbCable.plugIn();
		let asked = 0;
		const echo = new cable.Serial({
			receive: 3,
			baud: 115_200,
			onReadable: () => {
				const bytes = new Uint8Array(echo.read() ?? new ArrayBuffer(0));
				asked += Buffer.from(bytes).toString().split("version").length - 1;
				echo.write(bytes);
			},
		});
		await assert.rejects(BoardConsole.open(cable.port, { startPatience: 1500 }), /^No P1-LoRa board answers/);
		cable.unplug();
		assert.ok(asked >= 1 && asked <= 2, `${asked}`);
	});

if (lack === undefined)
	test("an answer of which a line was damaged on its way is asked for again, and not taken for whole", async () => {
		const cable = await UsbCable.plugIn();
		let spoilt = 0;
		class Noisy extends cable.Serial {
			override write(bytes: Uint8Array): void {
				// Once within a line, and once, as it is asked for again, the very mark of one.
				const at = Buffer.from(bytes).indexOf(spoilt === 0 ? "mqttHost" : "#3 ");
				if (at >= 0 && spoilt < 2) {
					bytes[at] ^= 1;
					spoilt++;
				}
				super.write(bytes);
			}
		}
		serve(Noisy);
		const board = await BoardConsole.open(cable.port);
		try {
			const { lines } = await board.demand("get");
			assert.equal(spoilt, 2);
			for (const line of ["name P1-LoRa", "mqttHost homeassistant.local"])
				assert.ok(lines.includes(line), lines.join("\n"));
		} finally {
			await board.close();
			cable.unplug();
		}
	});

test("ports without a board, or none at all, are told in one sentence", async () => {
	assert.match((await run(["pair"])).stderr, /^Say where the boards are/);
	assert.match((await run(["pair", "--receiver", "x"])).stderr, /add --key-file FILE/);
	assert.match((await run(["doctor"])).stderr, /^Give the board's port/);
	assert.match(
		(await run(["pair", "--receiver", "x", "--transmitter", "y", "--mqtt-port", "0"])).stderr,
		/--mqtt-port is "0": give a whole number/,
	);
	assert.ok(!existsSync("/dev/p1-lora-none"));
	assert.match(
		(await run(["doctor", "/dev/p1-lora-none"])).stderr,
		/(Cannot open the serial port|needs the package serialport)/,
	);
});

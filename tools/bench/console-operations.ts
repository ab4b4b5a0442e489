/** What the console on the USB port costs a board: part of `operations.ts`. */
import { Console } from "../../src/device/console.js";
import { Improv } from "../../src/device/improv.js";
import { improvFrame } from "../../src/device/line-reader.js";
import { pairingText } from "../../src/device/pairing-text.js";
import { Settings } from "../../src/device/settings.js";
import { tagLine } from "../../src/device/tagged-line.js";
import type { DuplexSerial, DuplexSerialOptions } from "../../src/io.js";
import { encodeUtf8 } from "../../src/utf8.js";
import { VirtualClock } from "../sim/clock.js";
import { Flash } from "../sim/flash.js";
import { measure } from "../xs/measure.js";

/** A line that takes what it is given, at once. */
class OpenLine implements DuplexSerial {
	static incoming: Uint8Array;
	static options: DuplexSerialOptions;

	constructor(options: DuplexSerialOptions) {
		OpenLine.options = options;
	}

	read(): ArrayBuffer {
		return OpenLine.incoming.slice().buffer as ArrayBuffer; // a slice has a buffer of its own
	}

	write(): void {}

	close(): void {}
}

function say(bytes: Uint8Array): void {
	OpenLine.incoming = bytes;
	OpenLine.options.onReadable?.(bytes.length);
	clock.advance(0);
	for (let i = 0; i < 100; i++) OpenLine.options.onWritable?.(128);
}

const flash = new Flash();
const clock = new VirtualClock();
const parts = { clock, serial: { io: OpenLine, receive: 3, transmit: 1, port: 0 } } as const;
const improv = new Improv({
	info: ["P1-LoRa receiver", "0.0.0", "ESP32"],
	name: () => "P1-LoRa",
	address: () => "192.0.2.7",
	httpPort: () => 80,
	provision: (_network, _password, done) => done(undefined),
	scan: (done) => done([]),
});
let kept: Console | undefined;
measure("console: settings and console, as they are kept", () => {
	const settings = new Settings(flash.open("settings"), "receiver", {});
	const link = flash.open("link");
	kept = new Console({ ...parts, role: "receiver", settings, link, status: () => [], restart: () => {}, improv });
});
const get = encodeUtf8(`${tagLine("1", "get")}\n`);
const set = encodeUtf8("set wifiName home\n");
const pairing = encodeUtf8(`pair ${pairingText(new Uint8Array(32).fill(7))}\n`);
const info = improvFrame(3, Uint8Array.of(3, 0));
measure("console: show all settings, tagged", () => say(get));
measure("console: set one", () => say(set));
measure("console: pair", () => say(pairing));
measure("console: Improv, what board is this", () => say(info));
measure("console: a line of the log", () => {
	kept?.log("telegram 1: 0.345 kW in, 1234.567 kWh in all; SF7/250, -104 dBm, SNR 9.5 dB");
	OpenLine.options.onWritable?.(128);
});

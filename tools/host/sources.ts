/** Where the bench's telegrams come from: a generated household, a file, or a real meter's cable. */

import { LINE_SPEEDS, type LineSpeed } from "../../src/p1/line-speed.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { P1Reader, type ReaderFault } from "../../src/p1/reader.js";
import { sealedFrame } from "../../src/p1/sealed-frames.js";
import { reasonOf, UserError } from "../commands/user-error.js";
import { GeneratedMeter, METER_MODELS } from "../sim/meters.js";
import type { P1Line, TelegramSource } from "../sim/p1-line.js";
import { seededRandom } from "../sim/random.js";
import { cannotOpen, loadSerialPort } from "./serial-port.js";
import { readTelegramFile } from "./telegram-file.js";

/** A day of a one-second meter, and a little more. */
const MAX_TELEGRAMS = 100_000;

/** What can be plugged into the transmitter's P1 port. */
export interface Meter {
	/** `onLost`: it will send no more, for this reason. */
	connect(line: P1Line, onLost: (reason: string) => void): void;
	close(): void;
}

/** A meter that sends what `source` has. */
export function simulatedMeter(source: TelegramSource): Meter {
	return { connect: (line) => line.connect(source), close: () => {} };
}

/** A meter of `model` in a household of its own; throws a UserError for a model that there is not. */
export function generatedSource(model: string, seed: number): TelegramSource {
	const found = Object.hasOwn(METER_MODELS, model) ? METER_MODELS[model] : undefined;
	if (found === undefined) {
		throw new UserError(`--meter is "${model}": give one of ${Object.keys(METER_MODELS).join(", ")}.`);
	}
	const meter = new GeneratedMeter(found, seededRandom(seed, "meter"));
	// Those without a CRC are those of the old line.
	const [fast, slow] = LINE_SPEEDS;
	return { intervalSeconds: meter.intervalSeconds, speed: found.crc ? fast : slow, next: () => meter.next() };
}

/**
 * The telegrams of a file, or of standard input for `-`, in their order, as often and as fast as their kind of meter
 * sends. The last one is repeated for ever, but not where they are encrypted: a meter never sends the same twice. Throws a
 * UserError when the file cannot be read, or holds no telegram or far too many.
 */
export async function replaySource(path: string): Promise<TelegramSource> {
	const name = path === "-" ? "standard input" : path;
	const telegrams: Uint8Array[] = [];
	let sealed = 0;
	const reader = new P1Reader({
		onTelegram: ({ bytes }) => telegrams.push(bytes),
		// Nothing is opened here: that is the transmitter's.
		decipher: (iv, ciphertext, tag) => {
			sealed++;
			telegrams.push(sealedFrame(iv, ciphertext, tag));
			return undefined;
		},
	});
	try {
		for await (const chunk of readTelegramFile(path)) {
			reader.write(chunk);
			if (telegrams.length > MAX_TELEGRAMS) break;
		}
		reader.silence();
	} catch (error) {
		throw new UserError(`Cannot read ${name}: ${reasonOf(error)}.`);
	}
	if (telegrams.length > MAX_TELEGRAMS)
		throw new UserError(`There are more than ${MAX_TELEGRAMS} telegrams in ${name}.`);
	if (telegrams.length === 0) throw new UserError(describeNothing(name, reader.faults));
	let index = 0;
	const last = telegrams.length - 1;
	return {
		...manner(telegrams[0]),
		next: () => (sealed > 0 && index > last ? undefined : telegrams[Math.min(index++, last)]),
	};
}

/** What may have come of a telegram in a file that nobody deciphers. */
const FAULTS: Readonly<Partial<Record<ReaderFault, string>>> = Object.freeze({
	"bad-crc": "with a wrong CRC",
	truncated: "cut off",
	"too-long": "too long",
	"bad-frame": "encrypted, with an impossible length",
	"cut-frame": "encrypted and cut off",
});

/** A sentence about a file without a whole telegram. */
function describeNothing(name: string, faults: Readonly<Record<ReaderFault, number>>): string {
	// The table's keys are faults, which Object.entries does not tell.
	const kinds = Object.entries(FAULTS) as [ReaderFault, string][];
	const found = kinds.filter(([kind]) => faults[kind] > 0).map(([kind, what]) => `${faults[kind]} ${what}`);
	return found.length === 0
		? `There is no P1 telegram in ${name}.`
		: `There is no whole P1 telegram in ${name} (${found.join(", ")}): p1-lora inspect tells more.`;
}

/**
 * DSMR 5 and e-MUCS meters send every second, the others every ten (DSMR 5.0.2, 5.6; DSMR 4.2.2, 5.2). Those before DSMR 4
 * speak 9600 baud, 7E1: they are known by what they lack, a version and the time.
 */
function manner(telegram: Uint8Array): { intervalSeconds: number; speed: LineSpeed } {
	const [fast, slow] = LINE_SPEEDS;
	const { meter, values } = parseTelegram(telegram);
	const intervalSeconds = meter.version?.startsWith("5") ? 1 : 10;
	const old = meter.header !== "" && meter.version === undefined && !values.has("timestamp");
	// What has eight bits cannot have come over such a line.
	return { intervalSeconds, speed: old && telegram.every((byte) => byte < 0x80) ? slow : fast };
}

/** The meter on a serial port, which follows the speed that the transmitter listens at. Throws a UserError when it can't be opened. */
export async function openSerial(path: string): Promise<Meter> {
	const SerialPort = await loadSerialPort();
	let line: P1Line | undefined;
	let lost: (reason: string) => void = () => {};
	return new Promise((resolve, reject) => {
		const port = new SerialPort({ path, baudRate: LINE_SPEEDS[0].baud }, (error) => {
			if (error) void cannotOpen(path, error.message).then(reject);
			else resolve(meter);
		});
		// What comes in before there is a line is lost, as it is on the board.
		port.on("data", (bytes: Buffer) => line?.receive(new Uint8Array(bytes)));
		port.on("close", (error: Error | null) => {
			if (error) lost(error.message);
		});
		port.on("error", (error: Error) => lost(error.message));
		const meter: Meter = {
			connect(to, onLost) {
				line = to;
				lost = onLost;
				to.followBaud((baudRate) => port.update({ baudRate }, (error) => error && lost(error.message)));
			},
			close() {
				line = undefined;
				lost = () => {};
				if (port.isOpen) port.close(() => {});
			},
		};
	});
}

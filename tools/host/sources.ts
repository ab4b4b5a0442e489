/** Where the bench's telegrams come from: a generated household, a file, or a real meter's cable. */

import { type Telegram, TelegramFramer } from "../../src/p1/framer.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { UserError } from "../commands/user-error.js";
import { GeneratedMeter, METER_MODELS } from "../sim/meters.js";
import type { P1Line, TelegramSource } from "../sim/p1-line.js";
import { seededRandom } from "../sim/random.js";
import { readTelegramFile } from "./telegram-file.js";

/** A meter of `model` in a household of its own; throws a UserError for a model that there is not. */
export function generatedSource(model: string, seed: number): TelegramSource {
	const found = METER_MODELS[model];
	if (found === undefined) {
		throw new UserError(`There is no meter called ${model}: choose one of ${Object.keys(METER_MODELS).join(", ")}.`);
	}
	return new GeneratedMeter(found, seededRandom(seed, "meter"));
}

/**
 * The telegrams of a file in their order, the last one repeated for ever, as often as their kind of meter sends.
 * Throws a UserError when the file cannot be read or holds no telegram.
 */
export async function replaySource(path: string): Promise<TelegramSource> {
	const telegrams: Telegram[] = [];
	const framer = new TelegramFramer({ onTelegram: (telegram) => telegrams.push(telegram) });
	try {
		for await (const chunk of readTelegramFile(path)) framer.write(chunk);
	} catch (error) {
		throw new UserError(`The file ${path} cannot be read: ${(error as Error).message}.`);
	}
	if (telegrams.length === 0) {
		throw new UserError(`The file ${path} holds no telegram with a correct CRC: p1-lora inspect ${path} tells why.`);
	}
	let index = 0;
	return {
		intervalSeconds: intervalOf(telegrams[0].bytes),
		next: () => telegrams[Math.min(index++, telegrams.length - 1)].bytes,
	};
}

/** DSMR 5 and e-MUCS meters send every second, the others every ten (DSMR 5.0.2, 5.6; DSMR 4.2.2, 5.2). */
function intervalOf(telegram: Uint8Array): number {
	const version = parseTelegram(telegram).meter.version ?? "";
	return version.startsWith("5") ? 1 : 10;
}

/** Feeds what a serial port receives into the line. Returns how to let go of the port. Throws a UserError. */
export async function connectSerial(path: string, line: P1Line, onLost: (reason: string) => void): Promise<() => void> {
	const { SerialPort } = await import("serialport").catch(() => {
		throw new UserError("The package serialport is not installed here: npm install serialport.");
	});
	return new Promise((resolve, reject) => {
		const port = new SerialPort({ path, baudRate: 115_200 }, (error) => {
			if (error) reject(new UserError(`The serial port ${path} cannot be opened: ${error.message}.`));
			else resolve(() => port.close());
		});
		port.on("data", (bytes: Buffer) => line.receive(new Uint8Array(bytes)));
		port.on("close", (error: Error | null) => {
			if (error) onLost(error.message);
		});
	});
}

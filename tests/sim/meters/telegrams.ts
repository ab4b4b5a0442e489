/** Generated meters, and what their telegrams say. */
import { TelegramFramer } from "../../../src/p1/framer.js";
import { parseTelegram } from "../../../src/p1/parse.js";
import type { Reading } from "../../../src/p1/reading.js";
import { GeneratedMeter, METER_MODELS, type MeterOptions } from "../../../tools/sim/meters.js";
import { seededRandom } from "../../../tools/sim/random.js";
import { assert } from "../../harness/index.js";

export function meter(kind: string, options?: MeterOptions, seed = 1): GeneratedMeter {
	return new GeneratedMeter(METER_MODELS[kind], seededRandom(seed, "meter"), options);
}

/** Without the minus signs, which come and go. */
export function sizeOf(telegram: Uint8Array): number {
	return telegram.length - (textOf(telegram).match(/\(-\d{6}/g) ?? []).length;
}

export function textOf(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** What the telegram says; the framer takes it for one whole telegram with the CRC that it should have. */
export function read(kind: string, bytes: Uint8Array): Reading {
	const found: Uint8Array[] = [];
	const framer = new TelegramFramer({
		onTelegram: (telegram) => {
			assert.equal(telegram.crc, METER_MODELS[kind].crc ? "ok" : "none", kind);
			found.push(telegram.bytes);
		},
	});
	framer.write(bytes);
	framer.reset();
	assert.equal(found.length, 1);
	assert.deepEqual(found[0], bytes);
	return parseTelegram(found[0]);
}

export function quantity(reading: Reading, name: string): number {
	const value = reading.values.get(name);
	if (value?.kind !== "quantity") throw new Error(`no ${name}`);
	return value.value;
}

/** `YYMMDDhhmmssX`. */
export function time(reading: Reading, name = "timestamp"): string {
	const value = reading.values.get(name);
	if (value?.kind !== "time") throw new Error(`no ${name}`);
	return `${value.local}${value.season ?? ""}`;
}

/** Everything that only grows. */
export function registers(reading: Reading): Map<string, number> {
	const grown = [...reading.values].filter(([name]) => /^energy_|reactive_energy|_delivered$/.test(name));
	const counted = grown.filter(([name]) => !/^(reactive_|apparent_)?power_/.test(name));
	return new Map(counted.map(([name, value]) => [name, value.kind === "quantity" ? value.value : 0]));
}

export function assertGrown(before: Map<string, number>, after: Map<string, number>): void {
	for (const [name, value] of before) assert.ok((after.get(name) ?? -1) >= value, name);
}

/** Active power of a phase, or of all, in watts: what comes in less what goes back. */
export function net(reading: Reading, phase = ""): number {
	return quantity(reading, `power_delivered${phase}`) - quantity(reading, `power_returned${phase}`);
}

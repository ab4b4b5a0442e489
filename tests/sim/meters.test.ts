import { TelegramFramer } from "../../src/p1/framer.js";
import { parseTelegram } from "../../src/p1/parse.js";
import type { Reading } from "../../src/p1/reading.js";
import { GeneratedMeter, METER_MODELS } from "../../tools/sim/meters.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";

const HOUR = 3600;

/** What the telegram says, its CRC having been right and each of its lines known. */
function read(bytes: Uint8Array): Reading {
	const found: Uint8Array[] = [];
	const framer = new TelegramFramer({
		onTelegram: (telegram) => {
			assert.equal(telegram.crc, "ok");
			found.push(telegram.bytes);
		},
	});
	framer.write(bytes);
	assert.equal(found.length, 1);
	assert.deepEqual(found[0], bytes);
	const reading = parseTelegram(found[0]);
	assert.deepEqual(reading.unknown, []);
	return reading;
}

function quantity(reading: Reading, name: string): number {
	const value = reading.values.get(name);
	if (value?.kind !== "quantity") throw new Error(`no ${name}`);
	return value.value;
}

/** Seconds since midnight. */
function secondOf(reading: Reading): number {
	const time = reading.values.get("timestamp");
	if (time?.kind !== "time") throw new Error("no timestamp");
	const [hour, minute, second] = (time.local.slice(6).match(/../g) ?? []).map(Number);
	return (hour * 60 + minute) * 60 + second;
}

/** Everything that only grows. */
function registers(reading: Reading): Map<string, number> {
	const grown = [...reading.values].filter(([name]) => /^energy_|^gas_delivered$|^water_delivered$/.test(name));
	return new Map(grown.map(([name, value]) => [name, value.kind === "quantity" ? value.value : 0]));
}

function assertGrown(before: Map<string, number>, after: Map<string, number>): void {
	for (const [name, value] of before) assert.ok((after.get(name) ?? -1) >= value, name);
}

/** `count` readings of a household's morning, evenly spaced from six to two o'clock. */
function sampledMorning(kind: string, count: number): Reading[] {
	const options = { start: "2026-05-12T06:00:00", intervalSeconds: (8 * HOUR) / count };
	const meter = new GeneratedMeter(METER_MODELS[kind], seededRandom(2, "meter"), options);
	return Array.from({ length: count }, () => read(meter.next()));
}

for (const [name, model] of Object.entries(METER_MODELS)) {
	test(`the telegrams of ${name} have a right CRC and no unknown line, and each is an interval after the last`, () => {
		const meter = new GeneratedMeter(model, seededRandom(1, "meter"));
		let before = read(meter.next());
		for (let count = 0; count < 30; count++) {
			const reading = read(meter.next());
			assert.equal(secondOf(reading) - secondOf(before), model.intervalSeconds);
			assertGrown(registers(before), registers(reading));
			before = reading;
		}
	});
}

test("a morning of be-3ph has both tariffs, its registers never fall, and its power is that of its phases", () => {
	const morning = sampledMorning("be-3ph", 96);
	const tariffs = new Set<string>();
	for (const [index, reading] of morning.entries()) {
		if (index > 0) assertGrown(registers(morning[index - 1]), registers(reading));
		const tariff = reading.values.get("electricity_tariff");
		if (tariff?.kind === "text") tariffs.add(tariff.text);
		const net = quantity(reading, "power_delivered") - quantity(reading, "power_returned");
		const sum = ["l1", "l2", "l3"].reduce(
			(sum, phase) =>
				sum + quantity(reading, `power_delivered_${phase}`) - quantity(reading, `power_returned_${phase}`),
			0,
		);
		// Each is rounded by itself.
		assert.ok(Math.abs(sum - net) <= 2, `${sum} ${net}`);
	}
	assert.equal(tariffs.size, 2);
	const first = registers(morning[0]);
	const grown = [...registers(morning[95])].filter(([name, value]) => value > (first.get(name) ?? 0));
	assert.ok(grown.length >= 4, `${grown}`);
});

test("the same seed gives the same telegrams, another seed another household", () => {
	const fifth = (seed: number) => {
		const meter = new GeneratedMeter(METER_MODELS["be-3ph"], seededRandom(seed, "meter"));
		for (let count = 0; count < 4; count++) meter.next();
		return String.fromCharCode(...meter.next());
	};
	assert.equal(fifth(1), fifth(1));
	assert.ok(fifth(1) !== fifth(2));
});

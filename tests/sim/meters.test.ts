import { TelegramFramer } from "../../src/p1/framer.js";
import { parseTelegram } from "../../src/p1/parse.js";
import type { Reading } from "../../src/p1/reading.js";
import { Household } from "../../tools/sim/household.js";
import { GeneratedMeter, METER_MODELS, type MeterModel, telegramOf } from "../../tools/sim/meters.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";

const HOUR = 3600;
const DAY = 24 * HOUR;

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

function dateOf(reading: Reading): string {
	const time = reading.values.get("timestamp");
	return time?.kind === "time" ? time.local.slice(0, 6) : "none";
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
function sampledMorning(model: MeterModel, count: number): Reading[] {
	const { phases, solarWatts } = model;
	const startSecond = 6 * HOUR;
	const household = new Household({ random: seededRandom(2, "meter"), phases, solarWatts, startSecond });
	return Array.from({ length: count }, () => {
		for (let second = 0; second < (8 * HOUR) / count; second++) household.tick();
		return read(telegramOf(model.lines(household)));
	});
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
	const morning = sampledMorning(METER_MODELS["be-3ph"], 96);
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
		assert.equal(sum, net);
	}
	assert.equal(tariffs.size, 2);
	const first = registers(morning[0]);
	const grown = [...registers(morning[95])].filter(([name, value]) => value > (first.get(name) ?? 0));
	assert.ok(grown.length >= 4, `${grown}`);
});

test("a meter's calendar goes on beyond the month's end", () => {
	const model = METER_MODELS["nl-1ph"];
	const dates = [0, 19, 20, 100].map((day) => {
		const household = new Household({
			random: () => 0.5,
			phases: 1,
			solarWatts: 0,
			startSecond: day * DAY,
		});
		return dateOf(read(telegramOf(model.lines(household))));
	});
	assert.deepEqual(dates, ["260512", "260531", "260601", "260820"]);
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

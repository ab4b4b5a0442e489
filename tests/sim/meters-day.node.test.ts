/** Whole days and months of generated meters: more than an engine of a board has the time for. */
import { parseTelegram } from "../../src/p1/parse.js";
import type { Reading } from "../../src/p1/reading.js";
import { generatedTelegrams, METER_MODELS } from "../../tools/sim/meters.js";
import { assert, test } from "../harness/index.js";

const DAY = 86_400;

/** Every value of a telegram's groups, in their order. */
function fields(telegram: Uint8Array): string[] {
	const text = Buffer.from(telegram).toString("latin1");
	return text.split("\r\n").flatMap((line) => /^\d-\d:[^(]+\((.*)\)$/.exec(line)?.[1].split(")(") ?? []);
}

function quantity(reading: Reading, name: string): number {
	const value = reading.values.get(name);
	return value?.kind === "quantity" ? value.value : 0;
}

/** How many fields differ from `steps` telegrams before, on average over a day. */
function changedFields(kind: string, intervalSeconds: number, steps: number, seed: number): number {
	const source = generatedTelegrams({ kind, seed, start: "2026-05-12", intervalSeconds });
	const recent: string[][] = [];
	let changed = 0;
	let compared = 0;
	for (let count = 0; count < DAY / intervalSeconds; count++) {
		const now = fields(source.next().value);
		recent.push(now);
		if (recent.length <= steps) continue;
		const before = recent.shift() ?? [];
		for (let index = 0; index < now.length; index++) if (now[index] !== before[index]) changed++;
		compared++;
	}
	return changed / compared;
}

/**
 * Counted in recordings of three-phase DSMR 5 meters: 4.5 to 4.9 of 32 to 37 fields from second to second, 5.6 to 6.9
 * after ten seconds, at a steady load and without panels. With panels there is more.
 */
const CHANGES: readonly [kind: string, intervalSeconds: number, steps: number, fields: number][] = [
	["be-3ph", 10, 1, 10.2],
	["be-3ph", 10, 6, 11.3],
	["be-3ph", 10, 30, 13.5],
	["be-1ph", 10, 1, 5.4],
	["be-1ph", 10, 30, 7.8],
	["nl-3ph", 1, 1, 5.4],
	["nl-3ph", 10, 1, 7.5],
	["nl-1ph", 10, 1, 3.9],
	["nl-1ph", 10, 30, 6],
];

for (const [kind, intervalSeconds, steps, expected] of CHANGES) {
	test(`of ${kind}'s fields, some ${expected} change within ${intervalSeconds * steps} seconds`, () => {
		assert.close(changedFields(kind, intervalSeconds, steps, 1), expected, expected * 0.1);
	});
}

/** What a meter counts from midnight to midnight, in kWh and m3. */
function dayOf(kind: string, start: string, seed: number) {
	const source = generatedTelegrams({ kind, seed, start, intervalSeconds: 600 });
	const first = parseTelegram(source.next().value);
	let last = first;
	for (let count = 1; count < 144; count++) last = parseTelegram(source.next().value);
	const grown = (...names: string[]) =>
		names.reduce((sum, name) => sum + quantity(last, name) - quantity(first, name), 0) / 1000;
	return {
		delivered: grown("energy_delivered_tariff1", "energy_delivered_tariff2"),
		returned: grown("energy_returned_tariff1", "energy_returned_tariff2"),
		gas: grown("gas_delivered"),
		water: grown("water_delivered"),
	};
}

/** The mean of a day's figures over some households. */
function meanDay(kind: string, start: string) {
	const days = [1, 2, 3, 4, 5, 6].map((seed) => dayOf(kind, start, seed));
	const mean = (name: keyof (typeof days)[number]) => days.reduce((sum, day) => sum + day[name], 0) / days.length;
	return { delivered: mean("delivered"), returned: mean("returned"), gas: mean("gas"), water: mean("water") };
}

test("a household without car and panels takes some 7 kWh a day, and burns gas in winter", () => {
	const winter = meanDay("nl-1ph", "2026-01-15");
	const summer = meanDay("nl-1ph", "2026-07-15");
	assert.close(winter.delivered, 7, 2);
	assert.close(summer.delivered, 7, 2);
	assert.equal(winter.returned, 0);
	assert.ok(winter.gas > 2.5 && winter.gas < 9, `${winter.gas}`);
	assert.ok(summer.gas > 0.1 && summer.gas < 1.2, `${summer.gas}`);
});

test("4.2 kW of panels return some 15 kWh on a day in May and little in December; three people use 290 litres", () => {
	const may = meanDay("be-3ph", "2026-05-12");
	const december = meanDay("be-3ph", "2026-12-15");
	assert.ok(may.returned > 9 && may.returned < 21, `${may.returned}`);
	assert.ok(december.returned < 4, `${december.returned}`);
	assert.close(may.water, 0.29, 0.08);
	// A car is charged on some evenings.
	assert.ok(december.delivered > 8 && december.delivered < 35, `${december.delivered}`);
});

test("in no kind of meter does any register fall, over a weekend on which a month ends", () => {
	for (const kind of Object.keys(METER_MODELS)) {
		const source = generatedTelegrams({ kind, seed: 9, start: "2026-10-30", intervalSeconds: 3600 });
		let before = new Map<string, number>();
		for (let hour = 0; hour < 4 * 24; hour++) {
			const reading = parseTelegram(source.next().value);
			const now = new Map<string, number>();
			for (const [name, value] of reading.values) {
				if (value.kind !== "quantity" || !/energy|failures|sags|swells|(gas|water|thermal)_delivered/.test(name))
					continue;
				if (!/demand/.test(name)) now.set(name, value.value);
			}
			for (const [name, value] of before) assert.ok((now.get(name) ?? -1) >= value, `${kind}: ${name}`);
			before = now;
		}
	}
});

test("a meter of 13 months' peaks shows the last 13: at the month's end one comes and one goes", () => {
	const list = (telegram: Uint8Array) => /0-0:98\.1\.0\S+/.exec(Buffer.from(telegram).toString("latin1"))?.[0] ?? "";
	const source = generatedTelegrams({ kind: "be-2x", seed: 3, start: "2026-11-29", intervalSeconds: 3600 });
	const months = (text: string) => text.match(/\(\d{6}000000[SW]\)\(\d{12}[SW]\)\(\d\d\.\d{3}\*kW\)/g) ?? [];
	const before = months(list(source.next().value));
	let last = "";
	for (let hour = 1; hour < 3 * 24; hour++) last = list(source.next().value);
	const after = months(last);
	assert.equal(before.length, 13);
	assert.equal(after.length, 13);
	assert.deepEqual(after.slice(0, 12), before.slice(1));
	assert.match(after[12], /^\(261201000000W\)\(2611\d{8}W\)/);
});

test("a day of a Belgian meter, a telegram each second, takes seconds", () => {
	const source = generatedTelegrams({ kind: "be-3ph", seed: 1, start: "2026-05-12" });
	const begin = performance.now();
	let bytes = 0;
	for (let second = 0; second < DAY; second++) bytes += source.next().value.length;
	const seconds = (performance.now() - begin) / 1000;
	assert.equal(bytes, DAY * 1059);
	assert.ok(seconds < 30, `${seconds}`);
});

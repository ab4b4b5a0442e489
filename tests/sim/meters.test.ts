import { TelegramFramer } from "../../src/p1/framer.js";
import { parseTelegram } from "../../src/p1/parse.js";
import type { Reading } from "../../src/p1/reading.js";
import { crc32 } from "../../src/vendor/crc-32.js";
import { GeneratedMeter, generatedTelegrams, METER_MODELS, type MeterOptions } from "../../tools/sim/meters.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";

/** What a kind's telegrams look like. */
interface Layout {
	/** Lines with an OBIS code, and bytes from the slash to the last line end. */
	lines: number;
	bytes: number;
	/** Codes that the table of readings need not know. */
	unknown?: RegExp;
	/** Readings that are there. */
	readings: readonly string[];
	/** CRC-32 of ten telegrams of seed 1, one after the other. */
	hash: string;
}

const TARIFFS = Object.freeze([
	"energy_delivered_tariff1",
	"energy_delivered_tariff2",
	"energy_returned_tariff1",
	"energy_returned_tariff2",
	"electricity_tariff",
	"power_delivered",
	"power_returned",
]);
const TOTALS = Object.freeze(["energy_delivered_total", "energy_returned_total", "power_delivered"]);
const THREE = Object.freeze(["voltage_l3", "current_l3", "power_delivered_l3", "power_returned_l3"]);
const GAS = Object.freeze(["gas_delivered", "gas_timestamp"]);
const WATER = Object.freeze(["water_delivered", "water_timestamp"]);
const DEMAND = Object.freeze([
	"active_energy_import_current_average_demand",
	"active_energy_import_maximum_demand_running_month",
	"active_energy_import_maximum_demand_running_month_timestamp",
	"electricity_month_log",
]);

const LAYOUTS: Readonly<Record<string, Layout>> = {
	"be-3ph": { lines: 36, bytes: 1059, readings: [...TARIFFS, ...THREE, ...DEMAND, ...GAS, ...WATER], hash: "732dfc6a" },
	"be-1ph": {
		lines: 28,
		bytes: 881,
		readings: [...TARIFFS, "voltage_l1", ...DEMAND, ...GAS, ...WATER],
		hash: "f0e3bb0a",
	},
	"be-2x": {
		lines: 44,
		bytes: 1706,
		readings: [
			...TARIFFS,
			...THREE,
			...DEMAND,
			...GAS,
			...WATER,
			"electricity_ean",
			"gas_ean",
			"relay4_switch_position",
		],
		hash: "488f32ae",
	},
	"nl-3ph": {
		lines: 35,
		bytes: 913,
		readings: [...TARIFFS, ...THREE, ...GAS, "electricity_failure_log"],
		hash: "15bdbdc4",
	},
	"nl-1ph": {
		lines: 23,
		bytes: 661,
		readings: [...TARIFFS, ...GAS, "voltage_l1", "electricity_sags_l1"],
		hash: "5d2c751a",
	},
	"nl-1ph-10s": { lines: 23, bytes: 654, readings: [...TARIFFS, ...GAS, "current_l1"], hash: "c0d56428" },
	"nl-dsmr3": { lines: 16, bytes: 453, readings: [...TARIFFS, ...GAS, "gas_valve_position"], hash: "8b6f30ec" },
	"nl-dsmr22": { lines: 16, bytes: 455, readings: [...TARIFFS, ...GAS, "electricity_threshold"], hash: "1aba008f" },
	"hu-3ph": {
		lines: 45,
		bytes: 2405,
		readings: [...TOTALS, ...TARIFFS, "power_factor_l2", "frequency", "reactive_power_q4", "electricity_month_log"],
		hash: "14e1525e",
	},
	lu: {
		lines: 60,
		bytes: 1403,
		unknown: /^1-1:31\.4\.0/,
		readings: [...TOTALS, ...THREE, ...GAS, ...WATER],
		hash: "f4a58170",
	},
	se: { lines: 27, bytes: 700, readings: [...TOTALS, ...THREE, "reactive_power_returned_l3"], hash: "415bb5e8" },
	at: { lines: 18, bytes: 481, readings: [...TOTALS, "imported_reactive_energy_tariff1"], hash: "3c15a748" },
	lt: {
		lines: 94,
		bytes: 2516,
		unknown: /^1-0:(0\.2|\d+\.24|[34]\.8|[2-4]\.[45]|[1357]2\.|1[13]\.|[34567][09]\.|29\.)/,
		readings: ["energy_delivered_total", "energy_returned_tariff1", "voltage_l3", "current_sum", "frequency"],
		hash: "9e2f8fef",
	},
	ch: {
		lines: 37,
		bytes: 997,
		unknown: /^0-0:0\.0\.0/,
		readings: ["energy_delivered_tariff1", ...THREE],
		hash: "10e42453",
	},
	"de-q3d": {
		lines: 9,
		bytes: 299,
		unknown: /^1-0:(0\.0\.0|96\.5\.5)/,
		readings: ["energy_delivered_total", "power_delivered", "power_delivered_l3", "equipment_id"],
		hash: "5ccef743",
	},
	warmtelink: {
		lines: 6,
		bytes: 167,
		readings: ["timestamp", "thermal_delivered", "thermal_timestamp"],
		hash: "ec09d7ca",
	},
	ace4000: {
		lines: 35,
		bytes: 1500,
		unknown: /^7-0:(23\.1\.0|24\.4\.0)/,
		readings: ["energy_delivered_total", "power_combined", "electricity_threshold"],
		hash: "b1db2e91",
	},
};

function meter(kind: string, options?: MeterOptions, seed = 1): GeneratedMeter {
	return new GeneratedMeter(METER_MODELS[kind], seededRandom(seed, "meter"), options);
}

/** Without the minus signs, which come and go. */
function sizeOf(telegram: Uint8Array): number {
	return telegram.length - (textOf(telegram).match(/\(-\d{6}/g) ?? []).length;
}

function textOf(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** What the telegram says; the framer takes it for one whole telegram with the CRC that it should have. */
function read(kind: string, bytes: Uint8Array): Reading {
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

function quantity(reading: Reading, name: string): number {
	const value = reading.values.get(name);
	if (value?.kind !== "quantity") throw new Error(`no ${name}`);
	return value.value;
}

/** `YYMMDDhhmmssX`. */
function time(reading: Reading, name = "timestamp"): string {
	const value = reading.values.get(name);
	if (value?.kind !== "time") throw new Error(`no ${name}`);
	return `${value.local}${value.season ?? ""}`;
}

/** Everything that only grows. */
function registers(reading: Reading): Map<string, number> {
	const grown = [...reading.values].filter(([name]) => /^energy_|reactive_energy|_delivered$/.test(name));
	const counted = grown.filter(([name]) => !/^(reactive_|apparent_)?power_/.test(name));
	return new Map(counted.map(([name, value]) => [name, value.kind === "quantity" ? value.value : 0]));
}

function assertGrown(before: Map<string, number>, after: Map<string, number>): void {
	for (const [name, value] of before) assert.ok((after.get(name) ?? -1) >= value, name);
}

/** Active power of a phase, or of all, in watts: what comes in less what goes back. */
function net(reading: Reading, phase = ""): number {
	return quantity(reading, `power_delivered${phase}`) - quantity(reading, `power_returned${phase}`);
}

test("each kind of meter has its layout here", () => {
	assert.deepEqual(Object.keys(METER_MODELS), Object.keys(LAYOUTS));
});

for (const [kind, { lines, bytes, unknown, readings, hash }] of Object.entries(LAYOUTS)) {
	test(`${kind} has ${lines} lines and ${bytes} bytes, and says what such meters say`, () => {
		const telegram = meter(kind).next();
		const text = textOf(telegram);
		assert.equal(text.split("\r\n").filter((line) => /^\d-\d:/.test(line)).length, lines);
		assert.equal(sizeOf(telegram), bytes);
		assert.match(text, /^\/[^\r\n]+\r\n\r\n(\d[^\r\n]+\r\n(\([\d.]+\)\r\n)?)+!([0-9A-F]{4})?\r\n$/);
		const reading = read(kind, telegram);
		for (const name of readings) assert.ok(reading.values.has(name), name);
		for (const line of reading.unknown) assert.ok(unknown?.test(line), line);
	});

	test(`the telegrams of ${kind} keep their layout, their registers never fall, and both engines make the same`, () => {
		const source = meter(kind);
		let before = registers(read(kind, source.next()));
		let sum = 0;
		for (let count = 0; count < 10; count++) {
			const telegram = source.next();
			assert.equal(sizeOf(telegram), bytes);
			const after = registers(read(kind, telegram));
			assertGrown(before, after);
			before = after;
			sum = crc32(telegram, sum);
		}
		assert.ok(before.size > 0);
		assert.equal((sum >>> 0).toString(16).padStart(8, "0"), hash);
	});
}

test("telegrams are an interval apart by the meter's own clock", () => {
	for (const [kind, options, times] of [
		["be-3ph", {}, ["260512080001S", "260512080002S"]],
		["hu-3ph", {}, ["260512080010S", "260512080020S"]],
		["lu", { start: "2027-01-31T23:59:45" }, ["270131235955W", "270201000005W"]],
		["nl-1ph", { start: "2026-05-12", intervalSeconds: 300 }, ["260512000500S", "260512001000S"]],
		["lt", { start: "2026-05-12T06:00:00Z", intervalSeconds: 60 }, ["260512090100S", "260512090200S"]],
	] as const) {
		const source = meter(kind, options);
		for (const expected of times) assert.equal(time(read(kind, source.next())), expected);
	}
});

test("power over time is what the registers grow by, to the watt-hour", () => {
	for (const kind of ["be-3ph", "nl-1ph"]) {
		const source = meter(kind, { start: "2026-05-12T11:00:00" });
		const first = read(kind, source.next());
		let [delivered, returned] = [0, 0];
		let last = first;
		for (let second = 0; second < 300; second++) {
			last = parseTelegram(source.next());
			delivered += quantity(last, "power_delivered");
			returned += quantity(last, "power_returned");
		}
		const grown = (name: string) =>
			[1, 2].reduce(
				(sum, tariff) => sum + quantity(last, `${name}_tariff${tariff}`) - quantity(first, `${name}_tariff${tariff}`),
				0,
			);
		// Power is shown without its fraction of a watt, half a watt on average.
		assert.close(grown("energy_delivered"), delivered / 3600, 1.1, kind);
		assert.close(grown("energy_returned"), returned / 3600, 1.1, kind);
	}
});

test("the phases add up to the total but for rounding, and an AM550's roughly, as it measures them apart", () => {
	for (const [kind, most] of [
		["be-3ph", 2],
		["se", 2],
		["nl-3ph", 3000],
	] as const) {
		const source = meter(kind, { start: "2026-05-12T11:00:00" });
		let close = 0;
		for (let count = 0; count < 100; count++) {
			const reading = parseTelegram(source.next());
			const sum = ["_l1", "_l2", "_l3"].reduce((sum, phase) => sum + net(reading, phase), 0);
			const apart = Math.abs(sum - net(reading));
			assert.ok(apart <= most, `${kind}: ${apart}`);
			if (apart <= 12) close++;
		}
		assert.ok(close > 85, `${kind}: ${close}`);
	}
});

test("a Hungarian meter's totals are the sums of its tariffs and quadrants", () => {
	const source = meter("hu-3ph", { start: "2026-05-12T21:55:00" });
	for (let count = 0; count < 40; count++) {
		const reading = parseTelegram(source.next());
		const of = (name: string) => quantity(reading, name);
		assert.equal(of("energy_delivered_total"), of("energy_delivered_tariff1") + of("energy_delivered_tariff2"));
		assert.equal(of("energy_returned_total"), of("energy_returned_tariff1") + of("energy_returned_tariff2"));
		assert.equal(of("total_imported_reactive_energy"), of("reactive_energy_q1") + of("reactive_energy_q2"));
		assert.equal(of("total_exported_reactive_energy"), of("reactive_energy_q3") + of("reactive_energy_q4"));
		const both = of("energy_delivered_total") + of("energy_returned_total");
		assert.ok(of("energy_combined_total") - both >= 0 && of("energy_combined_total") - both <= 3);
		const [active, q1, q4] = ["power_delivered", "reactive_power_q1", "reactive_power_q4"].map(of);
		assert.ok(active > 0 || (q1 === 0 && q4 === 0));
	}
});

test("the demand of the quarter is its energy so far over 900 seconds, and the month's peak the highest of them", () => {
	const source = meter("be-1ph", { start: "2026-12-12T18:00:00" });
	const first = "active_energy_import_maximum_demand_running_month";
	let energy = 0;
	let before = 0;
	let peak: number | undefined;
	for (let second = 1; second < 900; second++) {
		const reading = parseTelegram(source.next());
		const demand = quantity(reading, "active_energy_import_current_average_demand");
		energy += quantity(reading, "power_delivered");
		assert.close(demand, energy / 900, 1.6);
		assert.ok(demand >= before);
		before = demand;
		peak ??= quantity(reading, first);
		assert.equal(quantity(reading, first), peak);
	}
	const reading = parseTelegram(source.next());
	assert.equal(quantity(reading, "active_energy_import_current_average_demand"), 0);
	assert.ok(quantity(reading, first) >= Math.max(before, peak ?? 0));
});

test("the tariff is low at night in the Netherlands, and number two in Belgium", () => {
	const tariff = (kind: string, start: string) => {
		const value = read(kind, meter(kind, { start }).next()).values.get("electricity_tariff");
		return value?.kind === "text" ? value.text : undefined;
	};
	assert.deepEqual(
		["2026-05-12T03:00:00", "2026-05-12T12:00:00", "2026-05-16T12:00:00"].map((start) => tariff("be-3ph", start)),
		["0002", "0001", "0002"],
	);
	assert.deepEqual(
		["2026-05-12T03:00:00", "2026-05-12T12:00:00", "2026-05-16T12:00:00"].map((start) => tariff("nl-1ph", start)),
		["0001", "0002", "0001"],
	);
});

test("in spring the clock jumps from two to three o'clock, and in autumn the hour that comes again is winter's", () => {
	const around = (start: string) => {
		const source = meter("be-1ph", { start });
		return [1, 2, 3].map(() => time(read("be-1ph", source.next())));
	};
	assert.deepEqual(around("2026-03-29T01:59:57"), ["260329015958W", "260329015959W", "260329030000S"]);
	assert.deepEqual(around("2026-10-25T00:59:57Z"), ["261025025958S", "261025025959S", "261025020000W"]);
});

test("at the month's end the peak goes to the list of months, and the next one begins at nothing", () => {
	const source = meter("be-3ph", { start: "2026-05-31T23:59:58" });
	const list = (reading: Reading) => {
		const value = reading.values.get("electricity_month_log");
		return value?.kind === "text" ? value.text : "";
	};
	const before = read("be-3ph", source.next());
	const after = read("be-3ph", source.next());
	assert.match(list(before), /^\(3\)/);
	assert.equal(time(after), "260601000000S");
	const name = "active_energy_import_maximum_demand_running_month";
	const peak = `${(quantity(before, name) / 1000).toFixed(3).padStart(6, "0")}*kW`;
	assert.equal(
		list(after),
		`${list(before).replace("(3)", "(4)")}(260601000000S)(${time(before, `${name}_timestamp`)})(${peak})`,
	);
	assert.equal(quantity(after, name), 0);
});

test("a Hungarian meter keeps its registers of the month's end", () => {
	const source = meter("hu-3ph", { start: "2026-05-31T23:59:40" });
	const log = (telegram: Uint8Array) => /0-0:98\.1\.0(\S+)/.exec(textOf(telegram))?.[1] ?? "";
	assert.match(
		log(source.next()),
		/^\(260501000000S\)(\(\d{6}\.\d{3}\*kWh\)){6}(\(\d{6}\.\d{3}\*kvarh\)){6}\(\d{6}\.\d{3}\*kWh\)(\(\d\d\.\d{3}\*kW\)){6}$/,
	);
	const telegram = source.next();
	const groups = log(telegram).slice(1, -1).split(")(");
	assert.equal(groups[0], "260601000000S");
	const now = (code: string) => textOf(telegram).split(`1-0:${code}(`)[1].split(")")[0];
	const codes = [
		"1.8.0",
		"1.8.1",
		"1.8.2",
		"2.8.0",
		"2.8.1",
		"2.8.2",
		"3.8.0",
		"4.8.0",
		"5.8.0",
		"6.8.0",
		"7.8.0",
		"8.8.0",
	];
	assert.deepEqual(groups.slice(1, 14), [...codes, "15.8.0"].map(now));
});

test("in a power failure a meter sends nothing, and tells of it afterwards", () => {
	const source = meter("nl-3ph");
	const before = read("nl-3ph", source.next());
	source.fail(400);
	const after = read("nl-3ph", source.next());
	assert.equal(time(after), "260512080642S");
	assert.equal(quantity(after, "electricity_failures"), quantity(before, "electricity_failures") + 1);
	assert.equal(quantity(after, "electricity_long_failures"), quantity(before, "electricity_long_failures") + 1);
	const log = after.values.get("electricity_failure_log");
	assert.match(log?.kind === "text" ? log.text : "", /\(260512080642S\)\(0000000400\*s\)$/);
});

test("gas is told with its time: every five minutes from a device with its own clock, or on the hour", () => {
	const times = (kind: string) => {
		const source = meter(kind, { intervalSeconds: 60 });
		return new Set(Array.from({ length: 130 }, () => time(parseTelegram(source.next()), "gas_timestamp")));
	};
	const belgian = times("be-3ph");
	assert.ok(belgian.size >= 25 && belgian.size <= 28, `${belgian.size}`);
	assert.deepEqual([...times("nl-1ph-10s")], ["260512080000S", "260512090000S", "260512100000S"]);
	assert.deepEqual([...times("nl-dsmr22")], ["260512080000", "260512090000", "260512100000"]);
});

test("an ACE4000 has a line for each hour of the day, those after now of yesterday, and an hour changes one", () => {
	const source = meter("ace4000", { start: "2026-01-15T12:53:00", intervalSeconds: 300 });
	const hours = () => textOf(source.next()).match(/7-0:23\.1\.0\*255\S+ \S+/g) ?? [];
	const before = hours();
	assert.match(before[12], /\(26-01-15 12:00:00\)/);
	assert.match(before[13], /\(26-01-14 13:00:00\)/);
	const after = hours();
	assert.match(after[13], /\(26-01-15 13:00:00\)/);
	assert.equal(after.filter((line, hour) => line !== before[hour]).length, 1);
});

test("the same seed gives the same telegrams, another seed another household", () => {
	const fifth = (seed: number) => {
		const source = meter("be-3ph", {}, seed);
		for (let count = 0; count < 4; count++) source.next();
		return textOf(source.next());
	};
	assert.equal(fifth(1), fifth(1));
	assert.ok(fifth(1) !== fifth(2));
});

test("generated telegrams are those of the meter of that kind, without end", () => {
	const source = meter("se", { start: "2026-02-01", intervalSeconds: 60 }, 5);
	let count = 0;
	for (const telegram of generatedTelegrams({ kind: "se", seed: 5, start: "2026-02-01", intervalSeconds: 60 })) {
		assert.deepEqual(telegram, source.next());
		if (++count === 5) break;
	}
});

test("a kind that there is not, a start that is no time and an interval that is none are programmers' mistakes", () => {
	assert.throws(() => generatedTelegrams({ kind: "toString", seed: 1 }).next(), /no meter of the kind "toString"/);
	assert.throws(() => meter("se", { start: "noon" }), /the start "noon" is no time/);
	assert.throws(() => meter("se", { intervalSeconds: 0 }), /the interval 0 is no whole number of seconds/);
	assert.throws(() => meter("se", { intervalSeconds: 1.5 }), /the interval 1\.5 is no whole number of seconds/);
});

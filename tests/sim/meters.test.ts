import { crc32 } from "../../src/vendor/crc-32.js";
import { generatedTelegrams, METER_MODELS } from "../../tools/sim/meters.js";
import { assert, test } from "../harness/index.js";
import { assertGrown, meter, read, registers, sizeOf, textOf } from "./meters/telegrams.js";

/** What a kind's telegrams look like. */
interface Layout {
	/** Lines with an OBIS code, and bytes from the slash to the last line end. */
	lines: number;
	bytes: number;
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
	"nl-dsmr22": {
		lines: 16,
		bytes: 455,
		readings: [...TARIFFS, ...GAS, "electricity_switch_position"],
		hash: "1aba008f",
	},
	"hu-3ph": {
		lines: 45,
		bytes: 2405,
		readings: [...TOTALS, ...TARIFFS, "power_factor_l2", "frequency", "reactive_power_q4", "electricity_month_log"],
		hash: "14e1525e",
	},
	lu: {
		lines: 60,
		bytes: 1403,
		readings: [...TOTALS, ...THREE, ...GAS, ...WATER],
		hash: "f4a58170",
	},
	se: { lines: 27, bytes: 700, readings: [...TOTALS, ...THREE, "reactive_power_returned_l3"], hash: "415bb5e8" },
	at: { lines: 18, bytes: 481, readings: [...TOTALS, "imported_reactive_energy_tariff1"], hash: "3c15a748" },
	lt: {
		lines: 94,
		bytes: 2516,
		readings: ["energy_delivered_total", "energy_returned_tariff1", "voltage_l3", "current_sum", "frequency"],
		hash: "9e2f8fef",
	},
	ch: {
		lines: 37,
		bytes: 997,
		readings: ["energy_delivered_tariff1", ...THREE],
		hash: "10e42453",
	},
	"de-q3d": {
		lines: 9,
		bytes: 299,
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
		readings: ["energy_delivered_total", "power_combined", "electricity_threshold"],
		hash: "b1db2e91",
	},
};

test("each kind of meter has its layout here", () => {
	assert.deepEqual(Object.keys(METER_MODELS), Object.keys(LAYOUTS));
});

for (const [kind, { lines, bytes, readings, hash }] of Object.entries(LAYOUTS)) {
	test(`${kind} has ${lines} lines and ${bytes} bytes, and says what such meters say`, () => {
		const telegram = meter(kind).next();
		const text = textOf(telegram);
		assert.equal(text.split("\r\n").filter((line) => /^\d-\d:/.test(line)).length, lines);
		assert.equal(sizeOf(telegram), bytes);
		assert.match(text, /^\/[^\r\n]+\r\n\r\n(\d[^\r\n]+\r\n(\([\d.]+\)\r\n)?)+!([0-9A-F]{4})?\r\n$/);
		const reading = read(kind, telegram);
		for (const name of readings) assert.ok(reading.values.has(name), name);
		assert.deepEqual(reading.unknown, []);
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

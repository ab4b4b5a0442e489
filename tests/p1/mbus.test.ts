import { parseTelegram } from "../../src/p1/parse.js";
import type { Reading } from "../../src/p1/reading.js";
import { bytesOf, crlf, show } from "../fixtures/p1/fixture.js";
import { assert, test } from "../harness/index.js";

function parse(...lines: string[]): Reading {
	return parseTelegram(bytesOf(crlf(["/ISK5\\TEST", "", ...lines, "!"])));
}

function shown(reading: Reading): Record<string, string> {
	return Object.fromEntries([...reading.values].map(([name, value]) => [name, show(value)]));
}

for (const [type, medium, unit] of [
	["003", "gas", "m3"],
	["03", "gas", "m3"],
	["007", "water", "m3"],
	["006", "warm_water", "m3"],
	["004", "thermal", "GJ"],
	["012", "thermal", "GJ"],
	["013", "thermal", "kWh"],
	["002", "sub", "kWh"],
]) {
	test(`a device of type ${type} with a reading in ${unit} is ${medium}, whatever its channel`, () => {
		for (const channel of [1, 2, 3, 4]) {
			const reading = parse(
				`0-${channel}:24.1.0(${type})`,
				`0-${channel}:96.1.0(4733)`,
				`0-${channel}:24.2.1(230604124500S)(00845.206*${unit})`,
			);
			assert.deepEqual(shown(reading), {
				[`${medium}_delivered`]: `845.206 ${unit}`,
				[`${medium}_timestamp`]: "230604124500 S",
				[`${medium}_equipment_id`]: "G3",
			});
			assert.deepEqual(reading.meter.mbus, [{ channel, type: Number(type), id: "G3" }]);
		}
	});
}

test("Belgian gas is 24.2.3, and its EAN and valve are read", () => {
	const reading = parse(
		"0-2:24.1.0(003)",
		"0-2:96.1.1(4733)",
		"0-2:96.1.2(3132)",
		"0-2:24.4.0(1)",
		"0-2:24.2.3(230604124500S)(00845.206*m3)",
	);
	assert.deepEqual(shown(reading), {
		gas_delivered: "845.206 m3",
		gas_timestamp: "230604124500 S",
		gas_equipment_id: "G3",
		gas_ean: "12",
		gas_valve_position: "1",
	});
});

test("an hourly reading of DSMR 3 has its unit before its value, on one line or two", () => {
	const head = "0-1:24.3.0(160410130000)(2C)(60)(1)(0-1:24.2.1)(m3)";
	const expected = { gas_delivered: "7890.693 m3", gas_timestamp: "160410130000" };
	assert.deepEqual(shown(parse("0-1:24.1.0(3)", head, "(07890.693)")), expected);
	assert.deepEqual(shown(parse("0-1:24.1.0(3)", `${head}(07890.693)`)), expected);
});

test("a type may come after its reading", () => {
	const reading = parse("0-1:24.2.1(230604124500S)(00845.206*m3)", "0-1:24.1.0(007)");
	assert.equal(shown(reading).water_delivered, "845.206 m3");
});

test("of two devices of one type, the one with the newest reading counts", () => {
	const stale = ["0-1:24.1.0(003)", "0-1:96.1.0(4731)", "0-1:24.2.1(200426223325S)(00777.000*m3)"];
	const fresh = ["0-2:24.1.0(003)", "0-2:96.1.0(4732)", "0-2:24.2.1(230604124500S)(00001.000*m3)"];
	const silent = ["0-3:24.1.0(003)", "0-3:96.1.0(4733)", "0-3:24.2.1(632525252525W)(00000.000)"];
	for (const lines of [
		[...stale, ...fresh, ...silent],
		[...silent, ...fresh, ...stale],
	]) {
		const reading = parse(...lines);
		assert.deepEqual(shown(reading), {
			gas_delivered: "1.000 m3",
			gas_timestamp: "230604124500 S",
			gas_equipment_id: "G2",
		});
		assert.equal(reading.meter.mbus.length, 3);
	}
});

test("of two devices that live, the first one counts and goes on counting, whichever spoke last", () => {
	for (const [first, second] of [
		["230604124500", "230604124507"],
		["230604125007", "230604124507"],
		["230604125007", "230604135000"],
	]) {
		const reading = parse(
			...["0-1:24.1.0(003)", "0-1:96.1.0(4731)", `0-1:24.2.1(${first}S)(01000.000*m3)`],
			...["0-2:24.1.0(003)", "0-2:96.1.0(4732)", `0-2:24.2.1(${second}S)(05000.000*m3)`],
		);
		assert.equal(shown(reading).gas_equipment_id, "G1");
	}
});

for (const never of [
	"(0)",
	"(632525252525W)(00000.000)",
	"(632525252525W)(00000.000*m3)",
	"(700101010000W)(00000000)",
	"(000101010000W)(00000.000*m3)",
]) {
	test(`a device with ${never} was never heard and has no reading`, () => {
		const reading = parse("0-1:24.1.0(003)", `0-1:24.2.1${never}`);
		assert.equal(reading.values.size, 0);
		assert.deepEqual(reading.unknown, []);
	});
}

test("a reading whose time was lost is a reading without a time", () => {
	assert.deepEqual(shown(parse("0-1:24.1.0(003)", "0-1:24.2.1(000101010000W)(00845.206*m3)")), {
		gas_delivered: "845.206 m3",
	});
});

test("a volume of a device whose type is not told is not named", () => {
	const reading = parse("0-1:96.1.0(4731)", "0-1:24.2.1(230604124500S)(00845.206*m3)");
	assert.equal(reading.values.size, 0);
	assert.deepEqual(reading.unknown, ["0-1:24.2.1(230604124500S)(00845.206*m3)"]);
	assert.deepEqual(reading.meter.mbus, [{ channel: 1, type: undefined, id: "G1" }]);
});

test("a device line that can't be read costs that line only", () => {
	const reading = parse("0-1:24.1.0(003)", "0-1:96.1.0(4731)", "0-1:24.2.1(2)", "0-1:24.2.1(1)", "0-1:24.4.0(open)");
	assert.deepEqual(shown(reading), { gas_equipment_id: "G1" });
	assert.deepEqual(reading.unknown, ["0-1:24.2.1(1)", "0-1:24.4.0(open)", "0-1:24.2.1(2)"]);
});

test("a Belgian relay is not an M-Bus device", () => {
	const reading = parse("0-1:96.3.10(1)");
	assert.deepEqual(shown(reading), { relay1_switch_position: "1" });
	assert.deepEqual(reading.meter.mbus, []);
});

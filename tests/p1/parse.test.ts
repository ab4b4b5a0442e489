import { parseTelegram } from "../../src/p1/parse.js";
import type { Reading } from "../../src/p1/reading.js";
import { FIXTURES } from "../fixtures/p1/all.js";
import { bytesOf, crlf, readingOf, show } from "../fixtures/p1/fixture.js";
import { assert, test } from "../harness/index.js";

function parse(...lines: string[]): Reading {
	return parseTelegram(bytesOf(crlf(["/ISK5\\TEST", "", ...lines, "!"])));
}

/** The values as one-line texts. */
function shown(reading: Reading): Record<string, string> {
	return Object.fromEntries([...reading.values].map(([name, value]) => [name, show(value)]));
}

for (const { name, telegram, ...expected } of FIXTURES) {
	test(`the telegram of ${name} is read in full`, () => {
		assert.deepEqual(readingOf(telegram), expected);
	});
}

test("a value keeps its digits, its scale and its unit", () => {
	assert.deepEqual(parse("1-0:1.8.1(003432.827*kWh)").values.get("energy_delivered_tariff1"), {
		kind: "quantity",
		value: 3432827,
		scale: 3,
		unit: "kWh",
		digits: 9,
	});
});

test("an empty value is absent, and neither zero nor unknown", () => {
	const reading = parse(
		"1-0:1.7.0()",
		"0-0:96.13.0()",
		"1-0:99.97.0()",
		"1-0:1.6.0()()",
		"0-0:1.0.0()",
		"0-1:24.2.1()",
	);
	assert.equal(reading.values.size, 0);
	assert.deepEqual(reading.unknown, []);
	assert.deepEqual(reading.meter.mbus, []);
});

for (const line of [
	"1-0:1.7.0((ER11))",
	"1-0:1.7.0(00.374)",
	"1-0:1.7.0(00.374*V)",
	"1-0:1.7.0(00.374*kW",
	"1-0:1.7.0(00.374*kW)x",
	"1-0:1.7.0(00.374*kW)(00.375*kW)",
	"1-0:1.7.0(00.3x4*kW)",
	"1-0:1.7.0",
	"1-0:1.7.0*01(00.374*kW)",
	"1-0:99.99.99(1)",
	"0-0:1.0.0(07E8061C05)",
	"1-0:1.8.0(1234567890123.456*kWh)",
	"0-5:24.1.0(003)",
	"hello",
]) {
	test(`a line such as ${line} costs that line only`, () => {
		const reading = parse("1-0:2.8.1(000001.000*kWh)", line, "1-0:2.7.0(00.001*kW)");
		assert.deepEqual(shown(reading), { energy_returned_tariff1: "1.000 kWh", power_returned: "0.001 kW" });
		assert.deepEqual(reading.unknown, [line]);
	});
}

test("of a value that comes twice, the first counts and the second is unknown", () => {
	const reading = parse("1-0:1.7.0(00.374*kW)", "1-0:1.7.0(00.375*kW)");
	assert.deepEqual(shown(reading), { power_delivered: "0.374 kW" });
	assert.deepEqual(reading.unknown, ["1-0:1.7.0(00.375*kW)"]);
});

test("a month's peak is read with its time before or after it", () => {
	const expected = {
		active_energy_import_maximum_demand_running_month: "8.796 kW",
		active_energy_import_maximum_demand_running_month_timestamp: "260102010000",
	};
	assert.deepEqual(shown(parse("1-0:1.6.0(260102010000)(08.796*kW)")), expected);
	assert.deepEqual(shown(parse("1-0:1.6.0(08.796*kW)(260102010000)")), expected);
});

test("a peak that was never measured is absent", () => {
	const reading = parse("1-0:1.6.0(632525252525W)(00.000*kW)");
	assert.equal(reading.values.size, 0);
	assert.deepEqual(reading.unknown, []);
});

test("a clock that was never set is absent", () => {
	for (const time of ["000101010000W", "000000000000W", "700101010000W"]) {
		assert.equal(parse(`0-0:1.0.0(${time})`).values.size, 0);
	}
});

test("units are taken in any case, with spaces, and without their asterisk", () => {
	const reading = parse(
		"1-0:3.8.0(00000002.116*kVArh)",
		"1-0:1.8.1(000001.000*kWh )",
		"1-0:1.7.0(01.234kW)",
		"1-0:32.7.0(0000.242*kV)",
	);
	assert.deepEqual(shown(reading), {
		total_imported_reactive_energy: "2.116 kvarh",
		energy_delivered_tariff1: "1.000 kWh",
		power_delivered: "1.234 kW",
		voltage_l1: "0.242 kV",
	});
});

test("a present value may be marked *255, and electricity may be on channel 1", () => {
	const reading = parse("1-0:1.8.0*255(00066982.7369255*kWh)", "1-1:1.7.0(00.374*kW)");
	assert.deepEqual(shown(reading), { energy_delivered_total: "66982.7369255 kWh", power_delivered: "0.374 kW" });
});

test("a Luxembourgish current threshold for import and export is not a fuse", () => {
	assert.deepEqual(shown(parse("1-1:31.4.0(200*A)(-200*A)")), {
		current_threshold_import: "200 A",
		current_threshold_export: "-200 A",
	});
	assert.deepEqual(parse("1-1:31.4.0(200*A)").unknown, ["1-1:31.4.0(200*A)"]);
});

test("identifiers and messages are decoded where they are printable", () => {
	const reading = parse(
		"0-0:96.1.1(33333933343834302020202020202020)",
		"0-0:96.1.2(353431343438383230303037373531383039)",
		"0-0:96.1.0(AUX1483320610452)",
		"0-0:96.13.1(3031203631203831)",
		"0-0:96.13.0(00FF)",
	);
	assert.deepEqual(shown(reading), {
		equipment_id: "33934840",
		electricity_ean: "541448820007751809",
		message_short: "01 61 81",
		message_long: "00FF",
	});
});

test("an identifier of zeros is absent", () => {
	const reading = parse("0-0:96.1.1(0)");
	assert.equal(reading.meter.equipmentId, undefined);
	assert.equal(reading.values.size, 0);
});

test("an error's number in place of an identifier is none: the meter is known by its next one", () => {
	const reading = parse("0-0:96.1.0(ER23)", "0-0:42.0.0(ISK1030775209617)");
	assert.equal(reading.meter.equipmentId, "ISK1030775209617");
	// An identifier that only begins so is one.
	assert.equal(parse("0-0:96.1.0(ER2345)").meter.equipmentId, "ER2345");
});

test("bytes from 0x80 up are text", () => {
	assert.deepEqual(shown(parse("0-0:96.13.0(caf\xe9)")), { message_long: "caf\xe9" });
});

test("a text that is wrapped is put together", () => {
	assert.deepEqual(shown(parse("0-0:96.13.1(", ")", "0-0:96.13.0(3132", "3334)", "1-0:1.7.0(00.374*kW)")), {
		message_long: "1234",
		power_delivered: "0.374 kW",
	});
});

test("a line that was cut off does not take the next one with it", () => {
	const reading = parse("1-0:1.8.1(0034", "1-0:1.7.0(00.374*kW)");
	assert.deepEqual(shown(reading), { power_delivered: "0.374 kW" });
	assert.deepEqual(reading.unknown, ["1-0:1.8.1(0034"]);
});

test("lines may end in LF, and NULs between them are passed over", () => {
	const reading = parseTelegram(bytesOf("/ISK5\\TEST\n\n1-0:1.7.0(00.374*kW)\r\n\x001-0:2.7.0(00.001*kW)\n!\n"));
	assert.equal(reading.meter.header, "ISK5\\TEST");
	assert.deepEqual(shown(reading), { power_delivered: "0.374 kW", power_returned: "0.001 kW" });
});

test("nothing after the exclamation mark is read", () => {
	assert.deepEqual(parseTelegram(bytesOf("/ISK5\r\n!1234\r\n1-0:1.7.0(00.374*kW)\r\n")).values.size, 0);
});

test("bytes that are no telegram give an empty reading", () => {
	for (const text of ["", "/", "!", "\0", "("]) {
		const reading = parseTelegram(bytesOf(text));
		assert.equal(reading.values.size, 0);
		assert.equal(reading.meter.header, "");
	}
});

test("no more than 128 unknown lines are kept, and the lines after them are read", () => {
	const reading = parse(...Array.from({ length: 200 }, (_, i) => `noise ${i}`), "1-0:1.7.0(00.374*kW)");
	assert.equal(reading.unknown.length, 128);
	assert.deepEqual(shown(reading), { power_delivered: "0.374 kW" });
});

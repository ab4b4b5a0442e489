/**
 * What meters in the field are known to do, each as a test of its own, through reader and parser as on the board: a bad
 * line costs that line, a bad CRC its telegram, and a placeholder is no value.
 */
import { MAX_TELEGRAM_BYTES } from "../../src/p1/framer.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { P1Reader, type ReaderFault } from "../../src/p1/reader.js";
import { bytesOf, crlf, sealed, show } from "../fixtures/p1/fixture.js";
import { assert, test } from "../harness/index.js";

interface Heard {
	/** Of each telegram: its values as one-line texts. */
	readings: Record<string, string>[];
	unknown: string[];
	noValue: Record<string, string>;
	faults: ReaderFault[];
}

function hear(text: string): Heard {
	const heard: Heard = { readings: [], unknown: [], noValue: {}, faults: [] };
	const reader = new P1Reader({
		onTelegram: ({ bytes }) => {
			const { values, unknown } = parseTelegram(bytes, (line, reason) => {
				heard.noValue[line] = reason;
			});
			heard.readings.push(Object.fromEntries([...values].map(([name, value]) => [name, show(value)])));
			heard.unknown.push(...unknown);
		},
		onError: ({ kind }) => heard.faults.push(kind),
	});
	reader.write(bytesOf(text));
	reader.silence();
	return heard;
}

/** A telegram of these lines, with power before and after, and what is heard of it. */
function hearLines(...lines: string[]): Heard {
	const heard = hear(sealed(["/ISK5\\TEST", "", "1-0:1.7.0(00.374*kW)", ...lines, "1-0:2.7.0(00.001*kW)"]));
	const [reading] = heard.readings;
	assert.deepEqual(heard.faults, []);
	assert.equal(reading.power_delivered, "0.374 kW");
	assert.equal(reading.power_returned, "0.001 kW");
	return heard;
}

const POWER = { power_delivered: "0.374 kW" };
const GOOD = sealed(["/ISK5\\TEST", "", "1-0:1.7.0(00.374*kW)"]);

// The grammar of telegrams.

for (const [trap, text] of [
	["a slash within the identification", sealed(["/HLY5/D545-METER", "", "1-0:1.7.0(00.374*kW)"])],
	["an identification of another form than XXX5", sealed(["/NWA-WARMTELINK", "", "1-0:1.7.0(00.374*kW)"])],
	["no empty line after the identification", sealed(["/XXX5", "1-0:1.7.0(00.374*kW)"])],
	["two empty lines after the identification", sealed(["/XXX5", "", "", "1-0:1.7.0(00.374*kW)"])],
	["a NUL after each line end", sealed(["/XXX5", "\0", "\x001-0:1.7.0(00.374*kW)"])],
	["a CRC in lower case", GOOD.replace(/!(\w+)/, (end) => end.toLowerCase())],
	["no CRC", crlf(["/ISK5\\OLD", "", "1-0:1.7.0(00.374*kW)", "!"])],
	["lines that end in LF", crlf(["/ISK5\\OLD", "", "1-0:1.7.0(00.374*kW)", "!"]).replaceAll("\r", "")],
	["no LF after the CRC", GOOD.slice(0, -1)],
] as const) {
	test(`a telegram with ${trap} is read`, () => {
		const { readings, faults } = hear(text);
		assert.deepEqual(readings, [POWER]);
		assert.deepEqual(faults, []);
	});
}

test("a CRC without its leading zeros is read", () => {
	for (let watts = 0, found = 0; found < 3; watts++) {
		const telegram = sealed(["/ISK5", "", `1-0:1.7.0(00.${String(watts).padStart(3, "0")}*kW)`]);
		if (!telegram.includes("!0")) continue;
		found++;
		assert.equal(hear(telegram.replace(/!0+/, "!")).readings.length, 1, telegram);
	}
});

test("a second identification without an end before it begins the next telegram: the first has lost its tail", () => {
	const { readings, faults } = hear(`${crlf(["/ISK5\\LOST", "", "1-0:1.7.0(09.000*kW)"])}${GOOD}`);
	assert.deepEqual(readings, [POWER]);
	assert.deepEqual(faults, ["truncated"]);
});

test("a telegram whose ! never comes is given up when the line falls silent, and costs nothing of the next", () => {
	const { readings, faults } = hear(crlf(["/ISK5\\LOST", "", "1-0:1.7.0(09.000*kW)"]));
	assert.deepEqual(readings, []);
	assert.deepEqual(faults, ["truncated"]);
});

test("a wrong CRC costs its telegram, counted by its cause, and never the next one", () => {
	const { readings, faults } = hear(GOOD.replace("00.374", "00.375") + GOOD + GOOD);
	assert.deepEqual(readings, [POWER, POWER]);
	assert.deepEqual(faults, ["bad-crc"]);
});

test("a text of 1,024 bytes of 0xFF is no text, and a telegram of 4,096 bytes is read", () => {
	const line = `0-0:96.13.0(${"\xff".repeat(1024)})`;
	assert.equal(hearLines(line).noValue[line], "filler");
	const room = MAX_TELEGRAM_BYTES - sealed(["/ISK5", "1-0:1.7.0(00.374*kW)", "0-0:96.13.0()"]).length;
	const [reading] = hear(sealed(["/ISK5", "1-0:1.7.0(00.374*kW)", `0-0:96.13.0(${"\xe9".repeat(room)})`])).readings;
	assert.equal(reading.power_delivered, "0.374 kW");
	assert.equal(reading.message_long.length, room);
});

test("a gas reading that goes on in the next line is read, as is a text that is wrapped", () => {
	const [reading] = hearLines(
		"0-1:24.1.0(3)",
		"0-1:24.3.0(160410130000)(2C)(60)(1)(0-1:24.2.1)(m3)",
		"(07890.693)",
		"0-0:96.13.1(",
		")",
	).readings;
	assert.equal(reading.gas_delivered, "7890.693 m3");
});

// Lines that can't be read.

for (const line of [
	"1-1:0.2.0((ER12))",
	"1-0:32.7.0((ER11))",
	"1-0:32.7.0(ER11",
	"1-0:32.7.0(",
	"1-0:32.7.0)230.1*V(",
	"1-0:32.7.0(230.1*V)(230.2*V)",
	"1-0:32.7.0(230.1*kW)",
	"1-0:32.7.0(230.1)",
	"1-0:32.7.0(23O.1*V)",
	"1-0:32.7.0(9999999999999999*V)",
	"1-0:1.8.1(-00001.000*kWh)",
	"9-9:99.99.99(1)",
	"1-0:32.7.0230.1*V",
	"\x80\xff\x01",
]) {
	test(`the line ${JSON.stringify(line)} costs itself only`, () => {
		const { readings, unknown } = hearLines(line);
		assert.deepEqual(Object.keys(readings[0]), ["power_delivered", "power_returned"]);
		assert.deepEqual(unknown, [line]);
	});
}

// Values that are none.

for (const [line, reason] of [
	["0-0:96.13.0()", "empty"],
	["0-0:96.13.1()", "empty"],
	["1-0:99.97.0()", "empty"],
	["0-1:24.1.0()", "empty"],
	["1-0:1.8.1()", "empty"],
	["0-0:96.1.1(0)", "filler"],
	["0-0:96.1.2(000000000000000000)", "filler"],
	["0-0:96.1.0(ER23)", "filler"],
	["1-0:0.2.0(ER12)", "filler"],
	["0-0:1.0.0(000101010000W)", "clock-lost"],
	["0-0:1.0.0(000000000000W)", "clock-lost"],
	["0-0:1.0.0(632525252525W)", "clock-lost"],
	["1-0:1.6.0(632525252525W)(00.000*kW)", "never-heard"],
	["0-0:17.0.0(999.9*kW)", "no-limit"],
	["0-0:17.0.0(99.999*kW)", "no-limit"],
	["1-0:31.4.0(999*A)", "no-limit"],
	["1-0:31.4.0(999.99*A)", "no-limit"],
] as const) {
	test(`${line} is no value: ${reason}`, () => {
		const { readings, unknown, noValue } = hearLines(line);
		assert.deepEqual(Object.keys(readings[0]), ["power_delivered", "power_returned"]);
		assert.deepEqual(unknown, []);
		assert.equal(noValue[line], reason);
	});
}

for (const line of [
	"0-1:24.2.3(632525252525W)(00000.000)",
	"0-1:24.2.1(632525252525W)(00000.000*m3)",
	"0-1:24.2.1(0)",
	"0-1:24.2.1(700101010000W)(00000000)",
]) {
	test(`a gas meter with ${line} was never heard: it has no reading, and no zero`, () => {
		const { readings, unknown, noValue } = hearLines("0-1:24.1.0(003)", line);
		assert.ok(!("gas_delivered" in readings[0]) && !("gas_timestamp" in readings[0]));
		assert.deepEqual(unknown, []);
		assert.equal(noValue[line], "never-heard");
	});
}

// Values in an unusual form.

for (const [line, name, shown] of [
	["1-0:1.6.0(08.796*kW)(260102010000)", "active_energy_import_maximum_demand_running_month", "8.796 kW"],
	["0-0:1.0.0(07E8061C050A2B2B00FF8880)", "timestamp", "240628104343 S"],
	["0-0:1.0.0(260102010000)", "timestamp", "260102010000"],
	["0-0:1.0.0(20240111 09:35:00)", "timestamp", "240111093500"],
	["1-0:1.8.1(000001.000*kWh )", "energy_delivered_tariff1", "1.000 kWh"],
	["1-0:1.8.1(000001.000kWh)", "energy_delivered_tariff1", "1.000 kWh"],
	["1-0:3.8.0(00000002.116*kVArh)", "total_imported_reactive_energy", "2.116 kvarh"],
	["1-0:1.8.0*255(00066982.7369255*kWh)", "energy_delivered_total", "66982.7369255 kWh"],
	["1-1:1.8.1(000204.115*kWh)", "energy_delivered_tariff1", "204.115 kWh"],
	["1-0:1.8.5(000000.011*kWh)", "energy_delivered_tariff5", "0.011 kWh"],
	["1-0:32.7.0(0000.242*kV)", "voltage_l1", "0.242 kV"],
	["1-0:14.7.0(00.050*kHz)", "frequency", "0.050 kHz"],
	["1-0:1.7.0*255(00.374*kW)", "power_delivered", "0.374 kW"],
	["0-0:96.50.68(ON)", "electricity_switch_state", "ON"],
	["0-0:96.3.10(2)", "electricity_switch_position", "2"],
	["0-3:96.3.10(0)", "relay3_switch_position", "0"],
	["1-0:1.4.0(00.000*kW)", "active_energy_import_current_average_demand", "0.000 kW"],
	["1-0:31.4.0(040.00*A)", "current_fuse_l1", "40.00 A"],
	["0-0:17.0.0(09.200*kW)", "electricity_threshold", "9.200 kW"],
	["0-0:96.1.2(353431343438383230303037373531383039)", "electricity_ean", "541448820007751809"],
	["1-0:94.32.1(400)", "electricity_grid_voltage", "400"],
] as const) {
	test(`${line} is ${name} ${shown}`, () => {
		const { readings, unknown } = hearLines(line);
		assert.equal(readings[0][name], shown);
		assert.deepEqual(unknown, []);
	});
}

for (const log of [
	"(3)(0-0:96.7.19)(000104180320W)(0000237126*s)(000101000001W)(2147483647*s)(000102000003W)(2317482647*s)",
	"(1)(0-0:96.7.19)(150415211458S)(37)",
	"(0)(0-0:96.7.19)",
	"(0)(0-0:96.7.19)(0)",
]) {
	test(`a log of power failures is kept as it is: ${log}`, () => {
		assert.equal(hearLines(`1-0:99.97.0${log}`).readings[0].electricity_failure_log, log);
	});
}

test("a Hungarian list of month-end registers is kept as it is, and is no list of peaks", () => {
	const registers = Array.from({ length: 18 }, (_, i) => `(000${600 + i}.924*kWh)`).join("");
	const log = `(230801000000S)${registers}(12.212*kW)`;
	const [reading] = hearLines(`0-0:98.1.0${log}`).readings;
	assert.equal(reading.electricity_month_log, log);
	assert.ok(!("active_energy_import_maximum_demand_last_13_months" in reading));
});

test("of a Belgian list of peaks the average is told, without the months before the meter was there", () => {
	const [reading] = hearLines(
		"0-0:98.1.0(3)(1-0:1.6.0)(1-0:1.6.0)(230801000000S)(632525252525W)(00.000*kW)" +
			"(230901000000S)(230831181500S)(01.862*kW)(231001000000S)(230910183000S)(04.229*kW)",
	).readings;
	assert.equal(reading.active_energy_import_maximum_demand_last_13_months, "3.046 kW");
});

test("of a list of peaks that has fewer or more months than it says, no average is told", () => {
	const month = "(230901000000S)(230831181500S)(01.862*kW)";
	for (const [count, months, average] of [
		["1", 1, "1.862 kW"],
		["13", 13, "1.862 kW"],
		["2", 1, undefined],
		["1", 2, undefined],
		["0", 0, undefined],
		["14", 14, undefined],
		["x", 1, undefined],
	] as const) {
		const [reading] = hearLines(`0-0:98.1.0(${count})(1-0:1.6.0)(1-0:1.6.0)${month.repeat(months)}`).readings;
		assert.equal(reading.active_energy_import_maximum_demand_last_13_months, average, `${count}, ${months}`);
	}
});

// Which device is which.

test("of two gas meters the one with the newest reading counts, whatever their channels", () => {
	for (const [stale, fresh] of [
		[1, 2],
		[2, 1],
	]) {
		const [reading] = hearLines(
			`0-${stale}:24.1.0(003)`,
			`0-${stale}:24.2.1(200426223325S)(00777.000*m3)`,
			`0-${fresh}:24.1.0(003)`,
			`0-${fresh}:24.2.1(230604124500S)(00001.000*m3)`,
		).readings;
		assert.equal(reading.gas_delivered, "1.000 m3");
	}
});

test("water alone on channel 1 is water, not gas", () => {
	const [reading] = hearLines("0-1:24.1.0(007)", "0-1:24.2.1(230604124013S)(00143.907*m3)").readings;
	assert.equal(reading.water_delivered, "143.907 m3");
	assert.ok(!("gas_delivered" in reading));
});

test("water as 24.2.3 and gas as 24.2.1 are what their device's type says", () => {
	const [reading] = hearLines(
		"0-1:24.1.0(007)",
		"0-1:24.2.3(230604124013S)(00143.907*m3)",
		"0-2:24.1.0(003)",
		"0-2:24.2.1(230604124500S)(00845.206*m3)",
	).readings;
	assert.equal(reading.water_delivered, "143.907 m3");
	assert.equal(reading.gas_delivered, "845.206 m3");
});

test("a device's reading may be stamped with a raw COSEM date-time whose season is not told", () => {
	const [reading] = hearLines("0-1:24.1.0(003)", "0-1:24.2.1(07E8061C050A2B2B008000FF)(00845.206*m3)").readings;
	assert.equal(reading.gas_delivered, "845.206 m3");
	assert.equal(reading.gas_timestamp, "240628104343");
});

test("the backslash of an identification is one", () => {
	assert.equal(parseTelegram(bytesOf(GOOD)).meter.header, "ISK5\\TEST");
});

test("of a device that does not tell its type, nothing is guessed", () => {
	const line = "0-1:24.2.1(161129200000W)(00981.443*m3)";
	const { readings, noValue } = hearLines(line);
	assert.deepEqual(Object.keys(readings[0]), ["power_delivered", "power_returned"]);
	assert.equal(noValue[line], "no-device-type");
});

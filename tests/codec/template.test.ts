import { findTemplate, readContent, render } from "../../src/codec/template.js";
import { crc16 } from "../../src/p1/crc16.js";
import { assert, test } from "../harness/index.js";
import { assertSameBytes, bytesOf, SAMPLES, telegramOf } from "./samples.js";

/** The numbers that are found to be fields in a telegram of one line. */
function fieldsOf(line: string): readonly number[] {
	const telegram = telegramOf(["/ABC5", "", line]);
	return Array.from(readContent(findTemplate(telegram), telegram)?.values ?? [Number.NaN]);
}

/** Whether a telegram of the second line fits the template of the first one, and comes back from it. */
function fits(line: string, other: string): boolean {
	const template = findTemplate(telegramOf(["/ABC5", "", line]));
	const telegram = telegramOf(["/ABC5", "", other]);
	const content = readContent(template, telegram);
	if (content !== undefined) assertSameBytes(render(template, content), telegram, other);
	return content !== undefined;
}

test("a template and a telegram's content give the telegram back byte for byte", () => {
	for (const [name, telegram] of Object.entries(SAMPLES)) {
		const template = findTemplate(telegram);
		const content = readContent(template, telegram);
		assert.ok(content !== undefined, name);
		assertSameBytes(render(template, content), telegram, name);
	}
});

test("a field is a time, or a number of at most 15 digits at the start of its parentheses", () => {
	const cases: readonly [line: string, fields: readonly number[]][] = [
		["1-0:1.8.1(003432.827*kWh)", [3432827]],
		["0-0:1.0.0(190324150521W)", [2 * 190324150521]],
		["0-0:1.0.0(190324150521S)", [2 * 190324150521 + 1]],
		["0-1:24.2.1(101209112500W)(12785.123*m3)", [2 * 101209112500, 12785123]],
		["0-1:24.3.0(101209112500)(12785.123*m3)", [101209112500, 12785123]],
		["1-0:1.7.0(-000210.92*W)", [-21092]],
		["1-0:1.7.0(-000000.00*W)", []],
		["1-0:1.7.0(00.000kW)", [0]],
		["1-0:1.8.0(99999999.9999999*kWh)", [999999999999999]],
		["0-0:96.1.1(1234567890123456)", []],
		["0-0:96.1.1(4B384547303034303436333935353037)", []],
		["1-0:99.97.0(2)(0-0:96.7.19)", [2]],
		["7-0:23.1.0(01238.740*m3)(19-01-01 23:00:00)", [1238740, 190101230000]],
		["7-0:23.1.0(19-01-01 23:00)", []],
		["0-0:96.13.0()", []],
		["1-0:1.7.0(12.*kW)(.5)(1.2.3)(0.12345678)", []],
		["0-0:97.97.0((ER11))((7))", [7]],
	];
	for (const [line, fields] of cases) assert.deepEqual(fieldsOf(line), fields, line);
});

test("other numbers, more or fewer digits, a sign and a season are of the same template", () => {
	const line = "1-0:1.7.0(00.123*kW)(190324150521W)";
	for (const other of [
		"1-0:1.7.0(99.999*kW)(260712080000S)",
		"1-0:1.7.0(0.123*kW)(190324150521W)",
		"1-0:1.7.0(100.1234*kW)(190324150521W)",
		"1-0:1.7.0(-0.5*kW)(190324150521W)",
		"1-0:1.7.0(7*kW)(190324150521)",
		"1-0:1.7.0(00.123*kW)(0)",
	]) {
		assert.ok(fits(line, other), other);
	}
});

test("another literal is of another template", () => {
	for (const other of [
		"1-0:1.7.0(00.123*kw)",
		"1-0:2.7.0(00.123*kW)",
		"1-0:1.7.0(00.123*kW)()",
		"1-0:1.7.0(0x.123*kW)",
		"1-0:1.7.0(-00.000*kW)",
		"1-0:1.7.0(*kW)",
		"1-0:1.7.0(1234567890123456*kW)",
	]) {
		assert.ok(!fits("1-0:1.7.0(00.123*kW)", other), other);
	}
});

test("a CRC in lower case, without its zeros, another one or none is of the same template", () => {
	const template = findTemplate(telegramOf(["/ABC5", "", "1-0:1.7.0(00.000*kW)"]));
	const forms = new Set<number>();
	for (let watts = 0; watts < 100; watts++) {
		const lines = `/ABC5\r\n\r\n1-0:1.7.0(00.0${String(watts).padStart(2, "0")}*kW)\r\n!`;
		const crc = crc16(bytesOf(lines));
		const short = crc.toString(16);
		const long = short.padStart(4, "0");
		for (const text of [long.toUpperCase(), long, short.toUpperCase(), short, "", "0123"]) {
			const telegram = bytesOf(`${lines}${text}\r\n`);
			const content = readContent(template, telegram);
			assert.ok(content !== undefined, text);
			assertSameBytes(render(template, content), telegram, text);
			forms.add(content.crcForm);
		}
	}
	assert.deepEqual([...forms].sort(), [0, 1, 2, 3, 4, 5]);
});

test("what follows the last line is no CRC where it is anything else", () => {
	for (const end of ["!ABCDE\r\n", "!XYZ\r\n", "!AbCd\r\n", "!12\r\n", "!ABCD\r\n\r\n", "ABCD\r\n"]) {
		const telegram = bytesOf(`/ABC5\r\n\r\n1-0:1.7.0(00.123*kW)\r\n${end}`);
		const template = findTemplate(telegram);
		assert.equal(template.crcAt, -1, end);
		const content = readContent(template, telegram);
		assert.ok(content !== undefined, end);
		assertSameBytes(render(template, content), telegram, end);
	}
});

test("a CRC is computed also where the line ends in a line feed only, or in nothing", () => {
	for (const end of ["", "\n", "\r\n", "\r"]) {
		const whole = telegramOf(["/ABC5", "", "1-0:1.7.0(00.123*kW)"]);
		const telegram = Uint8Array.from([...whole.slice(0, -2), ...bytesOf(end)]);
		const template = findTemplate(telegram);
		assert.ok(template.crcAt > 0, JSON.stringify(end));
		assert.equal(readContent(template, telegram)?.crcForm, 1, JSON.stringify(end));
	}
});

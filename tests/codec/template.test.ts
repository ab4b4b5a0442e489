import { findTemplate, readValues, render } from "../../src/codec/template.js";
import { assert, test } from "../harness/index.js";
import { assertSameBytes, bytesOf, SAMPLES, telegramOf } from "./samples.js";

/** The numbers that are found to be fields in a telegram of one line. */
function fieldsOf(line: string): readonly number[] {
	const telegram = telegramOf(["/ABC5", "", line]);
	return Array.from(readValues(findTemplate(telegram), telegram) ?? [Number.NaN]);
}

test("a template and its values give the telegram back byte for byte", () => {
	for (const [name, telegram] of Object.entries(SAMPLES)) {
		const template = findTemplate(telegram);
		const values = readValues(template, telegram);
		assert.ok(values !== undefined, name);
		assertSameBytes(render(template, values), telegram, name);
	}
});

test("a field is a number of at most 15 digits at the start of its parentheses", () => {
	const cases: readonly [line: string, fields: readonly number[]][] = [
		["1-0:1.8.1(003432.827*kWh)", [3432827]],
		["0-0:1.0.0(190324150521W)", [190324150521]],
		["0-1:24.2.1(101209112500W)(12785.123*m3)", [101209112500, 12785123]],
		["1-0:1.7.0(-000210.92*W)", [21092]],
		["1-0:1.7.0(00.000kW)", [0]],
		["1-0:1.8.0(99999999.9999999*kWh)", [999999999999999]],
		["0-0:96.1.1(1234567890123456)", []],
		["0-0:96.1.1(4B384547303034303436333935353037)", []],
		["1-0:99.97.0(2)(0-0:96.7.19)", [2]],
		["7-0:23.1.0(19-01-01 00:00:00)", []],
		["0-0:96.13.0()", []],
		["1-0:1.7.0(12.*kW)(.5)(1.2.3)(0.12345678)", []],
		["0-0:97.97.0((ER11))((7))", [7]],
	];
	for (const [line, fields] of cases) assert.deepEqual(fieldsOf(line), fields, line);
});

test("telegrams that differ in numbers only have the same template", () => {
	const template = findTemplate(telegramOf(["/ABC5", "", "1-0:1.7.0(00.123*kW)", "1-0:32.7.0(230.1*V)"]));
	const values = readValues(template, telegramOf(["/ABC5", "", "1-0:1.7.0(99.999*kW)", "1-0:32.7.0(000.0*V)"]));
	assert.deepEqual(values, Float64Array.of(99999, 0));
});

test("a telegram with another literal, another width or another decimal point has another template", () => {
	const template = findTemplate(telegramOf(["/ABC5", "", "1-0:1.7.0(00.123*kW)"]));
	for (const line of [
		"1-0:1.7.0(00.123*kw)",
		"1-0:2.7.0(00.123*kW)",
		"1-0:1.7.0(000.123*kW)",
		"1-0:1.7.0(0.0123*kW)",
		"1-0:1.7.0(0x.123*kW)",
		"1-0:1.7.0(-0.123*kW)",
		"1-0:1.7.0(00-123*kW)",
	])
		assert.equal(readValues(template, telegramOf(["/ABC5", "", line])), undefined, line);
});

test("a CRC that was right and now is wrong is no longer left out", () => {
	const telegram = telegramOf(["/ABC5", "", "1-0:1.7.0(00.123*kW)"]);
	const template = findTemplate(telegram);
	assert.equal(template.crcStart, telegram.length - 6);
	const damaged = telegram.slice();
	damaged[template.crcStart] ^= 1;
	assert.equal(readValues(template, damaged), undefined);
	assert.equal(findTemplate(damaged).crcStart, -1);
});

test("the CRC is left out also where the line ends in a line feed only, or in nothing", () => {
	const telegram = telegramOf(["/ABC5", "", "1-0:1.7.0(00.123*kW)"]);
	const end = telegram.length;
	const bare = telegram.slice(0, end - 2);
	assert.equal(findTemplate(bare).crcStart, end - 6);
	const lineFeed = Uint8Array.from([...bare, 0x0a]);
	assert.equal(findTemplate(lineFeed).crcStart, end - 6);
	assert.equal(findTemplate(bytesOf("!ABCD")).crcStart, -1);
});

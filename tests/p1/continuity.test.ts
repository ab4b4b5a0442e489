import { Continuity } from "../../src/p1/continuity.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { formatQuantity, type Reading } from "../../src/p1/reading.js";
import { describeContinuity } from "../../src/receiver/describe-continuity.js";
import { bytesOf, crlf } from "../fixtures/p1/fixture.js";
import { assert, test } from "../harness/index.js";

function reading(...lines: string[]): Reading {
	return parseTelegram(bytesOf(crlf(["/ISK5\\TEST", "", ...lines, "!"])));
}

/** A reading of one register, of the meter `id`. */
function counted(kilowattHours: string, id = "4531"): Reading {
	return reading(`0-0:96.1.1(${id})`, `1-0:1.8.1(${kilowattHours}*kWh)`);
}

/** A reading of a gas meter. */
function gas(cubicMetres: string, id: string): Reading {
	return reading(
		"0-0:96.1.1(4531)",
		"0-1:24.1.0(003)",
		`0-1:96.1.0(${id})`,
		`0-1:24.2.1(230604124500S)(${cubicMetres}*m3)`,
	);
}

/** What is published of `name`, reading after reading, and what is said. */
function follow(readings: Reading[], name = "energy_delivered_tariff1"): { published: string[]; notes: string[] } {
	const continuity = new Continuity();
	const published: string[] = [];
	const notes: string[] = [];
	for (const one of readings) {
		const continued = continuity.check(one);
		const value = continued.reading?.values.get(name);
		published.push(value?.kind === "quantity" ? formatQuantity(value) : "-");
		notes.push(...continued.notes.map(({ kind }) => kind));
	}
	return { published, notes };
}

test("registers that rise, or stay, go through as they are", () => {
	const values = ["000001.000", "000001.000", "000001.001", "000500.000"];
	const { published, notes } = follow(values.map((value) => counted(value)));
	assert.deepEqual(published, ["1.000", "1.000", "1.001", "500.000"]);
	assert.deepEqual(notes, []);
});

test("a reading in which nothing is wrong is handed on itself, not a copy", () => {
	const continuity = new Continuity();
	const first = counted("000001.000");
	assert.equal(continuity.check(first).reading, first);
});

test("a register that goes back is not published, said once, and published again where it goes on", () => {
	const values = ["000010.000", "000009.999", "000009.999", "000010.000", "000010.001", "000009.000"];
	const { published, notes } = follow(values.map((value) => counted(value)));
	assert.deepEqual(published, ["10.000", "-", "-", "10.000", "10.001", "-"]);
	assert.deepEqual(notes, ["went-back", "went-back"]);
});

test("what else the reading says is published all the same", () => {
	const continuity = new Continuity();
	continuity.check(reading("1-0:1.8.1(000010.000*kWh)", "1-0:1.7.0(00.374*kW)"));
	const { reading: next } = continuity.check(reading("1-0:1.8.1(000009.000*kWh)", "1-0:1.7.0(00.373*kW)"));
	assert.deepEqual([...(next?.values.keys() ?? [])], ["power_delivered"]);
});

test("power and voltage fall as they like: they are no registers", () => {
	const values = ["09.000", "00.000", "05.000"].map((value) => reading(`1-0:1.7.0(${value}*kW)`));
	assert.deepEqual(follow(values, "power_delivered").published, ["9.000", "0.000", "5.000"]);
});

test("a register that stays below its last value, and rises there, is believed with the fifth reading", () => {
	const values = ["000900.000", "000001.000", "000001.001", "000001.001", "000001.002", "000001.003", "000001.004"];
	const { published, notes } = follow(values.map((value) => counted(value)));
	assert.deepEqual(published, ["900.000", "-", "-", "-", "-", "1.003", "1.004"]);
	assert.deepEqual(notes, ["went-back", "restarted"]);
});

test("values that go back and fro are never believed", () => {
	const values = ["000900.000", ...["000005.000", "000004.000", "000003.000", "000002.000"].flatMap((v) => [v, v])];
	const { published, notes } = follow(values.map((value) => counted(value)));
	assert.ok(published.slice(1).every((value) => value === "-"));
	assert.deepEqual(notes, ["went-back"]);
});

test("a single value that is far too high does not hide the true ones for ever", () => {
	const values = ["000010.000", "900010.000", ...Array.from({ length: 6 }, (_, i) => `000010.00${i}`)];
	const { published } = follow(values.map((value) => counted(value)));
	assert.deepEqual(published.slice(-2), ["10.004", "10.005"]);
});

for (const [before, now] of [
	["999999.998", "000000.001"],
	["99999.999", "00000.000"],
	["00999999.998", "00000000.001"],
] as const) {
	const wraps = before.startsWith("9");
	test(`from ${before} to ${now} a register has ${wraps ? "rolled over" : "gone back: it has more digits"}`, () => {
		const { published, notes } = follow([counted(before), counted(now)]);
		assert.deepEqual(notes, [wraps ? "rolled-over" : "went-back"]);
		assert.equal(published[1] === "-", !wraps);
	});
}

test("a count of power failures wraps after 99,999", () => {
	const failures = (count: string) => reading(`0-0:96.7.21(${count})`);
	assert.deepEqual(follow([failures("99999"), failures("00000")], "electricity_failures").notes, ["rolled-over"]);
	assert.deepEqual(follow([failures("00012"), failures("00011")], "electricity_failures").notes, ["went-back"]);
});

test("another meter is believed when its identity comes a second time, and begins with its own registers", () => {
	const continuity = new Continuity();
	continuity.check(counted("005000.000", "4531"));
	const first = continuity.check(counted("000000.100", "4532"));
	assert.equal(first.reading, undefined);
	assert.deepEqual(
		first.notes.map(({ kind }) => kind),
		["other-meter"],
	);
	const second = continuity.check(counted("000000.101", "4532"));
	assert.deepEqual(second.notes, [{ kind: "meter-exchanged", before: "E1", now: "E2" }]);
	assert.equal(second.reading?.meter.equipmentId, "E2");
	assert.ok(second.reading?.values.has("energy_delivered_tariff1"));
});

test("an identity that was misread once changes nothing", () => {
	const { published, notes } = follow([counted("000005.000"), counted("000005.000", "4533"), counted("000005.001")]);
	assert.deepEqual(published, ["5.000", "-", "5.001"]);
	assert.deepEqual(notes, ["other-meter"]);
});

test("a reading whose identity could not be read is the same meter's", () => {
	const continuity = new Continuity();
	continuity.check(counted("000005.000"));
	const { reading: next, notes } = continuity.check(reading("1-0:1.8.1(000004.000*kWh)", "1-0:1.7.0(00.374*kW)"));
	assert.equal(next?.meter.equipmentId, "E1");
	assert.deepEqual(
		notes.map(({ kind }) => kind),
		["went-back"],
	);
});

test("another gas meter may begin lower: its register is believed with the second reading", () => {
	const { published, notes } = follow(
		[gas("05000.000", "4731"), gas("00000.100", "4732"), gas("00000.101", "4732"), gas("00000.102", "4732")],
		"gas_delivered",
	);
	assert.deepEqual(published, ["5000.000", "-", "0.101", "0.102"]);
	assert.deepEqual(notes, ["device-exchanged"]);
});

test("what a gas meter said once and falsely is not believed for being repeated in every telegram", () => {
	const readings = [
		gas("01000.000", "4731"),
		...new Array(3600).fill(gas("00000.000", "4731")),
		gas("01000.100", "4731"),
	];
	const { published, notes } = follow(readings, "gas_delivered");
	assert.ok(published.slice(1, -1).every((value) => value === "-"));
	assert.equal(published[published.length - 1], "1000.100");
	assert.deepEqual(notes, ["went-back"]);
});

test("another gas meter that begins higher is believed at once", () => {
	const { published, notes } = follow([gas("00001.000", "4731"), gas("00700.000", "4732")], "gas_delivered");
	assert.deepEqual(published, ["1.000", "700.000"]);
	assert.deepEqual(notes, ["device-exchanged"]);
});

test("a meter that begins to write more or fewer decimals has not gone back", () => {
	const { published, notes } = follow(["000010.129", "000010.12", "000010.1299"].map((value) => counted(value)));
	assert.deepEqual(published, ["10.129", "10.12", "10.1299"]);
	assert.deepEqual(notes, []);
});

test("a meter that begins to count in another unit begins anew", () => {
	const wattHours = reading("0-0:96.1.1(4531)", "1-0:1.8.1(000000012*Wh)");
	assert.deepEqual(follow([counted("000010.000"), wattHours]).notes, []);
});

test("each note is a sentence with the values in it", () => {
	const sentences: string[] = [];
	const continuity = new Continuity();
	for (const one of [
		counted("999999.998"),
		counted("000000.001"),
		counted("000000.000"),
		counted("000000.001", "4532"),
		counted("000000.001", "4532"),
	]) {
		sentences.push(...continuity.check(one).notes.map(describeContinuity));
	}
	assert.deepEqual(sentences, [
		"energy_delivered_tariff1 went from 999999.998 to 0.001 kWh: its digits were used up, it begins at zero again",
		"energy_delivered_tariff1 went from 0.001 to 0.000 kWh, but it can only rise: it is not published until it does",
		"this may be another meter, E2 and not E1: its next telegram will tell",
		"the meter was exchanged: it was E1, it is E2",
	]);
});

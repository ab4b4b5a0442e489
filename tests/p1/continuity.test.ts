import { Continuity } from "../../src/p1/continuity.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { formatQuantity, type Reading } from "../../src/p1/reading.js";
import { describeContinuity } from "../../src/receiver/describe-continuity.js";
import { Random } from "../crypto/random.js";
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

const TEN_SECONDS = 10_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What is published of `name`, reading after reading, each so long after the one before, and what is said. */
function follow(
	readings: Reading[],
	name = "energy_delivered_tariff1",
	pause = TEN_SECONDS,
): { published: string[]; notes: string[] } {
	const continuity = new Continuity();
	const published: string[] = [];
	const notes: string[] = [];
	for (const [index, one] of readings.entries()) {
		const continued = continuity.check(one, index * pause);
		const value = continued.reading?.values.get(name);
		published.push(value?.kind === "quantity" ? formatQuantity(value) : "-");
		notes.push(...continued.notes.map(({ kind }) => kind));
	}
	return { published, notes };
}

test("registers that rise, or stay, go through as they are", () => {
	const values = ["000001.000", "000001.000", "000001.001", "000002.000"];
	const { published, notes } = follow(values.map((value) => counted(value)));
	assert.deepEqual(published, ["1.000", "1.000", "1.001", "2.000"]);
	assert.deepEqual(notes, []);
});

test("a reading in which nothing is wrong is handed on itself, not a copy", () => {
	const continuity = new Continuity();
	const first = counted("000001.000");
	assert.equal(continuity.check(first, 0).reading, first);
});

test("a register that goes back is not published, said once, and published again where it goes on", () => {
	const values = ["000010.000", "000009.999", "000009.999", "000010.000", "000010.001", "000009.000"];
	const { published, notes } = follow(
		values.map((value) => counted(value)),
		undefined,
		HOUR,
	);
	assert.deepEqual(published, ["10.000", "-", "-", "10.000", "10.001", "-"]);
	assert.deepEqual(notes, ["went-back", "went-back"]);
});

test("a register that goes back and fro is told once an hour", () => {
	const values = Array.from({ length: 720 }, (_, i) => (i % 2 === 0 ? "000010.000" : "000009.000"));
	const { published, notes } = follow(values.map((value) => counted(value)));
	assert.ok(published.every((value, i) => value === (i % 2 === 0 ? "10.000" : "-")));
	assert.deepEqual(notes, ["went-back", "went-back"]);
});

test("what else the reading says is published all the same", () => {
	const continuity = new Continuity();
	continuity.check(reading("1-0:1.8.1(000010.000*kWh)", "1-0:1.7.0(00.374*kW)"), 0);
	const { reading: next } = continuity.check(reading("1-0:1.8.1(000009.000*kWh)", "1-0:1.7.0(00.373*kW)"), 1000);
	assert.deepEqual(next?.values.names, ["power_delivered"]);
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

// What rises more than can be.

test("a single value that is far too high is not published, and hides none of the true ones", () => {
	for (const wrong of ["900010.000", "000090.000", "000012.001"]) {
		const values = ["000010.000", wrong, "000010.001", "000010.002"];
		const { published, notes } = follow(values.map((value) => counted(value)));
		assert.deepEqual(published, ["10.000", "-", "10.001", "10.002"], wrong);
		assert.deepEqual(notes, ["leapt"]);
	}
});

test("two wrong values in a row do not confirm each other, unless one goes on from the other", () => {
	for (const [first, second] of [
		["900010.000", "950010.000"],
		["900010.000", "000310.000"],
		["000009.000", "900010.000"],
		["900010.000", "000009.000"],
	]) {
		const values = ["000010.000", first, second, "000010.001"];
		assert.deepEqual(follow(values.map((value) => counted(value))).published, ["10.000", "-", "-", "10.001"]);
	}
});

test("of a register whose digits are damaged again and again, nothing absurd is published, and most of what is true is", () => {
	const random = new Random(5);
	const continuity = new Continuity();
	let truth = 123_456_000;
	let published = 0;
	for (let second = 0; second < 20_000; second += 10) {
		truth += random.below(10);
		const digits = String(truth).padStart(9, "0").split("");
		if (random.below(30) === 0) digits[random.below(9)] = String(random.below(10));
		const written = `${digits.slice(0, 6).join("")}.${digits.slice(6).join("")}`;
		const value = continuity.check(counted(written), second * 1000).reading?.values.get("energy_delivered_tariff1");
		if (value?.kind !== "quantity") continue;
		published++;
		// What a house may have consumed since the last one that was believed, at most five readings before.
		assert.ok(Math.abs(value.value - truth) < 2400, `${value.value} for ${truth}`);
	}
	assert.ok(published > 1800, `${published}`);
});

test("a leap that the next reading confirms is published then: the meter was not heard for long", () => {
	const values = ["000010.000", "000150.000", "000150.001", "000150.002"];
	const { published, notes } = follow(values.map((value) => counted(value)));
	assert.deepEqual(published, ["10.000", "-", "150.001", "150.002"]);
	assert.deepEqual(notes, ["leapt", "leap-confirmed"]);
});

test("what a connection of 3 x 80 A gives is believed at once, over the time that has passed", () => {
	for (const [pause, rise, isBelieved] of [
		[TEN_SECONDS, "000001.000", true],
		[TEN_SECONDS, "000002.000", false],
		[60_000, "000001.840", true],
		[HOUR, "000055.200", true],
		[HOUR, "000080.000", false],
		[DAY, "001324.800", true],
		[7 * DAY, "009273.600", true],
		[7 * DAY, "012000.000", false],
	] as const) {
		const { published } = follow([counted("000000.000"), counted(rise)], undefined, pause);
		assert.equal(published[1] !== "-", isBelieved, `${rise} in ${pause} ms`);
	}
});

test("a register that is faster than any house's is published all the same, if late", () => {
	const values = Array.from({ length: 60 }, (_, i) => counted(`${100_000 + 2 * i}.000`));
	const { published, notes } = follow(values);
	const late = published.map((value, i) => (value === "-" ? -1 : i)).filter((index) => index > 0);
	assert.ok(late.length > 3, published.join());
	assert.equal(notes[0], "leapt");
	assert.ok(notes.length < 6);
});

for (const [line, leap, slow] of [
	["1-0:1.8.0(#*Wh)", "000900000", "000000900"],
	["1-0:3.8.0(#*kvarh)", "000900.000", "000000.900"],
	["0-0:96.7.21(#)", "90000", "00003"],
	["1-0:32.32.0(#)", "00900", "00003"],
] as const) {
	test(`of ${line}, ${leap} is a leap and ${slow} is none`, () => {
		const from = (number: string) => reading(line.replace("#", number));
		const first = from(leap.replace(/\d/g, "0"));
		const [name] = first.values.names;
		assert.deepEqual(follow([first, from(leap)], name).notes, ["leapt"]);
		assert.deepEqual(follow([first, from(slow)], name).notes, []);
	});
}

test("a gas meter's hour comes at once, and a leap of it is published with the second telegram, copied as it is", () => {
	const hour = follow([gas("01000.000", "4731"), gas("01012.500", "4731")], "gas_delivered");
	assert.deepEqual(hour.published, ["1000.000", "1012.500"]);
	const { published, notes } = follow(
		[gas("01000.000", "4731"), gas("01100.000", "4731"), gas("01100.000", "4731")],
		"gas_delivered",
	);
	assert.deepEqual(published, ["1000.000", "-", "1100.000"]);
	assert.deepEqual(notes, ["leapt", "leap-confirmed"]);
	const damaged = follow(
		[gas("01000.000", "4731"), gas("91000.000", "4731"), gas("01000.001", "4731")],
		"gas_delivered",
	);
	assert.deepEqual(damaged.published, ["1000.000", "-", "1000.001"]);
});

test("a register that wraps must not have risen more than can be either", () => {
	const { published, notes } = follow(["999999.998", "005000.000", "999999.999"].map((value) => counted(value)));
	assert.deepEqual(published, ["999999.998", "-", "999999.999"]);
	assert.deepEqual(notes, ["went-back"]);
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
	continuity.check(counted("005000.000", "4531"), 0);
	const first = continuity.check(counted("000000.100", "4532"), 1000);
	assert.equal(first.reading, undefined);
	assert.deepEqual(
		first.notes.map(({ kind }) => kind),
		["other-meter"],
	);
	const second = continuity.check(counted("000000.101", "4532"), 2000);
	assert.deepEqual(second.notes, [{ kind: "meter-exchanged", before: "E1", now: "E2" }]);
	assert.equal(second.reading?.meter.equipmentId, "E2");
	assert.ok(second.reading?.values.has("energy_delivered_tariff1"));
});

test("two meters on one line do not take turns, and that there is another one is told once an hour", () => {
	for (const run of [1, 2, 7]) {
		// Two hours, a telegram each ten seconds.
		const readings = Array.from({ length: 720 }, (_, i) =>
			Math.floor(i / run) % 2 === 0 ? counted("000005.000") : counted("007000.000", "4532"),
		);
		const { notes } = follow(readings);
		assert.ok(notes.includes("other-meter"));
		assert.ok(notes.length <= 4, `${run}: ${notes.join()}`);
	}
});

test("a meter that is exchanged twice within an hour is believed too, later", () => {
	const { published, notes } = follow([
		counted("000005.000", "4531"),
		...Array.from({ length: 2 }, () => counted("000006.000", "4532")),
		...Array.from({ length: 31 }, () => counted("000007.000", "4533")),
	]);
	assert.equal(published[published.length - 1], "7.000");
	assert.deepEqual(notes, ["other-meter", "meter-exchanged", "meter-exchanged"]);
});

test("an identity that was misread once changes nothing", () => {
	const { published, notes } = follow([counted("000005.000"), counted("000005.000", "4533"), counted("000005.001")]);
	assert.deepEqual(published, ["5.000", "-", "5.001"]);
	assert.deepEqual(notes, ["other-meter"]);
});

test("a reading whose identity could not be read is the same meter's", () => {
	const continuity = new Continuity();
	continuity.check(counted("000005.000"), 0);
	const { reading: next, notes } = continuity.check(reading("1-0:1.8.1(000004.000*kWh)", "1-0:1.7.0(00.374*kW)"), 1000);
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

test("another gas meter that begins higher is believed with the second reading too", () => {
	const { published, notes } = follow(
		[gas("00001.000", "4731"), gas("00700.000", "4732"), gas("00700.000", "4732")],
		"gas_delivered",
	);
	assert.deepEqual(published, ["1.000", "-", "700.000"]);
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
	for (const [index, one] of [
		counted("999999.998"),
		counted("000000.001"),
		counted("000000.000"),
		counted("000000.001", "4532"),
		counted("000000.001", "4532"),
		counted("000060.000", "4532"),
		counted("000060.001", "4532"),
	].entries()) {
		sentences.push(...continuity.check(one, index * 1000).notes.map(describeContinuity));
	}
	assert.deepEqual(sentences, [
		"energy_delivered_tariff1 went from 999999.998 to 0.001 kWh: its digits were used up, it begins at zero again",
		"energy_delivered_tariff1 went from 0.001 to 0.000 kWh, but it can only rise: it is not published until it does",
		"this may be another meter, E2 and not E1: whether it stays will tell",
		"the meter was exchanged: it was E1, it is E2",
		"energy_delivered_tariff1 went from 0.001 to 60.000 kWh, more than can be in the time: it is not published until another telegram says the same",
		"energy_delivered_tariff1 went from 0.001 to 60.001 kWh and goes on from there: it is published",
	]);
});

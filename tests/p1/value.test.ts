import { readDashedTime, readTime } from "../../src/p1/meter-time.js";
import { formatQuantity } from "../../src/p1/reading.js";
import { readLimit, readOctets, readQuantity, readStamped } from "../../src/p1/value.js";
import { assert, test } from "../harness/index.js";

const ENERGY = ["kWh", "Wh"];

for (const [text, expected] of [
	["000000.000*kWh", "0.000 kWh"],
	["999999.999*kWh", "999999.999 kWh"],
	["999999999999999*Wh", "999999999999999 Wh"],
	["000999999999999999*Wh", "999999999999999 Wh"],
	["99999999.9999999*kWh", "99999999.9999999 kWh"],
	["-12.5*kWh", "-12.5 kWh"],
	["-0.5*kWh", "-0.5 kWh"],
	["-0.0*kWh", "0.0 kWh"],
	["7*KWH ", "7 kWh"],
	["7kWh", "7 kWh"],
	["9007199254740993*Wh", "unreadable"],
	["0.0000000000000001*kWh", "unreadable"],
	["1*J", "unreadable"],
	["1", "unreadable"],
	["1*", "unreadable"],
	[".5*kWh", "unreadable"],
	["5.*kWh", "unreadable"],
	["1.2.3*kWh", "unreadable"],
	["1,5*kWh", "unreadable"],
	["1e3*kWh", "unreadable"],
	["--1*kWh", "unreadable"],
	["-*kWh", "unreadable"],
	["*kWh", "unreadable"],
	["kWh", "unreadable"],
	["+1*kWh", "unreadable"],
	[" 1*kWh", "unreadable"],
	["", "empty"],
	["  ", "empty"],
]) {
	test(`the energy ${JSON.stringify(text)} is ${expected}`, () => {
		const value = readQuantity(text, ENERGY);
		assert.equal(typeof value === "string" ? value : `${formatQuantity(value)} ${value.unit}`, expected);
	});
}

test("a number without a unit is a count only", () => {
	assert.deepEqual(readQuantity("00013", [""]), { kind: "quantity", value: 13, scale: 0, unit: "" });
	assert.equal(readQuantity("00013*s", [""]), "unreadable");
});

for (const [text, local, season] of [
	["231026204015S", "231026204015", "S"],
	["231226204015W", "231226204015", "W"],
	["150701190000s", "150701190000", "S"],
	["160410130000", "160410130000", undefined],
] as const) {
	test(`the time ${text} is local time with season ${season}`, () => {
		assert.deepEqual(readTime(text), { kind: "time", local, season });
	});
}

for (const [text, expected] of [
	["", "empty"],
	["632525252525W", "clock-lost"],
	["000101000001W", "clock-lost"],
	["700101010000W", "clock-lost"],
	["231326204015S", "clock-lost"],
	["230231120000W", "clock-lost"],
	["230431120000S", "clock-lost"],
	["230229120000W", "clock-lost"],
	["231000204015S", "clock-lost"],
	["231026244015S", "clock-lost"],
	["231026206015S", "clock-lost"],
	["231026204060S", "clock-lost"],
	["231026204015X", "unreadable"],
	["231026204015SS", "unreadable"],
	["23102620401S", "unreadable"],
	["07E8061C050A2B2B00FFGG80", "unreadable"],
	["07E8FF1C050A2B2B00FF8880", "clock-lost"],
	["FFFFFFFFFFFFFFFFFFFFFFFF", "clock-lost"],
] as const) {
	test(`the time ${JSON.stringify(text)} is ${expected}`, () => {
		assert.equal(readTime(text), expected);
	});
}

for (const [text, expected] of [
	["4B384547303034303436333935353037", "K8EG004046395507"],
	["4b38", "K8"],
	["9903218166", "9903218166"],
	["4B3", "4B3"],
	["4BFF", "4BFF"],
	["xx", "xx"],
	["", "empty"],
	["0", "filler"],
	["000000000000", "filler"],
	["202020", "empty"],
	["\xff\xff", "filler"],
	["\xffA", "\xffA"],
]) {
	test(`the octets ${JSON.stringify(text)} are ${JSON.stringify(expected)}`, () => {
		const value = readOctets(text);
		assert.equal(typeof value === "string" ? value : value.text, expected);
	});
}

test("a stamped value needs a time and a quantity", () => {
	for (const groups of [["231026204015S"], ["1*kWh"], ["1*kWh", "2*kWh"], ["231026204015S", "231026204015S"], []]) {
		assert.equal(typeof readStamped(groups, ENERGY), "string", groups.join());
	}
	assert.equal(readStamped(["231026204015S", ""], ENERGY), "empty");
});

test("a register's quantity tells how many digits the meter writes, leading zeros too", () => {
	for (const [text, digits] of [
		["003432.827*kWh", 9],
		["00000003.262*kWh", 11],
		["000326641*Wh", 9],
		["0.1kWh", 2],
	] as const) {
		const value = readQuantity(text, ENERGY, true);
		assert.equal(typeof value === "string" ? value : value.digits, digits, text);
	}
	const other = readQuantity("003432.827*kWh", ENERGY);
	assert.ok(typeof other !== "string" && !("digits" in other));
});

test("a register below zero is none: it counts", () => {
	assert.equal(readQuantity("-00001.000*kWh", ENERGY, true), "unreadable");
	assert.ok(typeof readQuantity("-00000.000*kWh", ENERGY, true) !== "string");
});

for (const [text, expected] of [
	["999.9*kW", "no-limit"],
	["99.999*kW", "no-limit"],
	["0999.00*kW", "no-limit"],
	["999*A", "no-limit"],
	["999.99*A", "no-limit"],
	["", "empty"],
	["9.9*kW", "9.9 kW"],
	["99*A", "99 A"],
	["998.9*kW", "998.9 kW"],
	["09.200*kW", "9.200 kW"],
	["000.0*kW", "0.0 kW"],
	["90.000*kW", "90.000 kW"],
	["-200*A", "-200 A"],
	["09.990*kW", "9.990 kW"],
	["9.99*A", "9.99 A"],
	["999.9*V", "unreadable"],
]) {
	test(`the limit ${JSON.stringify(text)} is ${expected}`, () => {
		const value = readLimit(text, ["kW", "A"]);
		assert.equal(typeof value === "string" ? value : `${formatQuantity(value)} ${value.unit}`, expected);
	});
}

test("a raw COSEM date-time is a local time, whose status tells summer from winter", () => {
	assert.deepEqual(readTime("07E8061C050A2B2B00FF8880"), { kind: "time", local: "240628104343", season: "S" });
	assert.deepEqual(readTime("07E8011C070A2B2B00FFC400"), { kind: "time", local: "240128104343", season: "W" });
	// 0xFF: the clock does not tell.
	assert.deepEqual(readTime("07E8011C070A2B2B008000FF"), { kind: "time", local: "240128104343", season: undefined });
});

test("a NES meter's time has a year of four digits, a space and colons", () => {
	assert.deepEqual(readTime("20240111 09:35:00"), { kind: "time", local: "240111093500", season: undefined });
	for (const lost of ["20000101 00:00:00", "19700101 00:00:00", "21240111 09:35:00", "20240230 09:35:00"])
		assert.equal(readTime(lost), "clock-lost", lost);
	for (const text of ["20240111T09:35:00", "2024011109:35:000", "20240111 09.35.00", "24-01-11 09:35:00"])
		assert.equal(readTime(text), "unreadable", text);
});

test("an ACE4000's date has dashes and colons", () => {
	assert.deepEqual(readDashedTime("19-01-31 13:00:59"), { kind: "time", local: "190131130059", season: undefined });
	assert.equal(readDashedTime("00-01-01 00:00:00"), "clock-lost");
	assert.equal(readDashedTime(""), "empty");
	for (const text of ["19-01-31T13.00:59", "190131130059", "19-01-31 13:00:5x"])
		assert.equal(readDashedTime(text), "unreadable", text);
});

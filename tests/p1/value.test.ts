import { formatQuantity } from "../../src/p1/reading.js";
import { readOctets, readQuantity, readStamped, readTime } from "../../src/p1/value.js";
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
	["", "absent"],
	["  ", "absent"],
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
	["", "absent"],
	["632525252525W", "absent"],
	["000101000001W", "absent"],
	["700101010000W", "absent"],
	["231326204015S", "absent"],
	["231000204015S", "absent"],
	["231026244015S", "absent"],
	["231026206015S", "absent"],
	["231026204060S", "absent"],
	["231026204015X", "unreadable"],
	["231026204015SS", "unreadable"],
	["23102620401S", "unreadable"],
	["07E8061C050A2B2B00FF8880", "unreadable"],
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
	["", "absent"],
	["0", "absent"],
	["000000000000", "absent"],
	["202020", "absent"],
	["\xff\xff", "absent"],
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
	assert.equal(readStamped(["231026204015S", ""], ENERGY), "absent");
});

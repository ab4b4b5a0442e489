import { familyOf, rateOf, zoneOf } from "../../src/p1/family.js";
import { parseTelegram } from "../../src/p1/parse.js";
import type { Reading } from "../../src/p1/reading.js";
import { Values } from "../../src/p1/values.js";
import { FIXTURES } from "../fixtures/p1/all.js";
import { bytesOf } from "../fixtures/p1/fixture.js";
import { assert, test } from "../harness/index.js";

for (const [name, country, zone, lowTariff] of [
	["a Dutch DSMR 5 meter", "NL", "CET", 1],
	["a Belgian e-MUCS 50213", "BE", "CET", 2],
	// Its identification is its maker's: the version tells.
	["a Belgian e-MUCS 50217 meter of 2026", "BE", "CET", 2],
	["a Luxembourgish", "LU", "CET", undefined],
	["a Lithuanian", "LT", "EET", undefined],
	["a Swiss", "CH", "CET", undefined],
	["an Austrian", "AT", "CET", undefined],
	["a Hungarian", "HU", "CET", undefined],
	["a German EasyMeter", "DE", "CET", undefined],
	// Its identification and version are a Dutch meter's.
	["an Israeli", "IL", "IST", undefined],
] as const) {
	test(`${name} meter hangs in ${country}, on ${zone}`, () => {
		const fixture = FIXTURES.find((one) => one.name.startsWith(name));
		assert.ok(fixture, name);
		const reading = parseTelegram(bytesOf(fixture.telegram));
		const family = familyOf(reading);
		assert.equal(family?.country, country);
		assert.equal(family?.lowTariff, lowTariff);
		assert.equal(zoneOf(reading), zone);
	});
}

/** A reading without a value, of a meter with this identification. */
function readingOf(header: string, version?: string): Reading {
	return { meter: { header, version, equipmentId: undefined, mbus: [] }, values: new Values(), unknown: [] };
}

test("a meter that does not tell where it hangs keeps Central European time", () => {
	const reading = readingOf("XYZ5");
	assert.equal(familyOf(reading), undefined);
	assert.equal(zoneOf(reading), "CET");
});

test("tariff 1 is the low one in the Netherlands and the normal one in Belgium; elsewhere the operator decides", () => {
	const rates = (of: Reading) => ["0001", "0002", "0003", undefined].map((tariff) => rateOf(of, tariff));
	assert.deepEqual(rates(readingOf("ISK5\\2M550T", "50")), ["low", "normal", undefined, undefined]);
	assert.deepEqual(rates(readingOf("FLU5\\253769484_A", "50217")), ["normal", "low", undefined, undefined]);
	assert.deepEqual(rates(readingOf("AUX59903218166")), [undefined, undefined, undefined, undefined]);
	assert.deepEqual(rates(readingOf("HLY5\\D545-METER", "50")), [undefined, undefined, undefined, undefined]);
});

import { OBIS_TABLE } from "../../src/p1/obis-table.js";
import { assert, test } from "../harness/index.js";

test("every code of the OBIS table is a code and stands there once", () => {
	for (const { code } of OBIS_TABLE) assert.match(code, /^[01]-[0-4]:\d+\.\d+\.\d+$/);
	assert.equal(new Set(OBIS_TABLE.map(({ code }) => code)).size, OBIS_TABLE.length);
});

test("every name of the OBIS table can be a topic and a key, and only the identifier has more than one code", () => {
	const names = new Set<string>();
	for (const { name } of OBIS_TABLE) {
		assert.match(name, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
		assert.ok(!names.has(name) || name === "equipment_id", name);
		names.add(name);
	}
});

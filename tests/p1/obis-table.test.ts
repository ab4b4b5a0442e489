import { findObis, OBIS_TABLE } from "../../src/p1/obis-table.js";
import { assert, test } from "../harness/index.js";

test("every code of the OBIS table is a code and stands there once", () => {
	for (const { code } of OBIS_TABLE) assert.match(code, /^[01]-[0-4]:\d+\.\d+\.\d+$/, code);
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

test("every row says how the standard writes its value", () => {
	for (const { code, format } of OBIS_TABLE) assert.match(format, /^(?:(?:[FSI]\d+(?:\(\d,\d\))?|TST|log),?)+$/, code);
});

test("a code is found with a present value's mark, on a Swiss meter's channel, and with a colon for a point", () => {
	for (const [written, name] of [
		["1-0:1.8.1", "energy_delivered_tariff1"],
		["1-0:1.8.1*255", "energy_delivered_tariff1"],
		["1-1:1.8.1", "energy_delivered_tariff1"],
		["1-0:1.8.13", "energy_delivered_tariff3_il"],
		["1-1:31.4.0", "current_threshold"],
		["1-1:0.2.0", "fw_module_version"],
		["1-0:72:32.0", "electricity_sags_l3"],
		["1-0:99:97.0", "electricity_failure_log"],
		["1-0:61.7.0", "power_delivered_l3"],
		["1-0:70.7.0", "apparent_power_returned_l3"],
		["1-0:73.7.0", "power_factor_l3"],
		["1-0:71.4.0", "current_fuse_l3"],
	]) {
		assert.equal(findObis(written)?.name, name, written);
	}
	for (const written of ["1-0:1.8.1*01", "1-2:1.8.1", "1-0:1.8", "", "1-0:72:32:0"])
		assert.equal(findObis(written), undefined, written);
});

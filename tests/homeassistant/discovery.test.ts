import { discoveryDocument } from "../../src/homeassistant/discovery.js";
import { LINK_ENTITIES, METER_ENTITIES } from "../../src/homeassistant/entities.js";
import { deviceTopics } from "../../src/homeassistant/topics.js";
import { MEDIA } from "../../src/p1/mbus.js";
import { OBIS_TABLE } from "../../src/p1/obis-table.js";
import type { Reading } from "../../src/p1/reading.js";
import { assert, test } from "../harness/index.js";
import { checkDiscovery } from "./discovery-checker.js";
import { BELGIAN, DUTCH, reading, UNUSUAL } from "./readings.js";

function document(of: Reading, deviceId = "3fa2") {
	return discoveryDocument({ reading: of, deviceId, topics: deviceTopics(deviceId), version: "0.1.0" });
}

interface Component {
	uniq_id: string;
	dev_cla?: string;
	unit_of_meas?: string;
	sug_dsp_prc?: number;
}

function components(of: Reading): Record<string, Component> {
	return JSON.parse(document(of).payload).cmps;
}

test("Home Assistant finds nothing to refuse, whatever the meter", () => {
	for (const of of [DUTCH, BELGIAN, UNUSUAL, reading({})]) {
		const { topic, payload } = document(of);
		assert.deepEqual(checkDiscovery(topic, payload), []);
	}
});

test("the discovery document looks as its format asks", () => {
	const { topic, payload } = document(
		reading({ power_delivered: { kind: "quantity", value: 1, scale: 3, unit: "kW" } }),
	);
	assert.equal(topic, "homeassistant/device/p1lora_E0044007123456789/config");
	const { cmps, ...head } = JSON.parse(payload);
	assert.deepEqual(head, {
		dev: {
			ids: ["p1lora_E0044007123456789"],
			name: "Smart meter",
			mf: "P1-LoRa",
			mdl: "ISK5\\2M550T-1012",
			sn: "E0044007123456789",
			sw: "0.1.0",
		},
		o: { name: "P1-LoRa", sw: "0.1.0" },
		stat_t: "p1-lora/3fa2/state",
		avty: [{ t: "p1-lora/3fa2/availability" }, { t: "p1-lora/3fa2/link" }],
		avty_mode: "all",
	});
	assert.deepEqual(cmps.power_delivered, {
		p: "sensor",
		name: "Power consumption",
		def_ent_id: "sensor.smart_meter_power_delivered",
		stat_cla: "measurement",
		val_tpl: "{{ value_json.power_delivered|default(none) }}",
		dev_cla: "power",
		unit_of_meas: "kW",
		sug_dsp_prc: 3,
		uniq_id: "p1lora_E0044007123456789_power_delivered",
	});
	assert.deepEqual(cmps.link_rssi, {
		p: "sensor",
		name: "Link RSSI",
		def_ent_id: "sensor.smart_meter_link_rssi",
		stat_cla: "measurement",
		ent_cat: "diagnostic",
		val_tpl: "{{ value_json.link_rssi|default(none) }}",
		dev_cla: "signal_strength",
		unit_of_meas: "dBm",
		sug_dsp_prc: 0,
		avty: [{ t: "p1-lora/3fa2/availability" }],
		uniq_id: "p1lora_E0044007123456789_link_rssi",
	});
});

test("what is gone is told by its platform alone, which is how Home Assistant forgets it", () => {
	const topics = deviceTopics("3fa2");
	const { payload } = discoveryDocument({
		...{ reading: DUTCH, deviceId: "3fa2", topics, version: "0.1.0" },
		gone: ["water_delivered"],
	});
	assert.deepEqual(JSON.parse(payload).cmps.water_delivered, { p: "sensor" });
});

test("only what the meter has becomes an entity, besides the link's own", () => {
	const link = [...LINK_ENTITIES.map(({ name }) => name), "link"];
	const meterEntities = (of: Reading) => Object.keys(components(of)).filter((name) => !link.includes(name));
	assert.deepEqual(meterEntities(reading({})), []);
	assert.deepEqual(meterEntities(BELGIAN).sort(), [...BELGIAN.values.keys()].sort());
	// Identity and version are the device's, not entities.
	assert.ok(!meterEntities(DUTCH).includes("equipment_id"));
});

test("unit, class and precision are those of the value at hand", () => {
	const dutch = components(DUTCH);
	const unusual = components(UNUSUAL);
	const rows = [
		[dutch.energy_delivered_tariff1, "energy", "kWh", 3],
		[unusual.energy_delivered_total, "energy", "Wh", 0],
		[dutch.current_l1, "current", "A", 0],
		[dutch.gas_delivered, "gas", "m\u00b3", 3],
		[unusual.warm_water_delivered, "water", "m\u00b3", 3],
		[unusual.thermal_delivered, "energy", "GJ", 3],
		[unusual.electricity_threshold, "apparent_power", "kVA", 1],
		[components(BELGIAN).electricity_threshold, "power", "kW", 1],
		[unusual.power_factor, "power_factor", undefined, 3],
		[dutch.electricity_tariff, undefined, undefined, undefined],
		// A unit that Home Assistant does not know for currents.
		[unusual.current_l1, undefined, "kA", 3],
	] as const;
	for (const [component, deviceClass, unit, precision] of rows) {
		assert.deepEqual(
			[component.dev_cla, component.unit_of_meas, component.sug_dsp_prc],
			[deviceClass, unit, precision],
		);
	}
});

test("ids come from the meter, and from the link only where the meter tells none", () => {
	assert.equal(components(DUTCH).power_delivered.uniq_id, "p1lora_E0044007123456789_power_delivered");
	const odd = reading({}, { equipmentId: "E 00/44+\u20ac" });
	assert.equal(document(odd).topic, "homeassistant/device/p1lora_E_00_44__/config");
	assert.equal(document(UNUSUAL, "3fa2").topic, "homeassistant/device/p1lora_3fa2/config");
});

test("every entity is of a name that a reading can have", () => {
	const suffixes = ["", "_timestamp", "_import", "_export"];
	const names = new Set(OBIS_TABLE.flatMap(({ name }) => suffixes.map((suffix) => name + suffix)));
	names.add("active_energy_import_maximum_demand_last_13_months");
	names.add("electricity_tariff_rate");
	for (const { name } of MEDIA) {
		for (const field of ["delivered", "timestamp", "valve_position"]) names.add(`${name}_${field}`);
	}
	for (const { name } of METER_ENTITIES) assert.ok(names.has(name), `${name} is in no table`);
});

test("every number of a reading has an entity", () => {
	const entities = new Set(METER_ENTITIES.map(({ name }) => name));
	const numbers = OBIS_TABLE.filter((entry) => "units" in entry).flatMap(({ kind, name }) =>
		kind === "pair" ? [`${name}_import`, `${name}_export`] : [name],
	);
	for (const name of [...numbers, ...MEDIA.map((medium) => `${medium.name}_delivered`)]) {
		assert.ok(entities.has(name), `${name} has none`);
	}
});

test("even for a meter with everything, the document leaves room in the client's send queue of 20 kB", () => {
	const value = { kind: "quantity", value: 1, scale: 3, unit: "kWh" } as const;
	const everything = reading(Object.fromEntries(METER_ENTITIES.map(({ name }) => [name, value])));
	const announced = Object.keys(components(everything));
	for (const { name, optional } of METER_ENTITIES) assert.ok(optional || announced.includes(name), name);
	assert.ok(announced.length < METER_ENTITIES.length);
	const { length } = document(everything).payload;
	assert.ok(length < 18_000, `${length} bytes`);
});

test("the check itself sees what Home Assistant would refuse", () => {
	const { topic, payload } = document(DUTCH);
	const faults: [string, string, string][] = [
		['"dev_cla":"gas"', '"dev_cla":"water_gas"', "unknown device class"],
		['"unit_of_meas":"V"', '"unit_of_meas":"kWh"', "is voltage in kWh"],
		['"unit_of_meas":"m\u00b3"', '"unit_of_meas":"m3"', "is gas in m3"],
		['"stat_cla":"total_increasing"', '"stat_cla":"measurement"', "is energy and measurement"],
		['"p":"sensor"', '"p":"senser"', "no known platform"],
		['789_power_returned"', '789_power_delivered"', "shares its unique id"],
		['"def_ent_id"', '"obj_id"', "unknown key obj_id"],
		['"ids":["p1lora_E0044007123456789"]', '"ids":[]', "no identifiers"],
		['"o":{"name":"P1-LoRa",', '"o":{', "origin has no name"],
		['"sensor.smart_meter_voltage_l1"', '"sensor.Voltage"', "bad entity id"],
		['"ent_cat":"diagnostic"', '"ent_cat":"config"', "bad category"],
		["value_json.voltage_l1", "value_json.voltage_1", "another template"],
	];
	for (const [from, to, finding] of faults) {
		const broken = payload.replace(from, to);
		assert.notEqual(broken, payload);
		assert.ok(
			checkDiscovery(topic, broken).some((found) => found.includes(finding)),
			finding,
		);
	}
});

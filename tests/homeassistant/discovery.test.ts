import { COMMANDS } from "../../src/homeassistant/commands.js";
import { DIAGNOSTIC_ENTITIES } from "../../src/homeassistant/diagnostics.js";
import { type DiscoveryDocument, meterDocument, receiverDocument } from "../../src/homeassistant/discovery.js";
import { METER_ENTITIES } from "../../src/homeassistant/entities.js";
import { Roster } from "../../src/homeassistant/roster.js";
import { deviceTopics } from "../../src/homeassistant/topics.js";
import { MEDIA } from "../../src/p1/mbus.js";
import { OBIS_TABLE } from "../../src/p1/obis-table.js";
import type { Reading } from "../../src/p1/reading.js";
import { Values } from "../../src/p1/values.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { assert, test } from "../harness/index.js";
import { checkAll, checkDiscovery } from "./discovery-checker.js";
import { BELGIAN, DUTCH, quantity, reading, text, UNUSUAL } from "./readings.js";

const SOURCE = { deviceId: "3fa2", topics: deviceTopics("3fa2"), version: "0.1.0" };
const RECEIVER = receiverDocument(["restart", "resync", "rung", "update"], SOURCE);

interface Written {
	topic: string;
	text: string;
}

function written({ topic, payload }: DiscoveryDocument): Written {
	return { topic, text: [...payload()].join("") };
}

/** The documents of the meters that this reading tells of, by their devices' names. */
function documents(of: Reading): Map<string, Written> {
	const roster = new Roster(new FaultyStorage(), SOURCE.deviceId);
	roster.add(of, 0);
	return new Map([...roster.news(new Map())].map((meter) => [meter.label, written(meterDocument(meter, SOURCE))]));
}

interface Component {
	uniq_id: string;
	dev_cla?: string;
	unit_of_meas?: string;
	sug_dsp_prc?: number;
}

function components(of: Reading): Record<string, Component> {
	return Object.assign({}, ...[...documents(of).values()].map(({ text }) => JSON.parse(text).cmps));
}

test("Home Assistant finds nothing to refuse, whatever the meter", () => {
	for (const of of [DUTCH, BELGIAN, UNUSUAL, reading({})]) {
		assert.deepEqual(checkAll([written(RECEIVER), ...documents(of).values()]), []);
	}
});

test("the electricity meter's document looks as its format asks", () => {
	const { topic, text } =
		documents(reading({ power_delivered: quantity(1, 3, "kW") })).get("Smart meter") ?? written(RECEIVER);
	assert.equal(topic, "homeassistant/device/p1lora_E0044007123456789/config");
	assert.deepEqual(JSON.parse(text), {
		dev: {
			ids: ["p1lora_E0044007123456789"],
			name: "Smart meter",
			mdl: "ISK5\\2M550T-1012",
			sn: "E0044007123456789",
			via_device: "p1lora_receiver_3fa2",
		},
		o: { name: "P1-LoRa", sw: "0.1.0" },
		stat_t: "p1-lora/3fa2/state",
		avty: [{ t: "p1-lora/3fa2/availability" }, { t: "p1-lora/3fa2/link" }],
		avty_mode: "all",
		cmps: {
			power_delivered: {
				p: "sensor",
				name: "Power consumption",
				def_ent_id: "sensor.smart_meter_power_delivered",
				stat_cla: "measurement",
				val_tpl: "{{ value_json.power_delivered|default(none) }}",
				dev_cla: "power",
				unit_of_meas: "kW",
				sug_dsp_prc: 3,
				uniq_id: "p1lora_E0044007123456789_power_delivered",
			},
		},
	});
});

test("the receiver's document has what it tells of itself, and what can be wanted of it", () => {
	const { topic, text } = written(RECEIVER);
	assert.equal(topic, "homeassistant/device/p1lora_receiver_3fa2/config");
	const { cmps, ...head } = JSON.parse(text);
	const shown = DIAGNOSTIC_ENTITIES.filter(({ isControl }) => !isControl);
	assert.deepEqual(head, {
		dev: { ids: ["p1lora_receiver_3fa2"], name: "P1-LoRa receiver", mf: "P1-LoRa", sw: "0.1.0" },
		o: { name: "P1-LoRa", sw: "0.1.0" },
		stat_t: "p1-lora/3fa2/diagnostics",
		avty: [{ t: "p1-lora/3fa2/availability" }],
	});
	assert.deepEqual(Object.keys(cmps), ["link", ...shown.map(({ name }) => name), ...COMMANDS.map(({ name }) => name)]);
	for (const { name } of shown) assert.equal(cmps[name].ent_cat, "diagnostic");
	assert.deepEqual(cmps.restart, {
		p: "button",
		name: "Restart",
		def_ent_id: "button.p1_lora_restart",
		dev_cla: "restart",
		ent_cat: "config",
		pl_prs: "restart",
		cmd_t: "p1-lora/3fa2/command/restart",
		uniq_id: "p1lora_receiver_3fa2_restart",
	});
	assert.deepEqual(cmps.rung, {
		p: "select",
		name: "Rung",
		def_ent_id: "select.p1_lora_rung",
		ent_cat: "config",
		ops: ["automatic", "SF12/125", "SF12/250", "SF11/250", "SF10/250", "SF9/250", "SF8/250", "SF7/250"],
		val_tpl: "{{ value_json.rung_wanted|default(none) }}",
		cmd_t: "p1-lora/3fa2/command/rung",
		uniq_id: "p1lora_receiver_3fa2_rung",
	});
	assert.deepEqual(cmps.update, {
		p: "update",
		name: "Update",
		def_ent_id: "update.p1_lora_update",
		dev_cla: "firmware",
		ent_cat: "config",
		pl_inst: "install",
		stat_t: "p1-lora/3fa2/update",
		cmd_t: "p1-lora/3fa2/command/update",
		uniq_id: "p1lora_receiver_3fa2_update",
	});
	const other = JSON.parse(written(receiverDocument([], { ...SOURCE, page: "http://p1-lora-3fa2.local/" })).text);
	assert.equal(other.cmps.restart, undefined);
	assert.equal(other.dev.cu, "http://p1-lora-3fa2.local/");
	// Of two receivers in one house.
	const named = written(receiverDocument([], { ...SOURCE, name: 'Zo\u00eb\'s "barn"' }));
	assert.equal(JSON.parse(named.text).dev.name, 'Zo\u00eb\'s "barn" receiver');
	assert.deepEqual(checkDiscovery(named.topic, named.text), []);
});

test("gas, water and heat are devices of their own, by their own serial numbers", () => {
	const of = documents({ ...UNUSUAL, values: new Values(new Map([...DUTCH.values, ...UNUSUAL.values])) });
	assert.deepEqual([...of.keys()], ["Smart meter", "Gas meter", "Warm water meter", "Heat meter"]);
	const gas = of.get("Gas meter") ?? written(RECEIVER);
	assert.equal(gas.topic, "homeassistant/device/p1lora_gas_G0046003912345678/config");
	const { dev, cmps } = JSON.parse(gas.text);
	assert.deepEqual(dev, {
		ids: ["p1lora_gas_G0046003912345678"],
		name: "Gas meter",
		sn: "G0046003912345678",
		via_device: "p1lora_receiver_3fa2",
	});
	assert.deepEqual(Object.keys(cmps), ["gas_delivered", "gas_timestamp"]);
	// One that tells no number has its receiver's.
	assert.equal(of.get("Heat meter")?.topic, "homeassistant/device/p1lora_thermal_3fa2/config");
});

test("a gas meter with the electricity meter's number, as in telegrams made anonymous, is another device all the same", () => {
	const number = text("1239567890");
	const of = documents(
		reading(
			{ power_delivered: quantity(1, 3, "kW"), gas_delivered: quantity(1, 3, "m3"), gas_equipment_id: number },
			{ equipmentId: number.text },
		),
	);
	assert.deepEqual(checkAll([written(RECEIVER), ...of.values()]), []);
	assert.equal(of.size, 2);
});

test("what is gone is told by its platform alone, which is how Home Assistant forgets it", () => {
	const roster = new Roster(new FaultyStorage(), SOURCE.deviceId);
	roster.add(DUTCH, 0);
	const [meter] = roster.news(new Map());
	for (const entities of [meter.entities, new Uint8Array(0)]) {
		const document = written(meterDocument({ ...meter, entities, gone: ["frequency"] }, SOURCE));
		assert.deepEqual(JSON.parse(document.text).cmps.frequency, { p: "sensor" });
		assert.deepEqual(checkDiscovery(document.topic, document.text), []);
	}
});

test("only what the meter has becomes an entity", () => {
	assert.deepEqual(Object.keys(components(reading({}))), []);
	assert.deepEqual(Object.keys(components(BELGIAN)).sort(), [...BELGIAN.values.names].sort());
	// Identity and version are the device's, not entities.
	assert.ok(!Object.keys(components(DUTCH)).includes("equipment_id"));
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
	const odd = reading({ power_delivered: quantity(1, 3, "kW") }, { equipmentId: "E 00/44+\u20ac" });
	const topicOf = (of: Reading) => documents(of).get("Smart meter")?.topic;
	assert.equal(topicOf(odd), "homeassistant/device/p1lora_E_00_44__/config");
	assert.equal(topicOf(UNUSUAL), "homeassistant/device/p1lora_3fa2/config");
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

test("even of a meter with everything, no document is over 50 kB; of most meters the largest is under 12", () => {
	const everything = reading(Object.fromEntries(METER_ENTITIES.map(({ name }) => [name, quantity(1, 3, "kWh")])));
	assert.equal(Object.keys(components(everything)).length, METER_ENTITIES.length);
	const largest = (of: Reading) => Math.max(...[...documents(of).values()].map(({ text }) => text.length));
	assert.ok(largest(everything) < 50_000, `${largest(everything)} characters`);
	for (const of of [DUTCH, BELGIAN, UNUSUAL]) assert.ok(largest(of) < 12_000, `${largest(of)} characters`);
});

test("a document is the same each time that it is made", () => {
	const [...first] = RECEIVER.payload();
	assert.deepEqual([...RECEIVER.payload()], first);
	for (const piece of first) assert.ok(piece.length < 512, `${piece}`);
});

test("the check itself sees what Home Assistant would refuse", () => {
	const meter = documents({ ...DUTCH, values: new Values([...DUTCH.values, ["message_short", text("x")]]) });
	const electricity = meter.get("Smart meter") ?? written(RECEIVER);
	const gas = meter.get("Gas meter") ?? written(RECEIVER);
	const receiver = written(RECEIVER);
	const faults: [Written, string, string, string][] = [
		[gas, '"dev_cla":"gas"', '"dev_cla":"water_gas"', "unknown device class"],
		[electricity, '"unit_of_meas":"V"', '"unit_of_meas":"kWh"', "is voltage in kWh"],
		[gas, '"unit_of_meas":"m\u00b3"', '"unit_of_meas":"m3"', "is gas in m3"],
		[electricity, '"stat_cla":"total_increasing"', '"stat_cla":"measurement"', "is energy and measurement"],
		[electricity, '"stat_cla":"total_increasing"', '"stat_cla":"rising"', "unknown state class"],
		[electricity, '"p":"sensor"', '"p":"senser"', "no known platform"],
		[electricity, '789_power_returned"', '789_power_delivered"', "shares its unique id"],
		[electricity, ',"uniq_id":"p1lora_E0044007123456789_power_returned"', "", "no unique id"],
		[electricity, '"def_ent_id"', '"obj_id"', "unknown key obj_id"],
		[electricity, '"ids":["p1lora_E0044007123456789"]', '"ids":[]', "no identifiers"],
		[electricity, '"o":{"name":"P1-LoRa",', '"o":{', "origin has no name"],
		[electricity, '"sensor.smart_meter_voltage_l1"', '"sensor.Voltage"', "bad entity id"],
		[electricity, "sensor.smart_meter_voltage_l1", "sensor.smart_meter_current_l1", "shares its entity id"],
		[electricity, '"ent_cat":"diagnostic"', '"ent_cat":"config"', "bad category"],
		[electricity, "value_json.voltage_l1", "value_json.voltage_1", "another template"],
		[electricity, '"avty_mode":"all"', '"avty_mode":"some"', "availability mode"],
		[electricity, '{"t":"p1-lora/3fa2/link"}', '{"topic":"p1-lora/3fa2/link"}', "bad availability"],
		[electricity, '"stat_t":"p1-lora/3fa2/state",', "", "lacks stat_t"],
		[electricity, '"sug_dsp_prc":3', '"sug_dsp_prc":1.5', "bad precision"],
		[electricity, '"en":false', '"en":"no"', "bad enabled"],
		[electricity, '"name":"Smart meter"', '"name":""', "empty value"],
		[receiver, '"dev_cla":"connectivity"', '"dev_cla":"link"', "unknown device class"],
		[receiver, '"dev_cla":"restart"', '"dev_cla":"reboot"', "unknown device class"],
		[receiver, ',"cmd_t":"p1-lora/3fa2/command/restart"', "", "lacks cmd_t"],
		[receiver, "3fa2/command/restart", "3fa2/command/+", "bad topic cmd_t"],
		[receiver, '"unit_of_meas":"dBm"', '"unit_of_meas":"dBW"', "signal_strength in dBW"],
		[receiver, '"mf":"P1-LoRa"', '"cu":"p1-lora.local"', "bad address"],
		[receiver, '"mf":"P1-LoRa"', `"mf":"${"x".repeat(50_000)}"`, "characters"],
	];
	for (const [{ topic, text }, from, to, finding] of faults) {
		const broken = text.replace(from, to);
		assert.notEqual(broken, text, from);
		assert.ok(
			checkDiscovery(topic, broken).some((found) => found.includes(finding)),
			finding,
		);
	}
	assert.ok(checkDiscovery("homeassistant/sensor/x/config", gas.text)[0]?.includes("no discovery topic"));
	const together = (...of: Written[]) => checkAll(of).join("; ");
	assert.match(together(gas), /no device p1lora_receiver_3fa2/);
	assert.match(together(receiver, gas, gas), /two documents/);
	const other = { ...gas, text: gas.text.replace(/"ids":\["[^"]*"/, '"ids":["p1lora_other"') };
	assert.match(together(receiver, gas, other), /_gas_delivered is in two documents/);
});

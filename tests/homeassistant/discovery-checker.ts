/**
 * What Home Assistant refuses in a device discovery document, as far as it concerns sensors: after the schemas of
 * core 2026.9 (components/mqtt/schemas.py, sensor.py, abbreviations.py; components/sensor/const.py).
 */

/** Units by device class; the empty one stands for none. */
const UNITS: Readonly<Record<string, readonly string[] | undefined>> = {
	apparent_power: ["mVA", "VA", "kVA"],
	current: ["mA", "A", "\u03bcA"],
	duration: ["d", "h", "min", "ms", "s", "\u03bcs"],
	energy: ["Wh", "kWh", "MWh", "GWh", "J", "kJ", "MJ", "GJ"],
	frequency: ["mHz", "Hz", "kHz", "MHz", "GHz"],
	gas: ["m\u00b3", "L", "ft\u00b3"],
	power: ["mW", "W", "kW", "MW"],
	power_factor: ["", "%"],
	reactive_energy: ["varh", "kvarh"],
	reactive_power: ["mvar", "var", "kvar"],
	signal_strength: ["dB", "dBm"],
	timestamp: [""],
	voltage: ["\u03bcV", "mV", "V", "kV", "MV"],
	water: ["m\u00b3", "L", "gal", "ft\u00b3"],
};
const TOTALS = ["energy", "gas", "reactive_energy", "water"];

/** The abbreviations used, by where they stand. */
const ROOT_KEYS = ["avty", "avty_mode", "cmps", "dev", "o", "stat_t"];
const DEVICE_KEYS = ["ids", "mdl", "mf", "name", "sn", "sw"];
const COMMON_KEYS = ["avty", "def_ent_id", "dev_cla", "en", "ent_cat", "name", "p", "stat_t", "uniq_id"];
const PLATFORM_KEYS: Readonly<Record<string, readonly string[] | undefined>> = {
	sensor: [...COMMON_KEYS, "stat_cla", "sug_dsp_prc", "unit_of_meas", "val_tpl"],
	binary_sensor: [...COMMON_KEYS, "pl_on", "pl_off"],
};

type Members = Record<string, unknown>;

function isMembers(value: unknown): value is Members {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The findings, each a sentence; none for a document that Home Assistant takes whole. */
export function checkDiscovery(topic: string, payload: string): string[] {
	const findings: string[] = [];
	const expect = (condition: boolean, finding: string) => {
		if (!condition) findings.push(finding);
	};
	const members = (value: unknown, name: string): Members => {
		expect(isMembers(value), `${name} is no object`);
		return isMembers(value) ? value : {};
	};
	const keys = (object: Members, known: readonly string[], name: string) => {
		for (const key of Object.keys(object)) expect(known.includes(key), `${name} has an unknown key ${key}`);
		for (const value of Object.values(object)) expect(value !== null && value !== "", `${name} has an empty value`);
	};
	const availability = (list: unknown, name: string) => {
		expect(Array.isArray(list) && list.length > 0, `${name} has no availability`);
		for (const entry of Array.isArray(list) ? list : []) {
			expect(
				isMembers(entry) && Object.keys(entry).join() === "t" && isTopic(entry.t),
				`${name} has a bad availability`,
			);
		}
	};

	expect(/^[^/+#]+\/device\/[a-zA-Z0-9_-]+\/config$/.test(topic), `${topic} is no discovery topic`);
	const root = members(JSON.parse(payload), "the document");
	keys(root, ROOT_KEYS, "the document");
	const device = members(root.dev, "the device");
	keys(device, DEVICE_KEYS, "the device");
	expect(Array.isArray(device.ids) && device.ids.length > 0, "the device has no identifiers");
	expect(typeof members(root.o, "the origin").name === "string", "the origin has no name");
	availability(root.avty, "the document");
	expect(["all", "any", "latest"].includes(String(root.avty_mode)), "the availability mode is unknown");

	const uniqueIds = new Set<unknown>();
	const entityIds = new Set<unknown>();
	for (const [name, value] of Object.entries(members(root.cmps, "the components"))) {
		const component = members(value, name);
		const platform = String(component.p);
		const known = PLATFORM_KEYS[platform];
		expect(known !== undefined, `${name} has no known platform`);
		keys(component, known ?? [], name);
		expect(typeof component.uniq_id === "string", `${name} has no unique id`);
		expect(!uniqueIds.has(component.uniq_id), `${name} shares its unique id`);
		uniqueIds.add(component.uniq_id);
		const entityId = String(component.def_ent_id);
		expect(entityId.startsWith(`${platform}.`) && /\.[a-z0-9_]+$/.test(entityId), `${name} has a bad entity id`);
		expect(!entityIds.has(entityId), `${name} shares its entity id`);
		entityIds.add(entityId);
		expect(isTopic(component.stat_t ?? root.stat_t), `${name} has no state topic`);
		if (component.avty !== undefined) availability(component.avty, name);
		expect([undefined, "diagnostic"].includes(component.ent_cat as string | undefined), `${name} has a bad category`);
		expect([undefined, false, true].includes(component.en as boolean | undefined), `${name} has a bad enabled`);
		if (platform === "sensor") findings.push(...checkSensor(name, component));
	}
	return findings;
}

function isTopic(value: unknown): boolean {
	return typeof value === "string" && value !== "" && !/[+#\0]/.test(value);
}

function checkSensor(name: string, component: Members): string[] {
	const { dev_cla: deviceClass, unit_of_meas: unit, stat_cla: stateClass, sug_dsp_prc: precision, val_tpl } = component;
	const findings: string[] = [];
	if (deviceClass !== undefined) {
		const units = UNITS[String(deviceClass)];
		if (units === undefined) findings.push(`${name} has an unknown device class ${deviceClass}`);
		else if (!units.includes(String(unit ?? ""))) findings.push(`${name} is ${deviceClass} in ${unit}`);
	}
	if (stateClass !== undefined && deviceClass !== undefined) {
		const allowed = TOTALS.includes(String(deviceClass)) ? ["total", "total_increasing"] : ["measurement"];
		if (!allowed.includes(String(stateClass))) findings.push(`${name} is ${deviceClass} and ${stateClass}`);
	}
	const isText = precision === undefined;
	if (isText && (unit ?? stateClass) !== undefined) findings.push(`${name} is a text with a unit or state class`);
	if (!isText && !Number.isInteger(precision)) findings.push(`${name} has a bad precision`);
	const template =
		isText && deviceClass !== "timestamp"
			? `{{ (value_json.${name}|default(''))[:255] }}`
			: `{{ value_json.${name}|default(none) }}`;
	if (val_tpl !== template) findings.push(`${name} has another template than ${template}`);
	return findings;
}

/**
 * What Home Assistant refuses in device discovery documents, as far as it concerns sensors, binary sensors, buttons, selects
 * and updates: after the schemas of core 2026.9 (components/mqtt/schemas.py, sensor.py, binary_sensor.py, button.py,
 * select.py, update.py, abbreviations.py; components/sensor/const.py).
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
const STATE_CLASSES = ["measurement", "measurement_angle", "total", "total_increasing"];
const TOTALS = ["energy", "gas", "reactive_energy", "water"];

/** The abbreviations used, by where they stand. */
const ROOT_KEYS = ["avty", "avty_mode", "cmps", "dev", "o", "stat_t"];
const DEVICE_KEYS = ["cu", "hw", "ids", "mdl", "mf", "name", "sn", "sw", "via_device"];
const COMMON_KEYS = ["avty", "def_ent_id", "dev_cla", "en", "ent_cat", "name", "p", "uniq_id"];

interface Platform {
	keys: readonly string[];
	/** What it can't be without; `stat_t` may stand at the root. */
	required: readonly string[];
	/** Undefined where the units tell them. */
	deviceClasses?: readonly string[];
	/** entity_category: what only reads is no configuration. */
	categories: readonly string[];
}

const READS = { keys: [...COMMON_KEYS, "stat_t"], required: ["stat_t"], categories: ["diagnostic"] };
const PLATFORMS: Readonly<Record<string, Platform | undefined>> = {
	sensor: { ...READS, keys: [...READS.keys, "stat_cla", "sug_dsp_prc", "unit_of_meas", "val_tpl"] },
	binary_sensor: { ...READS, keys: [...READS.keys, "pl_on", "pl_off"], deviceClasses: ["connectivity", "problem"] },
	button: {
		keys: [...COMMON_KEYS, "cmd_t", "pl_prs"],
		required: ["cmd_t"],
		deviceClasses: ["identify", "restart", "update"],
		categories: ["config", "diagnostic"],
	},
	update: {
		keys: [...COMMON_KEYS, "cmd_t", "pl_inst", "stat_t", "val_tpl"],
		required: ["stat_t"],
		deviceClasses: ["firmware"],
		categories: ["config", "diagnostic"],
	},
	select: {
		keys: [...COMMON_KEYS, "cmd_t", "ops", "stat_t", "val_tpl"],
		required: ["cmd_t", "ops"],
		deviceClasses: [],
		categories: ["config", "diagnostic"],
	},
};

/** Of one document, so that whatever is between broker and Home Assistant takes it (mosquitto's packets are 256 MB at most). */
const MOST_BYTES = 50_000;

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
	expect(/^(https?|homeassistant):\/\/[^/]/.test(String(device.cu ?? "http://x")), "the device has a bad address");
	expect(Array.isArray(device.ids) && device.ids.length > 0, "the device has no identifiers");
	expect(typeof members(root.o, "the origin").name === "string", "the origin has no name");
	availability(root.avty, "the document");
	expect(["all", "any", "latest"].includes(String(root.avty_mode ?? "latest")), "the availability mode is unknown");

	const uniqueIds = new Set<unknown>();
	const entityIds = new Set<unknown>();
	expect(payload.length <= MOST_BYTES, `the document has ${payload.length} characters`);
	for (const [name, value] of Object.entries(members(root.cmps, "the components"))) {
		const component = members(value, name);
		const platform = String(component.p);
		const rules = PLATFORMS[platform];
		expect(rules !== undefined, `${name} has no known platform`);
		// A component that is to be removed has nothing else.
		if (rules === undefined || Object.keys(component).length === 1) continue;
		keys(component, rules.keys, name);
		for (const key of rules.required) expect((component[key] ?? root[key]) !== undefined, `${name} lacks ${key}`);
		for (const key of ["stat_t", "cmd_t"])
			if (component[key] !== undefined) expect(isTopic(component[key]), `${name} has a bad topic ${key}`);
		expect(typeof component.uniq_id === "string", `${name} has no unique id`);
		expect(!uniqueIds.has(component.uniq_id), `${name} shares its unique id`);
		uniqueIds.add(component.uniq_id);
		const entityId = String(component.def_ent_id);
		expect(entityId.startsWith(`${platform}.`) && /\.[a-z0-9_]+$/.test(entityId), `${name} has a bad entity id`);
		expect(!entityIds.has(entityId), `${name} shares its entity id`);
		entityIds.add(entityId);
		if (component.avty !== undefined) availability(component.avty, name);
		expect(
			[undefined, ...rules.categories].includes(component.ent_cat as string | undefined),
			`${name} has a bad category`,
		);
		expect([undefined, false, true].includes(component.en as boolean | undefined), `${name} has a bad enabled`);
		if (rules.deviceClasses !== undefined && component.dev_cla !== undefined) {
			expect(rules.deviceClasses.includes(String(component.dev_cla)), `${name} has an unknown device class`);
		}
		if (component.ops !== undefined) {
			const options = Array.isArray(component.ops) ? component.ops : [];
			expect(options.length > 0 && new Set(options).size === options.length, `${name} has bad options`);
		}
		if (platform === "sensor") findings.push(...checkSensor(name, component));
	}
	return findings;
}

/** All documents that one receiver retains: each by itself, and what they say of each other. */
export function checkAll(documents: readonly { topic: string; text: string }[]): string[] {
	const findings: string[] = [];
	const devices = new Set<unknown>();
	const uniqueIds = new Set<unknown>();
	const entityIds = new Set<unknown>();
	const parents: unknown[] = [];
	for (const { topic, text } of documents) {
		findings.push(...checkDiscovery(topic, text));
		const { dev, cmps } = JSON.parse(text);
		for (const id of dev.ids) {
			if (devices.has(id)) findings.push(`${id} has two documents`);
			devices.add(id);
		}
		if (dev.via_device !== undefined) parents.push(dev.via_device);
		for (const { uniq_id, def_ent_id } of Object.values<Members>(cmps)) {
			if (uniq_id === undefined) continue;
			if (uniqueIds.has(uniq_id)) findings.push(`${uniq_id} is in two documents`);
			if (entityIds.has(def_ent_id)) findings.push(`${def_ent_id} is in two documents`);
			uniqueIds.add(uniq_id);
			entityIds.add(def_ent_id);
		}
	}
	for (const parent of parents) if (!devices.has(parent)) findings.push(`there is no device ${parent} to hang on`);
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
	if (stateClass !== undefined && !STATE_CLASSES.includes(String(stateClass)))
		findings.push(`${name} has an unknown state class`);
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

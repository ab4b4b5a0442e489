/**
 * Home Assistant's MQTT discovery: one document for the whole device (home-assistant.io/integrations/mqtt, "Device
 * discovery payload", 2024.12 and later). Keys are abbreviated as Home Assistant defines, which saves the board a
 * sixth of some 10 kB; each is explained where it is written.
 */
import type { Reading, Value } from "../p1/reading.js";
import { type Entity, LINK_ENTITIES, METER_ENTITIES, UNITS } from "./entities.js";
import { OFFLINE, ONLINE, type Topics, topicLevel } from "./topics.js";

export interface DiscoveryOptions {
	/** Tells which entities there are: those that this meter has. */
	reading: Reading;
	/** Entities that it has no more, which Home Assistant is to forget. */
	gone?: readonly string[];
	/** Stands for the meter where it tells no identity of its own. */
	deviceId: string;
	topics: Topics;
	/** Of this software. */
	version: string;
	/** Home Assistant's discovery prefix. */
	prefix?: string;
}

/** To be published retained, anew after each connect, after Home Assistant's birth, and when the meter's entities change. */
export interface DiscoveryDocument {
	topic: string;
	payload: string;
}

/** Characters after which no optional entity is added: for most meters 10,000 hold them all, for the longest 15,000. */
const ENOUGH = 15_000;

/**
 * The document for the meter at hand. Every id comes from the meter's own identity, so that entities keep their
 * history when receiver or name change.
 */
export function discoveryDocument(options: DiscoveryOptions): DiscoveryDocument {
	const { reading, deviceId, topics, version, gone = [], prefix = "homeassistant" } = options;
	const device = deviceOf(reading, deviceId);
	const receiver = { t: topics.availability };
	const head = {
		// device: identifiers, name, manufacturer, model, serial number, software version
		dev: {
			ids: [device],
			name: "Smart meter",
			mf: "P1-LoRa",
			mdl: reading.meter.header || undefined,
			sn: reading.meter.equipmentId,
			sw: version,
		},
		// origin: what made this document
		o: { name: "P1-LoRa", sw: version },
		stat_t: topics.state,
		// availability: entities of the meter need receiver and link
		avty: [receiver, { t: topics.link }],
		avty_mode: "all",
	};
	// The link's own entities are there to tell why the meter's are not: they need the receiver only.
	const linkOnly = { avty: [receiver] };
	// Written member by member: of some 40 components, the board has only one as an object in memory at a time.
	const parts = [`${JSON.stringify(head).slice(0, -1)},"cmps":{`];
	let length = parts[0].length;
	const add = (name: string, component: object) => {
		const separator = parts.length > 1 ? "," : "";
		const member = `${separator}"${name}":${JSON.stringify({ ...component, uniq_id: `${device}_${name}` })}`;
		parts.push(member);
		length += member.length;
	};
	const addMeterEntity = (entity: Entity) => {
		const value = reading.values.get(entity.name);
		if (value !== undefined) add(entity.name, { ...sensor(entity), ...meterValue(entity, value) });
	};
	for (const entity of METER_ENTITIES) if (!entity.optional) addMeterEntity(entity);
	for (const entity of LINK_ENTITIES) {
		const { name, unit, precision } = entity;
		add(name, { ...sensor(entity), ...presented(name, unit, entity.deviceClass, precision), ...linkOnly });
	}
	add("link", {
		p: "binary_sensor",
		name: "Link",
		def_ent_id: entityId("binary_sensor", "link"),
		dev_cla: "connectivity",
		ent_cat: "diagnostic",
		stat_t: topics.link,
		pl_on: ONLINE,
		pl_off: OFFLINE,
		...linkOnly,
	});
	for (const entity of METER_ENTITIES) if (entity.optional && length < ENOUGH) addMeterEntity(entity);
	// A component that is only left out stays; one of which there is nothing but its platform is removed.
	for (const name of gone) parts.push(`,"${name}":{"p":"sensor"}`);
	parts.push("}}");
	return { topic: discoveryTopic(device, prefix), payload: parts.join("") };
}

/** The meter's id in Home Assistant; `deviceId` where it tells none of its own. */
export function deviceOf({ meter }: Reading, deviceId: string): string {
	return `p1lora_${topicLevel(meter.equipmentId ?? deviceId)}`;
}

/** Where a device's document stands. An empty one, retained, removes it. */
export function discoveryTopic(device: string, prefix = "homeassistant"): string {
	return `${prefix}/device/${device}/config`;
}

function entityId(platform: string, name: string): string {
	return `${platform}.smart_meter_${name}`;
}

/** What an entity has of the table alone. */
function sensor({ name, label, stateClass, diagnostic, optional }: Entity): object {
	return {
		// platform
		p: "sensor",
		name: label,
		// default_entity_id, the successor of object_id
		def_ent_id: entityId("sensor", name),
		// state_class
		stat_cla: stateClass,
		// entity_category
		ent_cat: diagnostic ? "diagnostic" : undefined,
		// enabled_by_default
		en: optional ? false : undefined,
	};
}

function meterValue(entity: Entity, value: Value): object {
	if (value.kind === "time") return { val_tpl: numberTemplate(entity.name), dev_cla: "timestamp" };
	if (value.kind === "text") return presented(entity.name, undefined, entity.deviceClass, undefined);
	const rule = UNITS.get(value.unit);
	return presented(entity.name, rule?.unit, entity.deviceClass ?? rule?.deviceClass, value.scale);
}

/** What is missing becomes unknown. */
function numberTemplate(name: string): string {
	return `{{ value_json.${name}|default(none) }}`;
}

/** What an entity has of its value; without `precision` the value is a text. */
function presented(
	name: string,
	unit: string | undefined,
	deviceClass: string | undefined,
	precision: number | undefined,
): object {
	return {
		// value_template. A text's state has 255 characters at most.
		val_tpl: precision === undefined ? `{{ (value_json.${name}|default(''))[:255] }}` : numberTemplate(name),
		// device_class
		dev_cla: deviceClass,
		// unit_of_measurement
		unit_of_meas: unit,
		// suggested_display_precision
		sug_dsp_prc: precision,
	};
}

/**
 * Home Assistant's MQTT discovery: a document for each device (home-assistant.io/integrations/mqtt, "Device discovery
 * payload", 2024.12 and later), the receiver and each meter. Keys are abbreviated as Home Assistant defines, which saves a
 * sixth of what all of them take; each is explained where it is written. Documents are made piece by piece, since some 10 kB
 * are much on the board.
 */
import type { Recipe } from "../mqtt/packets.js";
import { deviceIdOf } from "./appliances.js";
import { COMMANDS, type Command, type CommandName } from "./commands.js";
import { DIAGNOSTIC_ENTITIES, type DiagnosticEntity } from "./diagnostics.js";
import { type Entity, METER_ENTITIES } from "./entities.js";
import { OFFLINE, ONLINE, type Topics } from "./topics.js";
import { decimalsOf, Form, kindOf, unitOf } from "./value-form.js";

/** To be published retained, anew after each connect, after Home Assistant's birth, and when the entities change. */
export interface DiscoveryDocument {
	topic: string;
	payload: Recipe;
}

export interface Source {
	/** Of the receiver: the pair's fingerprint. */
	deviceId: string;
	topics: Topics;
	/** What its owner calls the receiver. */
	name?: string | undefined;
	/** Of this software. */
	version: string;
	/** Where the receiver's page is, if it is found by name. */
	page?: string | undefined;
	/** Home Assistant's discovery prefix. */
	prefix?: string;
}

/** A meter, and what it has. */
export interface ToldMeter {
	/** From its own identity, so that entities keep their history when receiver or name change. */
	id: string;
	label: string;
	serial: string | undefined;
	model: string | undefined;
	/** Its entities, by their places in `METER_ENTITIES`, and of each the form of its last value. */
	entities: Uint8Array;
	forms: Uint16Array;
	/** Values that it has no more, which Home Assistant is to forget. */
	gone: readonly string[];
}

export function meterDocument(meter: ToldMeter, source: Source): DiscoveryDocument {
	const { id, entities, forms, gone } = meter;
	const { topics } = source;
	const head = {
		// device: identifiers, name, model, serial number; via_device has no abbreviation
		dev: {
			ids: [id],
			name: meter.label,
			mdl: meter.model || undefined,
			sn: meter.serial,
			via_device: receiverDevice(source.deviceId),
		},
		o: origin(source),
		stat_t: topics.state,
		// availability: the meter's values need receiver and link
		avty: [{ t: topics.availability }, { t: topics.link }],
		avty_mode: "all",
	};
	return {
		topic: discoveryTopic(id, source.prefix),
		payload: function* () {
			yield openingOf(head);
			let separator = "";
			for (let index = 0; index < entities.length; index++) {
				const entity = METER_ENTITIES[entities[index]];
				yield separator + member(id, entity.name, meterSensor(entity, forms[index]));
				separator = ",";
			}
			// A component that is only left out stays; one of which there is nothing but its platform is removed.
			for (const name of gone) {
				yield `${separator}"${name}":{"p":"sensor"}`;
				separator = ",";
			}
			yield "}}";
		},
	};
}

/** The receiver itself: how link and board do, and what can be wanted of them. `commands` are those that it obeys. */
export function receiverDocument(commands: readonly CommandName[], source: Source): DiscoveryDocument {
	const id = receiverDevice(source.deviceId);
	const { topics, name = "P1-LoRa", version, page } = source;
	const head = {
		// device: manufacturer, software version, configuration_url
		dev: { ids: [id], name: `${name} receiver`, mf: "P1-LoRa", sw: version, cu: page },
		o: origin(source),
		stat_t: topics.diagnostics,
		// Its entities are there to tell why the meter's are not: they need the receiver only.
		avty: [{ t: topics.availability }],
	};
	const shown = DIAGNOSTIC_ENTITIES.filter(({ isControl }) => !isControl);
	const obeyed = COMMANDS.filter(({ name }) => commands.includes(name));
	const link = {
		p: "binary_sensor",
		name: "Link",
		def_ent_id: "binary_sensor.p1_lora_link",
		dev_cla: "connectivity",
		ent_cat: "diagnostic",
		stat_t: topics.link,
		pl_on: ONLINE,
		pl_off: OFFLINE,
	};
	return {
		topic: discoveryTopic(id, source.prefix),
		payload: function* () {
			yield openingOf(head);
			yield member(id, "link", link);
			for (const entity of shown) yield `,${member(id, entity.name, diagnostic(entity))}`;
			for (const command of obeyed) yield `,${member(id, command.name, control(command, topics))}`;
			yield "}}";
		},
	};
}

/** The receiver's id in Home Assistant. */
function receiverDevice(deviceId: string): string {
	return deviceIdOf("receiver", undefined, deviceId);
}

/** Where a device's document stands. An empty one, retained, removes it. */
export function discoveryTopic(device: string, prefix = "homeassistant"): string {
	return `${prefix}/device/${device}/config`;
}

/** origin: what made this document. */
function origin({ version }: Source): object {
	return { name: "P1-LoRa", sw: version };
}

function openingOf(head: object): string {
	return `${JSON.stringify(head).slice(0, -1)},"cmps":{`;
}

function member(device: string, name: string, component: object): string {
	return `"${name}":${JSON.stringify({ ...component, uniq_id: `${device}_${name}` })}`;
}

function control({ name, entity, state }: Command, topics: Topics): object {
	return { ...entity, stat_t: state && topics[state], cmd_t: topics.commands + name };
}

function diagnostic(entity: DiagnosticEntity): object {
	const { name, unit, deviceClass, precision } = entity;
	return { ...sensor(entity, "p1_lora", true), ...presented(name, unit, deviceClass, precision) };
}

/** What an entity has of its table alone. */
function sensor(
	{ name, label, stateClass, optional }: Pick<Entity, "name" | "label" | "stateClass" | "optional">,
	device: string,
	isDiagnostic: boolean | undefined,
): object {
	return {
		// platform
		p: "sensor",
		name: label,
		// default_entity_id, the successor of object_id
		def_ent_id: `sensor.${device}_${name}`,
		// state_class
		stat_cla: stateClass,
		// entity_category
		ent_cat: isDiagnostic ? "diagnostic" : undefined,
		// enabled_by_default
		en: optional ? false : undefined,
	};
}

function meterSensor(entity: Entity, form: number): object {
	return { ...sensor(entity, "smart_meter", entity.diagnostic), ...meterValue(entity, form) };
}

function meterValue(entity: Entity, form: number): object {
	const kind = kindOf(form);
	if (kind === Form.time) return { val_tpl: numberTemplate(entity.name), dev_cla: "timestamp" };
	if (kind === Form.text) return presented(entity.name, undefined, entity.deviceClass, undefined);
	const rule = unitOf(form);
	return presented(entity.name, rule?.unit, entity.deviceClass ?? rule?.deviceClass, decimalsOf(form));
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

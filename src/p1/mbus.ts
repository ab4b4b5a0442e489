/**
 * The meters on the electricity meter's M-Bus: gas, water, heat. What a channel measures is told by its device type,
 * never by its number, which only says in what order the meters were installed.
 */
import type { MBusDevice, Quantity, Text, Value } from "./reading.js";
import { readOctets, readQuantity, readStamped, type Stamped, type Unread } from "./value.js";

/** DSMR 5.0.2, 6.12: up to four devices. */
const MAX_CHANNEL = 4;

type Field = "type" | "id" | "ean" | "reading" | "valve";

/** What follows `0-n:`. Belgian meters send the identifier as 96.1.1, and gas without temperature correction as 24.2.3. */
const FIELDS: readonly { code: string; field: Field }[] = Object.freeze([
	Object.freeze({ code: "24.1.0", field: "type" }),
	Object.freeze({ code: "96.1.0", field: "id" }),
	Object.freeze({ code: "96.1.1", field: "id" }),
	Object.freeze({ code: "96.1.2", field: "ean" }),
	Object.freeze({ code: "24.2.1", field: "reading" }),
	Object.freeze({ code: "24.2.3", field: "reading" }),
	Object.freeze({ code: "24.3.0", field: "reading" }),
	Object.freeze({ code: "24.4.0", field: "valve" }),
]);

export interface Medium {
	/** What its values' names begin with. */
	name: string;
	/** EN 13757-3 device types. */
	types: readonly number[];
	units: readonly string[];
}

const COUNT = Object.freeze([""]);
const VOLUME = Object.freeze(["m3"]);
const HEAT = Object.freeze(["GJ", "MJ", "kWh", "MWh"]);
const ELECTRICITY = Object.freeze(["kWh", "Wh"]);

export const MEDIA: readonly Medium[] = Object.freeze([
	Object.freeze({ name: "gas", types: Object.freeze([3]), units: VOLUME }),
	Object.freeze({ name: "water", types: Object.freeze([7]), units: VOLUME }),
	Object.freeze({ name: "warm_water", types: Object.freeze([6]), units: VOLUME }),
	// Heat measured at the outlet, at the inlet, and together with cooling.
	Object.freeze({ name: "thermal", types: Object.freeze([4, 12, 13]), units: HEAT }),
	Object.freeze({ name: "sub", types: Object.freeze([2]), units: ELECTRICITY }),
]);

interface Line {
	text: string;
	groups: readonly string[];
}

/** One channel's lines, one for each field. */
class Channel {
	readonly number: number;
	readonly #lines = new Map<Field, Line>();

	constructor(number: number) {
		this.number = number;
	}

	/** False where the channel has had such a line. */
	take(field: Field, line: Line): boolean {
		if (this.#lines.has(field)) return false;
		this.#lines.set(field, line);
		return true;
	}

	/** What the field's line says; one that can't be read goes to `unknown`. */
	read<T>(field: Field, reader: (groups: readonly string[]) => T | Unread, unknown: string[]): T | undefined {
		const line = this.#lines.get(field);
		if (line === undefined) return undefined;
		const value = reader(line.groups);
		if (value === "unreadable") unknown.push(line.text);
		return value === "absent" || value === "unreadable" ? undefined : value;
	}
}

/** What a device says of itself and of its medium. */
interface Meter {
	id: Text | undefined;
	ean: Text | undefined;
	valve: Quantity | undefined;
	reading: Stamped | undefined;
}

function readCount(groups: readonly string[]): Quantity | Unread {
	return groups.length === 1 ? readQuantity(groups[0], COUNT) : "unreadable";
}

function readId(groups: readonly string[]): Text | Unread {
	return groups.length === 1 ? readOctets(groups[0]) : "unreadable";
}

/**
 * DSMR 4 and later: time, value. DSMR 2 and 3: time, status, period, count, code, unit, value. Without a medium a
 * volume may be gas or water: it is not to be named.
 */
function readMeasurement(groups: readonly string[], medium: Medium | undefined): Stamped | Unread {
	if (medium === undefined) return "unreadable";
	return readStamped(groups.length === 7 ? [groups[0], `${groups[6]}*${groups[5]}`] : groups, medium.units);
}

/** Of two readings of one medium, whether the first is the newer: a replaced meter's last one stays on the bus. */
function isNewer(meter: Meter, other: Meter | undefined): boolean {
	if (other === undefined) return true;
	if (meter.reading === undefined) return false;
	if (other.reading === undefined) return true;
	return (meter.reading.time?.local ?? "") > (other.reading.time?.local ?? "");
}

/** The medium's values, named. */
function publish(medium: Medium, meter: Meter, values: Map<string, Value>): void {
	const named: [string, Value | undefined][] = [
		["delivered", meter.reading?.quantity],
		["timestamp", meter.reading?.time],
		["equipment_id", meter.id],
		["ean", meter.ean],
		["valve_position", meter.valve],
	];
	for (const [name, value] of named) if (value !== undefined) values.set(`${medium.name}_${name}`, value);
}

/** Collects one telegram's M-Bus lines, then names what they say: a type may come after its reading. */
export class MBusLines {
	readonly #channels: Channel[] = [];

	/** Takes `text`, the line of `code`, or returns false: no M-Bus code, or one that this channel has had. */
	take(text: string, code: string, groups: readonly string[]): boolean {
		const number = Number(code[2]);
		if (!code.startsWith("0-") || code[3] !== ":" || !(number >= 1 && number <= MAX_CHANNEL)) return false;
		const field = FIELDS.find((known) => known.code === code.slice(4))?.field;
		if (field === undefined) return false;
		if (groups.every((group) => group === "")) return true;
		return this.#channel(number).take(field, { text, groups });
	}

	/**
	 * The devices found. Of each medium, the device with the newest reading adds `gas_delivered`, `_timestamp`,
	 * `_equipment_id`, `_ean` and `_valve_position` to `values`. Lines that can't be read, and those of a device
	 * whose type is not told, go to `unknown`.
	 */
	finish(values: Map<string, Value>, unknown: string[]): MBusDevice[] {
		const newest = new Map<Medium, Meter>();
		const devices: MBusDevice[] = [];
		for (const channel of this.#channels) {
			const type = channel.read("type", readCount, unknown)?.value;
			const id = channel.read("id", readId, unknown);
			devices.push({ channel: channel.number, type, id: id?.text });
			const medium = MEDIA.find((known) => type !== undefined && known.types.includes(type));
			const meter: Meter = {
				id,
				ean: channel.read("ean", readId, unknown),
				valve: channel.read("valve", readCount, unknown),
				reading: channel.read("reading", (groups) => readMeasurement(groups, medium), unknown),
			};
			if (medium !== undefined && isNewer(meter, newest.get(medium))) newest.set(medium, meter);
		}
		for (const [medium, meter] of newest) publish(medium, meter, values);
		return devices;
	}

	#channel(number: number): Channel {
		let channel = this.#channels.find((known) => known.number === number);
		if (channel === undefined) {
			channel = new Channel(number);
			this.#channels.push(channel);
		}
		return channel;
	}
}

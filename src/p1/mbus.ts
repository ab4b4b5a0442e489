/**
 * The meters on the electricity meter's M-Bus: gas, water, heat. What a channel measures is told by its device type,
 * never by its number, which only says in what order the meters were installed.
 */
import { readDashedTime } from "./meter-time.js";
import type { MBusDevice, NoValue, OnNoValue, Quantity, Text, Unread, Value } from "./reading.js";
import { clockSeconds } from "./utc.js";
import { readOctets, readQuantity, readStamped, type Stamped } from "./value.js";
import type { Values } from "./values.js";

/** DSMR 5.0.2, 6.12: up to four devices. */
const MAX_CHANNEL = 4;

type Field = "type" | "id" | "ean" | "reading" | "valve";

/**
 * What follows `0-n:`. Belgian meters send the identifier as 96.1.1, and gas without temperature correction as 24.2.3.
 */
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

const GAS: Medium = Object.freeze({ name: "gas", types: Object.freeze([3]), units: VOLUME });

/** OBIS medium 7 is gas: codes by which a meter tells of gas without an M-Bus channel. */
const GAS_MEDIUM = "7-0:";

export const MEDIA: readonly Medium[] = Object.freeze([
	GAS,
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

	/** What the field's line says; `onNoValue` is told where it says nothing. */
	read<T extends object>(
		field: Field,
		reader: (groups: readonly string[]) => T | NoValue | Unread,
		onNoValue: OnNoValue,
	): T | undefined {
		const line = this.#lines.get(field);
		if (line === undefined) return undefined;
		const value = reader(line.groups);
		if (typeof value !== "string") return value;
		onNoValue(line.text, value);
		return undefined;
	}
}

/** What a device says of itself and of its medium. */
interface Meter {
	id: Text | undefined;
	ean: Text | undefined;
	valve: Quantity | undefined;
	reading: Stamped | undefined;
}

function readCount(groups: readonly string[]): Quantity | NoValue | "unreadable" {
	return groups.length === 1 ? readQuantity(groups[0], COUNT) : "unreadable";
}

function readId(groups: readonly string[]): Text | NoValue | "unreadable" {
	return groups.length === 1 ? readOctets(groups[0]) : "unreadable";
}

/**
 * DSMR 4 and later: time, value. DSMR 2 and 3: time, status, period, count, code, unit, value. Without a medium a
 * volume may be gas or water: it is not to be named.
 */
function readMeasurement(groups: readonly string[], medium: Medium | undefined): Stamped | NoValue | Unread {
	if (medium === undefined) return "no-device-type";
	return readStamped(groups.length === 7 ? [groups[0], `${groups[6]}*${groups[5]}`] : groups, medium.units, true);
}

/** Of two readings of one medium, whether the first is the newer: a replaced meter's last one stays on the bus. */
function isNewer(reading: Stamped | undefined, other: Stamped | undefined): boolean {
	if (reading === undefined) return false;
	return other === undefined || (reading.time?.local ?? "") > (other.time?.local ?? "");
}

/**
 * Of two devices of one medium, the first in the telegram counts, unless its reading is old, as that of a replaced device is.
 * Two devices that are both alive have capture times of their own, and must not take turns.
 */
function hasReplaced(meter: Meter, other: Meter): boolean {
	const [now, before] = [meter.reading?.time?.local, other.reading?.time?.local];
	if (now === undefined || before === undefined) return isNewer(meter.reading, other.reading);
	return clockSeconds(now) - clockSeconds(before) > LONGEST_LAG;
}

/**
 * In seconds. Every device is read once an hour at least (DSMR 4.2.2, 6.12); another hour for the change to or from
 * summer time.
 */
const LONGEST_LAG = 2 * 3600;

/** The medium's values, named. */
function publish(medium: Medium, meter: Meter, values: Values): void {
	const add = (name: string, value: Value | undefined) => {
		if (value !== undefined) values.add(`${medium.name}_${name}`, value);
	};
	add("delivered", meter.reading?.quantity);
	add("timestamp", meter.reading?.time);
	add("equipment_id", meter.id);
	add("ean", meter.ean);
	add("valve_position", meter.valve);
}

/** Collects one telegram's M-Bus lines, then names what they say: a type may come after its reading. */
export class MBusLines {
	readonly #onNoValue: OnNoValue;
	readonly #channels: Channel[] = [];
	/** The gas meter that the electricity meter lists under medium 7, on no channel. */
	#own: Meter | undefined;

	constructor(onNoValue: OnNoValue) {
		this.#onNoValue = onNoValue;
	}

	/** Takes `text`, the line of `code`, or says why not: no M-Bus code, or one that this channel has had. */
	take(text: string, code: string, groups: readonly string[]): "taken" | Unread {
		if (code.startsWith(GAS_MEDIUM)) return this.#takeGas(text, code.slice(GAS_MEDIUM.length), groups);
		const number = Number(code[2]);
		if (!code.startsWith("0-") || code[3] !== ":" || !(number >= 1 && number <= MAX_CHANNEL)) return "unknown-code";
		const written = code.endsWith("*255") ? code.slice(4, -4) : code.slice(4);
		const field = FIELDS.find((known) => known.code === written)?.field;
		if (field === undefined) return "unknown-code";
		if (groups.every((group) => group === "")) this.#onNoValue(text, "empty");
		else if (!this.#channel(number).take(field, { text, groups })) return "repeated";
		return "taken";
	}

	/**
	 * The devices found. Of each medium, the device with the newest reading adds `gas_delivered`, `_timestamp`,
	 * `_equipment_id`, `_ean` and `_valve_position` to `values`. Of lines that can't be read, and of the readings of a
	 * device whose type is not told, `onNoValue` hears.
	 */
	finish(values: Values): MBusDevice[] {
		const onNoValue = this.#onNoValue;
		const newest = new Map<Medium, Meter>();
		if (this.#own !== undefined) newest.set(GAS, this.#own);
		const devices: MBusDevice[] = [];
		for (const channel of this.#channels) {
			const type = channel.read("type", readCount, onNoValue)?.value;
			const id = channel.read("id", readId, onNoValue);
			devices.push({ channel: channel.number, type, id: id?.text });
			const medium = MEDIA.find((known) => type !== undefined && known.types.includes(type));
			const meter: Meter = {
				id,
				ean: channel.read("ean", readId, onNoValue),
				valve: channel.read("valve", readCount, onNoValue),
				reading: channel.read("reading", (groups) => readMeasurement(groups, medium), onNoValue),
			};
			if (medium === undefined) continue;
			const other = newest.get(medium);
			if (other === undefined || hasReplaced(meter, other)) newest.set(medium, meter);
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

	/**
	 * The ACE4000 lists 24 hours of gas, value first and each with its date, and DSMR 2.2 has the same code with the
	 * latest hour alone: the newest counts.
	 */
	#takeGas(text: string, written: string, groups: readonly string[]): "taken" | Unread {
		const code = written.endsWith("*255") ? written.slice(0, -4) : written;
		this.#own ??= { id: undefined, ean: undefined, valve: undefined, reading: undefined };
		const own = this.#own;
		if (code === "23.1.0") {
			const reading = readGas(groups);
			if (typeof reading === "string") return this.#note(text, reading);
			if (isNewer(reading, own.reading)) own.reading = reading;
		} else if (code === "24.4.0") {
			const valve = readCount(groups);
			if (typeof valve === "string") return this.#note(text, valve);
			own.valve = valve;
		} else if (code === "0.0.0") {
			const id = readId(groups);
			if (typeof id === "string") return this.#note(text, id);
			own.id = id;
		} else {
			return "unknown-code";
		}
		return "taken";
	}

	#note(text: string, reason: NoValue | "unreadable"): "taken" | Unread {
		if (reason === "unreadable") return reason;
		this.#onNoValue(text, reason);
		return "taken";
	}
}

/** `(01238.740*m3)(19-01-01 00:00:00)`, or with a time as elsewhere. */
function readGas(groups: readonly string[]): Stamped | NoValue | "unreadable" {
	const time = groups.length === 2 ? readDashedTime(groups[1]) : "unreadable";
	if (time === "unreadable") return readStamped(groups, VOLUME, true);
	const quantity = readQuantity(groups[0], VOLUME, true);
	if (typeof quantity === "string") return quantity;
	return { time: typeof time === "string" ? undefined : time, quantity };
}

/** Telegram to reading: every line by the OBIS table; a line that can't be read costs that line only. */
import { rateOf } from "./family.js";
import { splitGroups, TelegramLines } from "./lines.js";
import { MBusLines } from "./mbus.js";
import { readTime } from "./meter-time.js";
import { findObis, type ObisEntry } from "./obis-table.js";
import { averagePeak } from "./peaks.js";
import type { MeterIdentity, NoValue, OnNoValue, Reading, Unread, Value } from "./reading.js";
import { readLimit, readOctets, readQuantity, readStamped, readText } from "./value.js";
import { Values } from "./values.js";

/** More groups than any value that is read: the hourly gas reading of DSMR 3 has seven. */
const MAX_GROUPS = 8;
/** No more than that are kept: the longest telegram seen, a Lithuanian one, has 94 lines in all. */
const MAX_UNKNOWN_LINES = 128;

type Named = [name: string, value: Value][];

/** What an object's groups say, by name, or why they say nothing. */
function readObject(entry: ObisEntry, text: string): Named | NoValue | "unreadable" {
	if (entry.kind === "log") return readLog(entry.name, text);
	const groups = splitGroups(text, MAX_GROUPS);
	if (groups === undefined) return "unreadable";
	if (entry.kind === "stamped") {
		const stamped = readStamped(groups, entry.units);
		if (typeof stamped === "string") return stamped;
		const quantity: [string, Value] = [entry.name, stamped.quantity];
		return stamped.time === undefined ? [quantity] : [quantity, [`${entry.name}_timestamp`, stamped.time]];
	}
	if (entry.kind === "pair") {
		if (groups.length !== 2) return "unreadable";
		const both = groups.map((group) => readLimit(group, entry.units));
		if (both.includes("unreadable")) return "unreadable";
		const named: Named = [];
		for (const [i, value] of both.entries())
			if (typeof value !== "string") named.push([`${entry.name}_${i === 0 ? "import" : "export"}`, value]);
		return named.length > 0 ? named : "no-limit";
	}
	const value = groups.length === 1 ? readGroup(entry, groups[0]) : "unreadable";
	return typeof value === "string" ? value : [[entry.name, value]];
}

function readGroup(
	entry: Exclude<ObisEntry, { kind: "log" | "stamped" | "pair" }>,
	group: string,
): Value | NoValue | "unreadable" {
	switch (entry.kind) {
		case "quantity":
			return readQuantity(group, entry.units);
		case "register":
			return readQuantity(group, entry.units, true);
		case "limit":
			return readLimit(group, entry.units);
		case "time":
			return readTime(group);
		case "text":
			return readText(group);
		case "octets":
			return readOctets(group);
	}
}

/** A log stays as it is; of a list of monthly peaks, the average is a value of its own. */
function readLog(name: string, text: string): Named | NoValue {
	if (text === "()") return "empty";
	const log: Named = [[name, { kind: "text", text }]];
	const average = averagePeak(text);
	if (average !== undefined) log.push(["active_energy_import_maximum_demand_last_13_months", average]);
	return log;
}

/** Two values of the same content. */
function same(a: Value | undefined, b: Value): boolean {
	if (a === undefined || a.kind !== b.kind) return false;
	if (a.kind === "quantity") return b.kind === "quantity" && a.value === b.value && a.scale === b.scale;
	if (a.kind === "time") return b.kind === "time" && a.local === b.local;
	return b.kind === "text" && a.text === b.text;
}

/** Reads the objects of one telegram. */
class Parser {
	readonly values = new Values();
	readonly unknown: string[] = [];
	readonly #onNoValue: OnNoValue | undefined;
	readonly #mbus: MBusLines;

	constructor(onNoValue: OnNoValue | undefined) {
		this.#onNoValue = onNoValue;
		this.#mbus = new MBusLines((line, reason) => this.#note(line, reason));
	}

	/** One object, `code(value)...`. */
	read(text: string): void {
		const bracket = text.indexOf("(");
		const outcome = bracket < 0 ? "unknown-code" : this.#take(text, bracket);
		if (outcome !== "taken") this.#note(text, outcome);
	}

	finish(header: string): Reading {
		const mbus = this.#mbus.finish(this.values);
		const meter: MeterIdentity = {
			header,
			version: this.#text("p1_version") ?? this.#text("p1_version_be"),
			equipmentId: this.#text("equipment_id") ?? this.#text("cosem_device_name") ?? this.#text("electricity_id"),
			mbus,
		};
		const reading: Reading = { meter, values: this.values, unknown: this.unknown };
		const rate = rateOf(reading, this.#text("electricity_tariff"));
		if (rate !== undefined) this.values.add("electricity_tariff_rate", { kind: "text", text: rate });
		return reading;
	}

	#take(text: string, bracket: number): "taken" | NoValue | Unread {
		const code = text.slice(0, bracket);
		const entry = findObis(code);
		if (entry === undefined) {
			const groups = splitGroups(text.slice(bracket), MAX_GROUPS);
			return groups === undefined ? "unreadable" : this.#mbus.take(text, code, groups);
		}
		const named = readObject(entry, text.slice(bracket));
		if (typeof named === "string") return named;
		const values = this.values;
		// One by one: iterators would take longer than all the rest.
		for (let index = 0; index < named.length; index++) {
			const name = named[index][0];
			const value = named[index][1];
			// A Hungarian meter sends its time twice: only another value is news.
			if (values.has(name)) return same(values.get(name), value) ? "taken" : "repeated";
			values.add(name, value);
		}
		return "taken";
	}

	#note(line: string, reason: NoValue | Unread): void {
		this.#onNoValue?.(line, reason);
		if (isUnread(reason) && this.unknown.length < MAX_UNKNOWN_LINES) this.unknown.push(line);
	}

	#text(name: string): string | undefined {
		const value = this.values.get(name);
		return value?.kind === "text" ? value.text : undefined;
	}
}

const UNREAD: readonly string[] = Object.freeze(["unknown-code", "unreadable", "repeated", "no-device-type"]);

/** Whether a line without a value is one that could not be read, and not one that says so. */
export function isUnread(reason: NoValue | Unread): reason is Unread {
	return UNREAD.includes(reason);
}

/**
 * What a telegram says. Takes any bytes and never throws: what can't be read, or comes a second time and different, is
 * among the reading's unknown lines, and what a meter leaves empty or marks as never measured is nowhere. `onNoValue`
 * hears of each such line, and why.
 */
export function parseTelegram(bytes: Uint8Array, onNoValue?: OnNoValue): Reading {
	const lines = new TelegramLines(bytes);
	const parser = new Parser(onNoValue);
	const header = lines.header();
	for (let object = lines.object(); object !== undefined; object = lines.object()) {
		parser.read(object);
	}
	return parser.finish(header);
}

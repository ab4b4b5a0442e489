/** Telegram to reading: every line by the OBIS table; a line that can't be read costs that line only. */
import { splitGroups, TelegramLines } from "./lines.js";
import { MBusLines } from "./mbus.js";
import { OBIS_TABLE, type ObisEntry } from "./obis-table.js";
import type { Reading, Value } from "./reading.js";
import { readOctets, readQuantity, readStamped, readText, readTime, type Unread } from "./value.js";

/** More groups than any value that is read: the hourly gas reading of DSMR 3 has seven. */
const MAX_GROUPS = 8;
/** No more than that are kept: the longest telegram seen, a Lithuanian one, has 94 lines in all. */
const MAX_UNKNOWN_LINES = 128;

/**
 * The code as the table has it: `1-0:1.8.0*255` is the present value of 1-0:1.8.0, and a Swiss meter (Sagemcom XT211)
 * counts its electricity on channel 1.
 */
function tableCode(code: string): string {
	const present = code.endsWith("*255") ? code.slice(0, -4) : code;
	return present.startsWith("1-1:") ? `1-0:${present.slice(4)}` : present;
}

/** What an object's groups say, by name; nothing where they are empty, undefined where they can't be read. */
function readObject(entry: ObisEntry, text: string): [name: string, value: Value][] | undefined {
	if (entry.kind === "log") return text === "()" ? [] : [[entry.name, { kind: "text", text }]];
	const groups = splitGroups(text, MAX_GROUPS);
	if (groups === undefined) return undefined;
	if (entry.kind === "stamped") {
		const stamped = readStamped(groups, entry.units);
		if (stamped === "unreadable") return undefined;
		if (stamped === "absent") return [];
		const quantity: [string, Value] = [entry.name, stamped.quantity];
		return stamped.time === undefined ? [quantity] : [quantity, [`${entry.name}_timestamp`, stamped.time]];
	}
	const value = groups.length === 1 ? readGroup(entry, groups[0]) : "unreadable";
	if (value === "unreadable") return undefined;
	return value === "absent" ? [] : [[entry.name, value]];
}

function readGroup(entry: Exclude<ObisEntry, { kind: "log" | "stamped" }>, group: string): Value | Unread {
	switch (entry.kind) {
		case "quantity":
			return readQuantity(group, entry.units);
		case "time":
			return readTime(group);
		case "text":
			return readText(group);
		case "octets":
			return readOctets(group);
	}
}

/** Reads the objects of one telegram. */
class Parser {
	readonly values = new Map<string, Value>();
	readonly unknown: string[] = [];
	readonly #mbus = new MBusLines();
	/** Where in the table the object before was found: this one is most likely the next, or soon after. */
	#row = 0;

	/** One object, `code(value)...`. */
	read(text: string): void {
		if (!this.#take(text) && this.unknown.length < MAX_UNKNOWN_LINES) this.unknown.push(text);
	}

	finish(header: string): Reading {
		const mbus = this.#mbus.finish(this.values, this.unknown);
		return {
			meter: {
				header,
				version: this.#text("p1_version") ?? this.#text("p1_version_be"),
				equipmentId: this.#text("equipment_id") ?? this.#text("cosem_device_name"),
				mbus,
			},
			values: this.values,
			unknown: this.unknown,
		};
	}

	#take(text: string): boolean {
		const bracket = text.indexOf("(");
		if (bracket < 0) return false;
		const code = tableCode(text.slice(0, bracket));
		const entry = this.#find(code);
		if (entry === undefined) {
			const groups = splitGroups(text.slice(bracket), MAX_GROUPS);
			return groups !== undefined && this.#mbus.take(text, code, groups);
		}
		const named = readObject(entry, text.slice(bracket));
		if (named === undefined || named.some(([name]) => this.values.has(name))) return false;
		for (const [name, value] of named) this.values.set(name, value);
		return true;
	}

	#find(code: string): ObisEntry | undefined {
		for (let tried = 0; tried < OBIS_TABLE.length; tried++) {
			const entry = OBIS_TABLE[this.#row];
			if (entry.code === code) return entry;
			this.#row = (this.#row + 1) % OBIS_TABLE.length;
		}
		return undefined;
	}

	#text(name: string): string | undefined {
		const value = this.values.get(name);
		return value?.kind === "text" ? value.text : undefined;
	}
}

/**
 * What a telegram says. Takes any bytes and never throws: what can't be read, or comes a second time, is among the
 * reading's unknown lines, and what a meter leaves empty or marks as never measured is nowhere.
 */
export function parseTelegram(bytes: Uint8Array): Reading {
	const lines = new TelegramLines(bytes);
	const parser = new Parser();
	const header = lines.header();
	for (let object = lines.object(); object !== undefined; object = lines.object()) {
		parser.read(object);
	}
	return parser.finish(header);
}

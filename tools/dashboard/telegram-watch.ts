/** The telegram as it came home: its lines with what changed, and what it says. */
import { METER_ENTITIES } from "../../src/homeassistant/entities.js";
import { zoneOf } from "../../src/p1/family.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { formatQuantity, type Reading, type Value } from "../../src/p1/reading.js";
import { formatUtc, toUtc } from "../../src/p1/utc.js";
import type { ShownReading, TelegramEvent, TelegramLine } from "./events.js";

const LABELS: ReadonlyMap<string, string> = new Map(METER_ENTITIES.map(({ name, label }) => [name, label]));

export class TelegramWatch {
	#lines: readonly string[] = [];
	#values = new Map<string, string>();

	/** `onAir`: how many bytes it took there. */
	look(telegram: Uint8Array, at: number, onAir: number | undefined): TelegramEvent {
		const texts = Buffer.from(telegram).toString("latin1").trimEnd().split("\r\n");
		const lines = texts.map((text, index) => ({ text, changed: changesOf(text, this.#lines[index]) }));
		this.#lines = texts;
		return {
			type: "telegram",
			at,
			bytes: telegram.length,
			onAir,
			lines,
			readings: this.#readings(parseTelegram(telegram)),
		};
	}

	#readings(reading: Reading): ShownReading[] {
		const before = this.#values;
		this.#values = new Map();
		const shown: ShownReading[] = [];
		for (const [name, value] of reading.values) {
			const text = textOf(value, reading);
			const known = before.get(name);
			this.#values.set(name, text);
			shown.push({
				name,
				label: LABELS.get(name) ?? labelOf(name),
				value: text,
				unit: value.kind === "quantity" ? value.unit.replace("m3", "m\u00b3") : "",
				changed: known !== undefined && known !== text,
			});
		}
		return shown;
	}
}

/** Where a line differs from the one before, character by character; nothing where there was none. */
export function changesOf(text: string, before: string | undefined): TelegramLine["changed"] {
	if (before === undefined) return [];
	const changed: [number, number][] = [];
	for (let at = 0; at < text.length; at++) {
		if (text[at] === before[at]) continue;
		const last = changed.at(-1);
		if (last !== undefined && last[1] === at) last[1]++;
		else changed.push([at, at + 1]);
	}
	return changed;
}

function textOf(value: Value, reading: Reading): string {
	if (value.kind === "quantity") return formatQuantity(value);
	if (value.kind === "text") return value.text;
	const zone = zoneOf(reading);
	return zone === undefined ? value.local : formatUtc(toUtc(value, zone).seconds);
}

function labelOf(name: string): string {
	const words = name.replaceAll("_", " ");
	return words.charAt(0).toUpperCase() + words.slice(1);
}

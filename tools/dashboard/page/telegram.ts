/** The newest telegram: raw, with what changed marked, and what it says. */
import type { ShownReading, TelegramEvent, TelegramLine } from "../events.js";
import { byId, html, setText } from "./dom.js";
import { whole } from "./format.js";

export function showTelegram({ bytes, onAir, lines, readings }: TelegramEvent): void {
	byId("raw").replaceChildren(...lines.map(lineOf));
	const air = onAir === undefined ? "" : ` ${whole(bytes)} bytes long, it took ${onAir} on the air, its seal included.`;
	setText(
		byId("telegram-about"),
		`The newest one as the receiver rebuilt it, byte for byte as the meter sent it.${air} Marked is what changed since the one before.`,
	);
	showReadings(readings);
}

function lineOf({ text, changed }: TelegramLine): HTMLElement {
	const line = html("span", { class: "line" });
	let at = 0;
	for (const [from, to] of changed) {
		line.append(text.slice(at, from), html("mark", {}, text.slice(from, to)));
		at = to;
	}
	line.append(`${text.slice(at)}\n`);
	return line;
}

/** By name: rows stay where they are, and only what changes is written. */
const rows = new Map<string, { row: HTMLTableRowElement; value: HTMLElement }>();

function showReadings(readings: readonly ShownReading[]): void {
	const body = byId("readings");
	const names = new Set(readings.map(({ name }) => name));
	for (const [name, { row }] of rows) {
		if (names.has(name)) continue;
		row.remove();
		rows.delete(name);
	}
	for (const { name, label, value, unit, changed } of readings) {
		let known = rows.get(name);
		if (known === undefined) {
			const cell = html("td", { class: "figure" });
			known = { row: html("tr", {}, html("th", { scope: "row" }, label), cell), value: cell };
			rows.set(name, known);
			body.append(known.row);
		}
		setText(known.value, unit === "" ? value : `${value}\u00a0${unit}`);
		known.value.classList.toggle("changed", changed);
	}
}

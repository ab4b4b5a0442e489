/** Home Assistant's devices and entities. */
import type { EntitiesEvent, ShownDevice } from "../events.js";
import { byId, html, setText } from "./dom.js";

/** What is drawn: drawn anew only where there are other entities than before. */
let drawn = "";
const values = new Map<string, HTMLElement>();

export function showEntities({ connected, devices }: EntitiesEvent): void {
	const place = byId("entities");
	place.classList.toggle("stale", !connected);
	const shape = JSON.stringify([
		connected,
		devices.map(({ id, available, entities }) => [id, available, entities.map((entity) => entity.id)]),
	]);
	if (shape !== drawn) {
		values.clear();
		place.replaceChildren(
			...(connected
				? []
				: [html("p", { class: "empty" }, "The broker is not reached: this is what was known before.")]),
			...(connected && devices.length === 0
				? [
						html(
							"p",
							{ class: "empty" },
							"Nothing is announced yet: that comes with the receiver\u2019s first connection.",
						),
					]
				: []),
			...devices.map(deviceOf),
		);
		drawn = shape;
	}
	for (const { id, entities } of devices) {
		for (const { id: entity, value, unit } of entities) {
			const cell = values.get(`${id} ${entity}`);
			if (cell !== undefined) setText(cell, unit === "" || value === "unknown" ? value : `${value}\u00a0${unit}`);
		}
	}
}

function deviceOf({ id, name, model, available, entities }: ShownDevice): HTMLElement {
	const table = (rows: ShownDevice["entities"]) =>
		html(
			"table",
			{},
			html(
				"tbody",
				{},
				...rows.map((entity) => {
					const cell = html("td", { class: "figure" });
					values.set(`${id} ${entity.id}`, cell);
					return html("tr", {}, html("th", { scope: "row" }, entity.name), cell);
				}),
			),
		);
	const plain = entities.filter(({ diagnostic }) => !diagnostic);
	const diagnostic = entities.filter((entity) => entity.diagnostic);
	return html(
		"article",
		{ class: available ? "device" : "device unavailable" },
		html("h3", {}, name, html("small", {}, available ? ` ${model ?? ""}` : " unavailable")),
		...(plain.length > 0 ? [table(plain)] : []),
		...(diagnostic.length > 0 && plain.length > 0
			? [html("details", {}, html("summary", {}, `Diagnostics: ${diagnostic.length}`), table(diagnostic))]
			: diagnostic.length > 0
				? [table(diagnostic)]
				: []),
	);
}

/** What the boards say, newest first. */
import type { LogEvent } from "../events.js";
import { byId, html } from "./dom.js";
import { clockTime } from "./format.js";

/** As many as the bench keeps for those who come later. */
const MOST = 300;

export class LogPanel {
	readonly #list = byId<HTMLOListElement>("log");

	constructor() {
		const details = byId<HTMLInputElement>("details");
		details.addEventListener("change", () => this.#list.classList.toggle("with-details", details.checked));
	}

	begin(lines: readonly LogEvent[]): void {
		this.#list.replaceChildren();
		for (const line of lines) this.add(line);
	}

	add({ at, who, line, detail }: LogEvent): void {
		this.#list.prepend(
			html(
				"li",
				{ class: detail ? `detail ${who}` : who },
				html("time", { class: "figure" }, clockTime(at)),
				html("b", {}, who),
				html("span", {}, line),
			),
		);
		while (this.#list.childElementCount > MOST) this.#list.lastElementChild?.remove();
	}
}

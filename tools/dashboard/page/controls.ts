/** The controls: a table of what there is, each drawn as what a browser has for it, and following what the bench says. */
import type { Action, Bench, Settings } from "../events.js";
import { ask } from "./ask.js";
import { byId, html, setText } from "./dom.js";

type Name = keyof Settings;

interface Choice {
	value: string | number;
	label: string;
}

type Control =
	| { kind: "switch"; name: Name; label: string; on: string; off: string }
	| { kind: "choice"; name: Name; label: string; choices: readonly Choice[] }
	| { kind: "count"; name: Name; label: string; most: number; unit: (count: number, bench: Bench) => string }
	| { kind: "slider"; name: Name; label: string; least: number; most: number; unit: (value: number) => string }
	| { kind: "button"; label: string; action: Action };

interface Group {
	title: string;
	about: string;
	controls: readonly Control[];
	wide?: boolean;
}

/** What a loss is like, by the decibels up to which it is so. */
const DISTANCES: readonly (readonly [upTo: number, words: string])[] = [
	[90, "side by side"],
	[112, "the next room"],
	[124, "a few walls"],
	[134, "the cellar"],
	[145, "far, for slow rungs"],
	[151, "at the very limit"],
	[1000, "hopeless"],
];

function distance(db: number): string {
	return DISTANCES.find(([upTo]) => db <= upTo)?.[1] ?? "";
}

const GROUPS: readonly Group[] = [
	{
		title: "Meter",
		about: "What its cable does to its telegrams.",
		controls: [
			{
				kind: "choice",
				name: "line",
				label: "Cable",
				choices: [
					{ value: "clean", label: "Sound" },
					{ value: "noisy", label: "Noisy" },
					{ value: "cut", label: "Cut" },
				],
			},
		],
	},
	{
		title: "Transmitter",
		about: "The board at the meter.",
		controls: [
			{ kind: "switch", name: "transmitterPower", label: "Power", on: "on", off: "cut" },
			{ kind: "button", label: "Press its button", action: { name: "press", value: "transmitter" } },
		],
	},
	{
		title: "Air",
		about: "What lies between the boards, and who else is on it.",
		wide: true,
		controls: [
			{
				kind: "slider",
				name: "pathLossDb",
				label: "Path loss",
				least: 60,
				most: 175,
				unit: (value) => `${value} dB, ${distance(value)}`,
			},
			{
				kind: "count",
				name: "walls",
				label: "Walls",
				most: 6,
				unit: (count, { wallDb }) => (count === 0 ? "none" : `${count} \u00d7 ${wallDb} dB`),
			},
			{
				kind: "count",
				name: "neighbours",
				label: "Neighbours",
				most: 8,
				unit: (count) => (count === 0 ? "none" : count === 1 ? "1 pair" : `${count} pairs`),
			},
			{
				kind: "choice",
				name: "jammer",
				label: "Jammer",
				choices: [
					{ value: "off", label: "Off" },
					{ value: "pulses", label: "Pulses" },
					{ value: "steady", label: "Steady" },
					{ value: "drowning", label: "Drowning" },
				],
			},
		],
	},
	{
		title: "Receiver",
		about: "The board at home.",
		controls: [
			{ kind: "switch", name: "receiverPower", label: "Power", on: "on", off: "cut" },
			{ kind: "switch", name: "wifi", label: "Wi-Fi", on: "there", off: "pulled" },
			{ kind: "button", label: "Press its button", action: { name: "press", value: "receiver" } },
		],
	},
	{
		title: "Broker",
		about: "Where the receiver publishes.",
		controls: [{ kind: "switch", name: "broker", label: "Runs", on: "yes", off: "stopped" }],
	},
];

const SPEEDS: readonly Choice[] = [
	{ value: 0, label: "Pause" },
	{ value: 1, label: "1\u00d7" },
	{ value: 5, label: "5\u00d7" },
	{ value: 20, label: "20\u00d7" },
	{ value: 100, label: "100\u00d7" },
];

/** A slider that has just been moved follows its hand only, for so long, in ms. */
const MOVING = 500;

/** Follows one of the settings. */
type Follow = (settings: Settings, bench: Bench) => void;

export class Controls {
	settings: Settings | undefined;
	#bench: Bench | undefined;
	readonly #follow: Follow[] = [];
	readonly #asked = new Map<Name, { value: NonNullable<Settings[Name]>; at: number }>();

	constructor() {
		for (const { title, about, controls, wide } of GROUPS) {
			const id = `group-${title.toLowerCase()}`;
			byId("groups").append(
				html(
					"div",
					{ class: wide ? "group wide" : "group", role: "group", "aria-labelledby": id },
					html("h3", { id }, title),
					html("p", {}, about),
					...controls.map((control) => this.#draw(control)),
				),
			);
		}
		byId("speed").append(...this.#segments("speed", SPEEDS));
		byId("reset").addEventListener("click", () => ask({ name: "reset", value: true }));
	}

	begin(bench: Bench): void {
		this.#bench = bench;
		if (!bench.hasSpeed) byId<HTMLFieldSetElement>("speed").disabled = true;
	}

	show(settings: Settings): void {
		this.settings = settings;
		if (this.#bench !== undefined) for (const follow of this.#follow) follow(settings, this.#bench);
	}

	#draw(control: Control): HTMLElement {
		switch (control.kind) {
			case "switch":
				return this.#switch(control);
			case "choice":
				return html(
					"fieldset",
					{ class: "segments" },
					html("legend", {}, control.label),
					...this.#segments(control.name, control.choices),
				);
			case "count":
				return this.#count(control);
			case "slider":
				return this.#slider(control);
			case "button": {
				const button = html("button", { type: "button" }, control.label);
				button.addEventListener("click", () => ask(control.action));
				return button;
			}
		}
	}

	#switch({ name, label, on, off }: Extract<Control, { kind: "switch" }>): HTMLElement {
		const box = html("input", { type: "checkbox", role: "switch", class: "toggle", id: `c-${name}` });
		const word = html("span", { class: "word", "aria-hidden": "true" });
		box.addEventListener("change", () => ask({ name, value: box.checked }));
		this.#follow.push(({ [name]: value }) => {
			box.disabled = value === undefined;
			box.checked = value !== false;
			setText(word, value === undefined ? "not ours" : value ? on : off);
		});
		return html("label", { class: "switch" }, html("span", {}, label), box, word);
	}

	#segments(name: Name, choices: readonly Choice[]): HTMLElement[] {
		return choices.map(({ value, label }) => {
			const radio = html("input", { type: "radio", name, value });
			radio.addEventListener("change", () => ask({ name, value }));
			this.#follow.push((settings) => {
				radio.checked = settings[name] === value;
			});
			return html("label", {}, radio, html("span", {}, label));
		});
	}

	#count({ name, label, most, unit }: Extract<Control, { kind: "count" }>): HTMLElement {
		const shown = html("output", { class: "figure", id: `c-${name}` });
		const step = (by: number, sign: string, word: string) => {
			const button = html("button", { type: "button", "aria-label": `${word}: ${label.toLowerCase()}` }, sign);
			button.addEventListener("click", () => this.step(name, by, 0, most));
			this.#follow.push((settings) => {
				button.disabled = by < 0 ? Number(settings[name]) <= 0 : Number(settings[name]) >= most;
			});
			return button;
		};
		this.#follow.push((settings, bench) => setText(shown, unit(Number(settings[name]), bench)));
		return html(
			"div",
			{ class: "count" },
			html("span", {}, label),
			step(-1, "\u2212", "Fewer"),
			shown,
			step(1, "+", "More"),
		);
	}

	#slider({ name, label, least, most, unit }: Extract<Control, { kind: "slider" }>): HTMLElement {
		const range = html("input", { type: "range", class: "range", id: `c-${name}`, min: least, max: most, step: 1 });
		const shown = html("output", { class: "figure", for: `c-${name}` });
		const tell = () => {
			setText(shown, unit(Number(range.value)));
			range.setAttribute("aria-valuetext", unit(Number(range.value)));
		};
		let movedAt = Number.NEGATIVE_INFINITY;
		range.addEventListener("input", () => {
			movedAt = performance.now();
			tell();
			ask({ name, value: Number(range.value) });
		});
		this.#follow.push((settings) => {
			// What the bench tells now is older than what a hand has moved meanwhile.
			if (performance.now() - movedAt > MOVING) range.value = String(settings[name]);
			tell();
		});
		return html("div", { class: "slider" }, html("label", { for: `c-${name}` }, label), shown, range);
	}

	/** As the bench says; or, a moment ago, as it was asked to be: hands are faster than the news of what they did. */
	#current(name: Name): Settings[Name] {
		const asked = this.#asked.get(name);
		return asked !== undefined && performance.now() - asked.at < MOVING ? asked.value : this.settings?.[name];
	}

	#ask(name: Name, value: NonNullable<Settings[Name]>): void {
		this.#asked.set(name, { value, at: performance.now() });
		ask({ name, value });
	}

	/** One of the numbers, by so much, within its bounds. */
	step(name: Name, by: number, least: number, most: number): void {
		const before = this.#current(name);
		const value = Math.min(most, Math.max(least, Number(before) + by));
		if (before !== undefined && value !== before) this.#ask(name, value);
	}

	/** The next of its choices, round and round. */
	turn(name: Name): void {
		const control = GROUPS.flatMap(({ controls }) => controls).find(
			(candidate) => candidate.kind === "choice" && candidate.name === name,
		);
		const before = this.#current(name);
		if (control?.kind !== "choice" || before === undefined) return;
		const { choices } = control;
		const index = choices.findIndex(({ value }) => value === before);
		// Each value is one that the setting takes.
		this.#ask(name, choices[(index + 1) % choices.length].value as NonNullable<Settings[Name]>);
	}

	toggle(name: Name): void {
		const before = this.#current(name);
		if (typeof before === "boolean") this.#ask(name, !before);
	}
}

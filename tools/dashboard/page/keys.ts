/** Keys, for those who have a keyboard and like it: a table that is its own help. */
import { ask } from "./ask.js";
import type { Controls } from "./controls.js";
import { byId, html } from "./dom.js";

const STORED = "p1-lora-keys";

interface Key {
	keys: readonly string[];
	/** As it is printed on the key. */
	shown: string;
	does: string;
	press(controls: Controls, key: string): void;
}

const SPEEDS: Readonly<Record<string, number>> = { "1": 1, "2": 5, "3": 20, "4": 100 };

const KEYS: readonly Key[] = [
	{
		keys: ["p"],
		shown: "P",
		does: "pause, and on again at 1\u00d7",
		press: ({ settings }) => ask({ name: "speed", value: settings?.speed === 0 ? 1 : 0 }),
	},
	{
		keys: Object.keys(SPEEDS),
		shown: "1 2 3 4",
		does: "speed 1\u00d7, 5\u00d7, 20\u00d7, 100\u00d7",
		press: (_, key) => ask({ name: "speed", value: SPEEDS[key] }),
	},
	{
		keys: ["-"],
		shown: "\u2212",
		does: "5 dB less path loss",
		press: (controls) => controls.step("pathLossDb", -5, 60, 175),
	},
	{
		keys: ["+", "="],
		shown: "+",
		does: "5 dB more path loss",
		press: (controls) => controls.step("pathLossDb", 5, 60, 175),
	},
	{ keys: ["w"], shown: "W", does: "one more wall", press: (controls) => controls.step("walls", 1, 0, 6) },
	{ keys: ["W"], shown: "Shift W", does: "one wall less", press: (controls) => controls.step("walls", -1, 0, 6) },
	{ keys: ["n"], shown: "N", does: "one more neighbour", press: (controls) => controls.step("neighbours", 1, 0, 8) },
	{
		keys: ["N"],
		shown: "Shift N",
		does: "one neighbour less",
		press: (controls) => controls.step("neighbours", -1, 0, 8),
	},
	{
		keys: ["j"],
		shown: "J",
		does: "the jammer: off, pulses, steady, drowning",
		press: (controls) => controls.turn("jammer"),
	},
	{
		keys: ["m"],
		shown: "M",
		does: "the meter\u2019s cable: sound, noisy, cut",
		press: (controls) => controls.turn("line"),
	},
	{
		keys: ["t"],
		shown: "T",
		does: "the transmitter\u2019s power",
		press: (controls) => controls.toggle("transmitterPower"),
	},
	{ keys: ["r"], shown: "R", does: "the receiver\u2019s power", press: (controls) => controls.toggle("receiverPower") },
	{ keys: ["i"], shown: "I", does: "the Wi-Fi", press: (controls) => controls.toggle("wifi") },
	{ keys: ["b"], shown: "B", does: "the broker", press: (controls) => controls.toggle("broker") },
	{ keys: ["0"], shown: "0", does: "all as it was", press: () => ask({ name: "reset", value: true }) },
];

export function listenToKeys(controls: Controls): void {
	const dialog = byId<HTMLDialogElement>("keys");
	const on = byId<HTMLInputElement>("keys-on");
	byId("keys-table").append(
		...[...KEYS, { shown: "?", does: "this list" }].map(({ shown, does }) =>
			html(
				"tr",
				{},
				html("th", { scope: "row" }, ...shown.split(" ").map((key) => html("kbd", {}, key))),
				html("td", {}, does),
			),
		),
	);
	on.checked = localStorage.getItem(STORED) !== "off";
	on.addEventListener("change", () => localStorage.setItem(STORED, on.checked ? "on" : "off"));
	byId("keys-open").addEventListener("click", () => dialog.showModal());
	document.addEventListener("keydown", (event) => {
		if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || dialog.open || !on.checked) return;
		if (event.key === "?") dialog.showModal();
		else {
			const key = KEYS.find(({ keys }) => keys.includes(event.key));
			// Digits and signs belong to the field that has the focus, where that takes them.
			if (key === undefined || (event.target as Element).matches("input[type=text], textarea, select")) return;
			key.press(controls, event.key);
		}
		event.preventDefault();
	});
}

/** What stands for a frame of each kind: its mark, its name and what it is for. */
import type { FrameKind } from "../events.js";
import { html, svg } from "./dom.js";

interface Kind {
	name: string;
	means: string;
	/** Around 0, 0; some 20 wide. */
	draw(): SVGElement[];
}

export const KINDS: Readonly<Record<FrameKind, Kind>> = {
	telegram: {
		name: "telegram",
		means: "what the meter said, a few bytes of it",
		draw: () => [svg("rect", { x: -11, y: -5.5, width: 22, height: 11, rx: 5.5, class: "solid" })],
	},
	ack: {
		name: "ack",
		means: "the receiver proves what it has",
		draw: () => [svg("circle", { r: 5.5, class: "hollow" })],
	},
	hello: {
		name: "hello",
		means: "who is there?",
		draw: () => [svg("path", { d: "M0 -8 L8 0 L0 8 L-8 0 Z", class: "solid" })],
	},
	virtual: {
		name: "virtual telegram",
		means: "as long as a real one, to try a rung",
		draw: () => [svg("rect", { x: -11, y: -5.5, width: 22, height: 11, rx: 5.5, class: "hollow dashed" })],
	},
	command: {
		name: "command",
		means: "to another rung, to another power",
		draw: () => [svg("path", { d: "M-6.5 -7 L8 0 L-6.5 7 Z", class: "solid" })],
	},
	piece: {
		name: "piece",
		means: "a part of a telegram's template",
		draw: () => [
			svg("rect", { x: -11, y: -5.5, width: 22, height: 11, rx: 2, class: "hollow" }),
			svg("rect", { x: -11, y: -5.5, width: 9, height: 11, rx: 2, class: "solid" }),
		],
	},
	quarters: {
		name: "quarters",
		means: "registers that an outage kept back",
		draw: () => [-7, 0, 7].map((x) => svg("rect", { x: x - 2.5, y: -6, width: 5, height: 12, rx: 1, class: "solid" })),
	},
};

export function markOf(kind: FrameKind): SVGGElement {
	return svg("g", { class: "mark" }, ...KINDS[kind].draw());
}

/** A frame that did not arrive. */
export function crossMark(): SVGGElement {
	return svg("g", { class: "mark lost" }, svg("path", { d: "M-6 -6 L6 6 M6 -6 L-6 6", class: "cross" }));
}

/** In short, each with its name; and what each is for. */
export function drawLegend(short: Element, long: Element): void {
	const all = [
		...(Object.keys(KINDS) as FrameKind[]).map((kind) => ({ ...KINDS[kind], mark: () => markOf(kind) })),
		{ name: "lost", means: "with the reason beside it", mark: crossMark },
	];
	const drawn = (mark: SVGElement) =>
		svg("svg", { viewBox: "-13 -10 26 20", width: 26, height: 20, "aria-hidden": "true" }, mark);
	short.replaceChildren(...all.map(({ name, mark }) => html("span", {}, drawn(mark()), name)));
	long.replaceChildren(
		...all.map(({ name, means, mark }) =>
			html("li", {}, drawn(mark()), html("span", {}, html("b", {}, name), ` ${means}`)),
		),
	);
}

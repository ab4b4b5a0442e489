/** The parts that the picture is made of, drawn once for a layout. */
import { svg } from "./dom.js";
import type { Box, Layout, Point } from "./layout.js";

export function caption({ x, y, width, height }: Box, name: string, note: string, noteId?: string): SVGElement[] {
	const middle = x + width / 2;
	return [
		svg("text", { x: middle, y: y + height + 20, class: "name", "text-anchor": "middle" }, name),
		svg("text", { x: middle, y: y + height + 36, class: "note figure", "text-anchor": "middle", id: noteId }, note),
	];
}

export function meter(box: Box): SVGElement[] {
	const { x, y, width, height } = box;
	return [
		svg("rect", { x, y, width, height, rx: 10, class: "part" }),
		svg("rect", { x: x + 12, y: y + 14, width: width - 24, height: 26, rx: 4, class: "window" }),
		svg("circle", { cx: x + width / 2, cy: y + height - 34, r: 17, class: "thin" }),
		svg("path", { d: `M${x + width / 2} ${y + height - 34} l8 -11`, class: "thin" }),
	];
}

/** The display's dots go into the path that has the board's name. */
export function board(box: Box, dot: number, name: string): SVGElement[] {
	const { x, y, width, height } = box;
	const left = x + (width - 128 * dot) / 2;
	const top = y + 17;
	return [
		svg("rect", { x, y, width, height, rx: 12, class: "part" }),
		svg("circle", { cx: x + 10, cy: y + 10, r: 3, class: "led" }),
		svg("rect", { x: left - 6, y: top - 6, width: 128 * dot + 12, height: 64 * dot + 12, rx: 5, class: "oled" }),
		svg("path", { class: "dots", id: `dots-${name}`, transform: `translate(${left} ${top}) scale(${dot})` }),
		svg(
			"text",
			{ x: x + width / 2, y: top + 34 * dot, class: "asleep", "text-anchor": "middle" },
			"dark: press its button",
		),
		svg("text", {
			x: x + width / 2,
			y: y + height - 10,
			class: "note on-board",
			"text-anchor": "middle",
			id: `state-${name}`,
		}),
	];
}

/** From the board's edge to its tip, with the waves around that. */
export function antenna({ tip: { x, y }, foot }: { tip: Point; foot: Point }): SVGElement[] {
	const waves = [9, 16, 23].map((r) => svg("circle", { cx: x, cy: y, r, class: "wave" }));
	return [
		svg("path", { d: `M${foot.x} ${foot.y} L${x} ${y}`, class: "mast" }),
		svg("circle", { cx: x, cy: y, r: 3, class: "tip" }),
		...waves,
	];
}

export function broker({ x, y, width, height }: Box): SVGElement[] {
	const disc = (at: number) => svg("ellipse", { cx: x + width / 2, cy: at, rx: width / 2 - 6, ry: 10, class: "part" });
	const drum = (at: number) =>
		svg("path", {
			d: `M${x + 6} ${at} v14 a${width / 2 - 6} 10 0 0 0 ${width - 12} 0 v-14`,
			class: "part",
		});
	const step = (height - 40) / 2;
	return [2, 1, 0].flatMap((index) => {
		const at = y + 11 + index * step;
		return [drum(at), disc(at)];
	});
}

export function home({ x, y, width, height }: Box): SVGElement[] {
	const roof = y + height * 0.42;
	return [
		svg("rect", { x: x + 9, y: roof, width: width - 18, height: y + height - roof, class: "part" }),
		svg("path", { d: `M${x} ${roof} L${x + width / 2} ${y} L${x + width} ${roof} Z`, class: "part" }),
	];
}

export function house({ x, y }: Point): SVGElement[] {
	return [
		svg("circle", { cx: x, cy: y, r: 10, class: "wave" }),
		svg("path", {
			d: `M${x - 9} ${y - 1} L${x} ${y - 9} L${x + 9} ${y - 1} M${x - 6} ${y - 3} V${y + 8} H${x + 6} V${y - 3}`,
			class: "thin",
		}),
	];
}

export function wall({ x, y, width, height }: Box): SVGElement {
	return svg("rect", { x, y, width, height, class: "wall" });
}

/** A box that hums, and what it hums into the air. */
export function jammer({ x, y }: Point, { x: left, y: top, width, height }: Box): SVGElement[] {
	return [
		svg("rect", { x: left, y: top, width, height, rx: 24, class: "noise" }),
		svg("path", { d: `M${x} ${y - 26} V${y - 10} M${x - 8} ${y - 30} l8 8 l8 -8`, class: "mast" }),
		svg("rect", { x: x - 24, y: y - 10, width: 48, height: 26, rx: 5, class: "part" }),
		svg("path", { d: `M${x - 17} ${y + 3} l4 -6 l4 12 l5 -14 l5 15 l4 -11 l4 7 l4 -3`, class: "hum" }),
		svg("text", { x, y: y + 34, class: "note", "text-anchor": "middle" }, "jammer"),
		svg("text", { x, y: y + 49, class: "note", "text-anchor": "middle", id: "jammer-channel" }),
	];
}

/** As in a drawing: two ends, a line between, and the number beside it. */
export function measure({ measure: { from, to, label } }: Layout): SVGElement[] {
	const isLying = from.y === to.y;
	const end = ({ x, y }: Point) => (isLying ? `M${x} ${y - 6} v12` : `M${x - 6} ${y} h12`);
	return [
		svg("path", { d: `M${from.x} ${from.y} L${to.x} ${to.y} ${end(from)} ${end(to)}`, class: "measure" }),
		svg("text", {
			x: label.x,
			y: label.y,
			class: "note figure",
			id: "measured",
			"text-anchor": isLying ? "middle" : "end",
		}),
	];
}

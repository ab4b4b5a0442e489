/** Line drawings as SVG, of one look: light or dark as the reader's own screen is, and with their text as text. */

/** What a line carries, and so its colour: those of Okabe and Ito, which the colour-blind can tell apart. */
export type Paint = "line" | "power" | "logic" | "ground" | "data" | "request" | "faint";

interface Colours {
	light: string;
	dark: string;
}

const PAINTS: Readonly<Record<Paint, Colours>> = Object.freeze({
	line: { light: "#333333", dark: "#d8d8d8" },
	power: { light: "#c24a00", dark: "#ff8a3d" },
	logic: { light: "#9a6700", dark: "#e6b800" },
	ground: { light: "#555555", dark: "#a8a8a8" },
	data: { light: "#0067a8", dark: "#56b4e9" },
	request: { light: "#a03d7a", dark: "#e08abf" },
	faint: { light: "#b5b5b5", dark: "#5a5a5a" },
});

const PAPER: Colours = { light: "#ffffff", dark: "#14171a" };
const PART: Colours = { light: "#f2f4f6", dark: "#22272c" };
const INK: Colours = { light: "#1d1d1d", dark: "#ececec" };

export interface TextLook {
	anchor?: "start" | "middle" | "end";
	size?: number;
	bold?: boolean;
	paint?: Paint;
}

export type Point = readonly [x: number, y: number];

export class Drawing {
	readonly #width: number;
	readonly #height: number;
	readonly #parts: string[] = [];
	readonly #title: string;
	readonly #about: string;

	/** `about` tells what the picture shows to whoever cannot see it. */
	constructor(width: number, height: number, title: string, about: string) {
		this.#width = width;
		this.#height = height;
		this.#title = title;
		this.#about = about;
		this.text(width / 2, 30, title, { anchor: "middle", size: 17, bold: true });
	}

	line(points: readonly Point[], paint: Paint = "line", dashed = false): void {
		const [[x, y], ...more] = points;
		const path = `M${x} ${y}${more.map(([toX, toY]) => `L${toX} ${toY}`).join("")}`;
		this.path(path, paint, dashed);
	}

	path(path: string, paint: Paint = "line", dashed = false): void {
		this.#parts.push(`<path class="${paint}" d="${path}"${dashed ? ' stroke-dasharray="6 5"' : ""}/>`);
	}

	box(x: number, y: number, width: number, height: number, radius = 8): void {
		this.#parts.push(`<rect class="part" x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`);
	}

	/** Where lines that meet are joined. */
	joint(x: number, y: number, paint: Paint): void {
		this.#parts.push(`<circle class="${paint} full" cx="${x}" cy="${y}" r="4.5"/>`);
	}

	circle(x: number, y: number, radius: number, paint: Paint = "line"): void {
		this.#parts.push(`<circle class="${paint}" cx="${x}" cy="${y}" r="${radius}"/>`);
	}

	/** A line of its own for each element. */
	text(x: number, y: number, content: string | readonly string[], look: TextLook = {}): void {
		const { anchor = "start", size = 14, bold = false, paint } = look;
		const lines = typeof content === "string" ? [content] : content;
		for (const [index, one] of lines.entries()) {
			const at = y + index * Math.round(size * 1.35);
			const style = `text-anchor="${anchor}" font-size="${size}"${bold ? ' font-weight="600"' : ""}`;
			const ink = paint === undefined ? "ink" : `${paint} ink`;
			this.#parts.push(`<text class="${ink}" x="${x}" y="${at}" ${style}>${escaped(one)}</text>`);
		}
	}

	/** From `y` down over 60, in a wire that runs upright; its value stands to the right. */
	uprightResistor(x: number, y: number, value: string): void {
		this.#parts.push(`<rect class="part" x="${x - 8}" y="${y}" width="16" height="44" rx="2"/>`);
		this.text(x + 16, y + 27, value);
	}

	/** From `x` over 50 to the right; its value stands above. */
	flatResistor(x: number, y: number, value: string): void {
		this.#parts.push(`<rect class="part" x="${x}" y="${y - 8}" width="50" height="16" rx="2"/>`);
		this.text(x + 25, y - 16, value, { anchor: "middle" });
	}

	/** An NPN transistor: base at (x, y), collector at (x + 40, y - 40), emitter at (x + 40, y + 40). */
	transistor(x: number, y: number): void {
		this.circle(x + 26, y, 27);
		this.line([
			[x, y],
			[x + 16, y],
		]);
		this.line([
			[x + 16, y - 17],
			[x + 16, y + 17],
		]);
		this.line([
			[x + 16, y - 7],
			[x + 40, y - 24],
			[x + 40, y - 40],
		]);
		this.line([
			[x + 16, y + 7],
			[x + 40, y + 24],
			[x + 40, y + 40],
		]);
		this.path(`M${x + 38} ${y + 23}l-10 -1l6 -8z`);
	}

	get svg(): string {
		const [width, height] = [this.#width, this.#height];
		return `${[
			`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif">`,
			`<title>${escaped(this.#title)}</title>`,
			`<desc>${escaped(this.#about)}</desc>`,
			`<style>${styles("light")}@media (prefers-color-scheme: dark) {${styles("dark")}}</style>`,
			`<rect class="paper" width="${width}" height="${height}" rx="10"/>`,
			...this.#parts,
		].join("\n")}\n</svg>\n`;
	}
}

function styles(mode: keyof Colours): string {
	const paints = Object.entries(PAINTS).map(
		([name, colours]) =>
			`.${name}{stroke:${colours[mode]};fill:none}.${name}.full,.${name}.ink{fill:${colours[mode]};stroke:none}`,
	);
	return [
		`.paper{fill:${PAPER[mode]}}.ink{fill:${INK[mode]}}`,
		`.part{fill:${PART[mode]};stroke:${PAINTS.line[mode]};stroke-width:1.6}`,
		"path,circle{stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}",
		...paints,
	].join("");
}

function escaped(content: string): string {
	return content.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

/** Line plots as SVG, of a fixed look: a few series over named places or over numbers, upwards on a logarithmic scale. */

export interface Series {
	name: string;
	colour: string;
	/** Dashes, where it is not drawn through. */
	dashed?: boolean;
	/** One for each place; undefined leaves a gap. */
	values: readonly (number | undefined)[];
}

export interface Plot {
	title: string;
	/** What the places along the bottom are, and what is counted upwards. */
	across: string;
	upwards: string;
	places: readonly string[];
	series: readonly Series[];
}

const WIDTH = 720;
const HEIGHT = 400;
const LEFT = 70;
const RIGHT = 20;
const TOP = 46;
const BOTTOM = 96;
/** So many have room below; what belongs together stands in one column. */
const LEGEND_ROWS = 2;
const FONT = 'font-family="system-ui, sans-serif" font-size="13"';

export function linePlot({ title, across, upwards, places, series }: Plot): string {
	const shown = series.flatMap(({ values }) => values.filter((value): value is number => isShown(value)));
	const [least, most] = [Math.min(...shown), Math.max(...shown)];
	const [bottom, top] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
	const x = (index: number) => LEFT + ((WIDTH - LEFT - RIGHT) * (index + 0.5)) / places.length;
	const y = (value: number) => {
		const share = (Math.log10(value) - bottom) / Math.max(1, top - bottom);
		return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
	};
	const parts = [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" ${FONT}>`,
		`<title>${escaped(title)}</title>`,
		`<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
		text(WIDTH / 2, 24, title, 'text-anchor="middle" font-weight="600" font-size="15"'),
		text(0, 0, upwards, `text-anchor="middle" transform="translate(18 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)"`),
		text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 40, across, 'text-anchor="middle"'),
	];
	for (let power = bottom; power <= top; power++) {
		const at = round(y(10 ** power));
		parts.push(`<path d="M${LEFT} ${at}H${WIDTH - RIGHT}" stroke="#ddd"/>`);
		parts.push(text(LEFT - 8, at + 4, (10 ** power).toLocaleString("en-US"), 'text-anchor="end"'));
	}
	for (const [index, place] of places.entries())
		parts.push(text(round(x(index)), HEIGHT - BOTTOM + 18, place, 'text-anchor="middle"'));
	for (const [index, one] of series.entries()) parts.push(...drawn(one, x, y), ...legend(one, index, series.length));
	return `${parts.join("\n")}\n</svg>\n`;
}

function drawn({ colour, dashed = false, values }: Series, x: (index: number) => number, y: (value: number) => number) {
	const style = `fill="none" stroke="${colour}" stroke-width="2.5"${dashed ? ' stroke-dasharray="6 5"' : ""}`;
	const steps: string[] = [];
	const dots: string[] = [];
	for (const [index, value] of values.entries()) {
		if (!isShown(value)) continue;
		const [atX, atY] = [round(x(index)), round(y(value))];
		steps.push(`${isShown(values[index - 1]) ? "L" : "M"}${atX} ${atY}`);
		dots.push(`<circle cx="${atX}" cy="${atY}" r="3.5" fill="${colour}"/>`);
	}
	return [`<path d="${steps.join("")}" ${style}/>`, ...dots];
}

function legend({ name, colour, dashed = false }: Series, index: number, count: number): string[] {
	const width = (WIDTH - LEFT - RIGHT) / Math.max(2, Math.ceil(count / LEGEND_ROWS));
	const [atX, atY] = [LEFT + Math.floor(index / LEGEND_ROWS) * width, HEIGHT - 34 + (index % LEGEND_ROWS) * 20];
	const style = `stroke="${colour}" stroke-width="2.5"${dashed ? ' stroke-dasharray="6 5"' : ""}`;
	return [`<path d="M${atX} ${atY}h26" ${style}/>`, text(atX + 34, atY + 4, name)];
}

/** Zero has no place on a logarithmic scale. */
function isShown(value: number | undefined): value is number {
	return value !== undefined && Number.isFinite(value) && value > 0;
}

function text(x: number, y: number, content: string, attributes = ""): string {
	return `<text x="${x}" y="${y}" fill="#222" ${attributes}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
	return content.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}

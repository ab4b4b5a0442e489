/** What an OLED of 128 by 64 dots shows, as text: eight rows of 21 characters, each as high as one of its pages. */
import { CHARACTER_COLUMNS, glyphColumn } from "./font.js";

export const SCREEN_COLUMNS = 128;
export const SCREEN_ROWS = 8;
export const ROW_CHARACTERS = Math.floor(SCREEN_COLUMNS / CHARACTER_COLUMNS);
export const HEADLINE_CHARACTERS = Math.floor(ROW_CHARACTERS / 2);

/**
 * `title` is dark on light. A headline is twice as wide and as high, and so takes two rows: `upper` and `lower` have the
 * same text.
 */
export type RowStyle = "plain" | "title" | "upper" | "lower";

export interface Row {
	text: string;
	style: RowStyle;
}

/** Rows that it lacks are empty. */
export type Screen = readonly Row[];

const TITLE_LEVEL = 0xff;

/** Each dot of four becomes two: what a column's half looks like at twice its height. */
const STRETCHED = Uint8Array.of(
	0x00,
	0x03,
	0x0c,
	0x0f,
	0x30,
	0x33,
	0x3c,
	0x3f,
	0xc0,
	0xc3,
	0xcc,
	0xcf,
	0xf0,
	0xf3,
	0xfc,
	0xff,
);

/** Draws a row: a byte for each column, its topmost dot in bit 0 (SSD1306 datasheet 8.7). What is too long is cut off. */
export function drawRow(row: Row | undefined, into: Uint8Array): void {
	const text = row?.text ?? "";
	const style = row?.style ?? "plain";
	const isLarge = style === "upper" || style === "lower";
	const background = style === "title" ? TITLE_LEVEL : 0;
	into.fill(background);
	const width = isLarge ? 2 : 1;
	// A title keeps a column of light before its first letter.
	let at = style === "title" ? 1 : 0;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		for (let column = 0; column < CHARACTER_COLUMNS; column++) {
			const dots = glyphColumn(code, column);
			const shown = style === "upper" ? STRETCHED[dots & 0xf] : style === "lower" ? STRETCHED[dots >> 4] : dots;
			for (let times = 0; times < width; times++) {
				if (at >= SCREEN_COLUMNS) return;
				into[at++] = shown ^ background;
			}
		}
	}
}

export function title(left: string, right: string): Row {
	return { text: spread(left, right), style: "title" };
}

/** Two rows. */
export function headline(text: string): Row[] {
	return [
		{ text, style: "upper" },
		{ text, style: "lower" },
	];
}

/** A name and what there is, at the two ends of a row; the name gives way. */
export function line(name: string, value: string): Row {
	return { text: spread(name, value), style: "plain" };
}

function spread(left: string, right: string): string {
	const room = ROW_CHARACTERS - right.length - 1;
	if (room < 1) return right.slice(0, ROW_CHARACTERS);
	return `${left.slice(0, room).padEnd(room)} ${right}`;
}

/** A sentence over at most `most` rows, broken between words; a word that is longer than a row, such as a host's name, within. */
export function paragraph(text: string, most: number): Row[] {
	const rows: Row[] = [];
	let row = "";
	for (const word of text.split(" ")) {
		if (row !== "" && row.length + 1 + word.length > ROW_CHARACTERS) {
			rows.push({ text: row, style: "plain" });
			row = word;
		} else row = row === "" ? word : `${row} ${word}`;
		for (; row.length > ROW_CHARACTERS; row = row.slice(ROW_CHARACTERS))
			rows.push({ text: row.slice(0, ROW_CHARACTERS), style: "plain" });
	}
	rows.push({ text: row, style: "plain" });
	return rows.slice(0, most);
}

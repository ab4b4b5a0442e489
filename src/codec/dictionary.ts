import { fieldFormat } from "./template.js";

/** In a written template: a field follows, as one byte, its format. */
export const FIELD_OPERATION = 0x01;

/**
 * Codes that lines begin with, by their first two groups. This order and that of `VALUES` are part of the format on the
 * air: a place has one meaning for ever.
 */
const CODES: readonly string[] = Object.freeze([
	"1-3: 0.2.8",
	"0-0: 1.0.0 96.1.1 96.1.0 96.1.2 96.1.4 96.14.0 96.7.21 96.7.9 96.13.0 96.13.1 96.3.10 96.50.68 17.0.0 98.1.0 42.0.0",
	"1-0: 1.8.0 1.8.1 1.8.2 1.8.3 1.8.4 2.8.0 2.8.1 2.8.2 2.8.3 2.8.4 3.8.0 4.8.0 5.8.0 6.8.0 7.8.0 8.8.0 15.8.0",
	"1-0: 1.7.0 2.7.0 3.7.0 4.7.0 5.7.0 6.7.0 7.7.0 8.7.0 13.7.0 33.7.0 53.7.0 73.7.0 14.7.0",
	"1-0: 21.7.0 41.7.0 61.7.0 22.7.0 42.7.0 62.7.0 23.7.0 43.7.0 63.7.0 24.7.0 44.7.0 64.7.0",
	"1-0: 31.7.0 51.7.0 71.7.0 32.7.0 52.7.0 72.7.0 31.4.0 51.4.0 71.4.0 1.4.0 1.6.0 99.97.0",
	"1-0: 32.32.0 52.32.0 72.32.0 32.36.0 52.36.0 72.36.0",
	"0-1: 24.1.0 96.1.0 96.1.1 96.1.2 24.2.1 24.2.3 24.3.0 24.4.0",
	"0-2: 24.1.0 96.1.0 96.1.1 96.1.2 24.2.1 24.2.3 24.3.0 24.4.0",
]);

/** Fields with what follows them: digits, point, decimals, text. Where the text closes a parenthesis, the line ends. */
const VALUES: readonly string[] = Object.freeze([
	"9.3*kWh) 8.3*kWh) 11.3*kWh) 15.7*kWh) 9.3*kWh)( 9.3*kvarh) 9.3*kvarh)( 9.0*Wh) 5.3*kW) 6.2*kW) 7.3*kW) 4.1*kW)",
	"5.3*kW)( 5.3*kvar) 7.3*kVAr) 9.0*W) 8.2*W) 4.1*V) 3.0*A) 5.2*A) 4.1*A) 8.3*m3) 5.0) 4.0) 3.0) 2.0) 1.0) 4.3)",
	"12.0W) 12.0S) 12.0W)( 12.0S)( 10.0*s) 10.0*s)( 2.0)( 1.0)(0-0:96.7.19)(",
]);

/** What most templates are made of, 128 pieces: each goes as one byte, 0x80 plus its place here. */
export const PIECES: readonly string[] = Object.freeze([...CODES.flatMap(codePieces), ...VALUES.flatMap(valuePieces)]);

function codePieces(line: string): string[] {
	const [groups, ...codes] = line.split(" ");
	return codes.map((code) => `${groups}${code}(`);
}

function valuePieces(line: string): string[] {
	return line.split(" ").map((text) => {
		const point = text.indexOf(".");
		const format = fieldFormat(Number(text.slice(0, point)), Number(text[point + 1]));
		const lineEnd = text.endsWith(")") ? "\r\n" : "";
		return String.fromCharCode(FIELD_OPERATION, format) + text.slice(point + 2) + lineEnd;
	});
}

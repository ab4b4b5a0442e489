/** The characters that telegrams are made of, as their codes; bytes as text and back. */

export const NUL = 0;
export const LF = 0x0a;
export const CR = 0x0d;
export const EXCLAMATION_MARK = 0x21;
export const POINT = 0x2e;
export const SLASH = 0x2f;
export const ZERO = 0x30;
/** No character: Hungarian meters fill empty texts with it. */
export const FILLING = 0xff;

export function isDigit(code: number): boolean {
	return code >= ZERO && code <= ZERO + 9;
}

export function isPrintable(code: number): boolean {
	return code >= 0x20 && code <= 0x7e;
}

/** The value of a hexadecimal digit of either case, or -1. */
export function hexDigit(code: number): number {
	if (isDigit(code)) return code - ZERO;
	const lower = code | 0x20;
	return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1;
}

/** So many characters at a time become a string: the call's arguments lie on the board's small stack. */
const SLICE = 32;

/** Each byte is one character (ISO 8859-1), so that bytes from 0x80 up survive. */
export function textOf(bytes: Uint8Array, start = 0, end = bytes.length): string {
	let text = "";
	for (let i = start; i < end; i += SLICE) {
		const slice = bytes.subarray(i, Math.min(i + SLICE, end));
		// The types ask for an array, the language takes anything with indices; spreading would be slower, by an iterator.
		text += String.fromCharCode.apply(undefined, slice as unknown as number[]);
	}
	return text;
}

/**
 * A byte for each character, the reverse of `textOf`. `Uint8Array.from` would make an array first, of 16 bytes an
 * element.
 */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(text.length);
	for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
	return bytes;
}

/**
 * UTF-8 for engines without TextEncoder and TextDecoder. Encodes a lone surrogate as U+FFFD, and decodes malformed
 * bytes to one U+FFFD for each maximal part of a sequence (Unicode 15, 3.9, table 3-8), as the WHATWG decoder does.
 */

/** So many units make one String.fromCharCode. */
const PIECE = 64;

/** Moddable's engine encodes a string by itself, far faster than it runs a loop over it. */
function nativeBytes(text) {
	return ArrayBuffer.fromString === undefined ? undefined : new Uint8Array(ArrayBuffer.fromString(text));
}

function codePoint(character) {
	const value = character.codePointAt(0);
	return value >= 0xd800 && value <= 0xdfff ? 0xfffd : value;
}

function encodedLength(value) {
	return value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
}

/** How many bytes `text` takes. */
export function utf8Length(text) {
	const native = nativeBytes(text);
	if (native !== undefined) return native.length;
	let length = 0;
	for (const character of text) length += encodedLength(codePoint(character));
	return length;
}

/** Writes `text` into `bytes` from `offset`, where it must fit. Returns how many bytes it wrote. */
export function utf8Encode(text, bytes, offset) {
	const native = nativeBytes(text);
	if (native !== undefined) {
		bytes.set(native, offset);
		return native.length;
	}
	let at = offset;
	for (const character of text) {
		const value = codePoint(character);
		const length = encodedLength(value);
		if (length === 1) bytes[at] = value;
		else {
			bytes[at] = ((0xf00 >> length) & 0xff) | (value >> (6 * (length - 1)));
			for (let i = 1; i < length; i++) bytes[at + i] = 0x80 | ((value >> (6 * (length - 1 - i))) & 0x3f);
		}
		at += length;
	}
	return at - offset;
}

/** The bytes from `start` to `end` as text. */
export function utf8Decode(bytes, start, end) {
	let text = "";
	let units = [];
	let at = start;
	while (at < end) {
		const first = bytes[at++];
		let value = first;
		if (first >= 0x80) {
			const following = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
			value = first & (0x3f >> following);
			// Shortest form only, no surrogates, nothing above U+10FFFF: all decided by the second byte.
			let low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
			let high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
			let taken = 0;
			for (; taken < following && at < end && bytes[at] >= low && bytes[at] <= high; taken++) {
				value = (value << 6) | (bytes[at++] & 0x3f);
				low = 0x80;
				high = 0xbf;
			}
			if (following === 0 || taken < following) value = 0xfffd;
		}
		if (value < 0x10000) units.push(value);
		else units.push(0xd800 + ((value - 0x10000) >> 10), 0xdc00 + ((value - 0x10000) & 0x3ff));
		if (units.length >= PIECE) {
			text += String.fromCharCode(...units);
			units = [];
		}
	}
	return text + String.fromCharCode(...units);
}

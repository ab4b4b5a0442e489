/**
 * UTF-8 for engines without TextEncoder and TextDecoder. Encodes a lone surrogate as U+FFFD, and decodes malformed
 * bytes to one U+FFFD for each maximal part of a sequence (Unicode 15, 3.9, table 3-8), as the WHATWG decoder does.
 */

/** XS finds a string's n-th unit by walking from its start: in pieces this short the walk stays linear. */
const PIECE = 64;

/** Calls `take` with each code point of `text`, in order. */
function forEachCodePoint(text, take) {
	let high = 0; // a high surrogate at the end of a piece waits for its other half in the next
	for (let start = 0; start < text.length; start += PIECE) {
		const piece = text.slice(start, start + PIECE);
		for (let i = 0; i < piece.length; i++) {
			const unit = piece.charCodeAt(i);
			const low = unit >= 0xdc00 && unit <= 0xdfff;
			if (high !== 0) {
				take(low ? 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00) : 0xfffd);
				high = 0;
				if (low) continue;
			}
			if (unit >= 0xd800 && unit <= 0xdbff) high = unit;
			else take(low ? 0xfffd : unit);
		}
	}
	if (high !== 0) take(0xfffd);
}

function encodedLength(codePoint) {
	return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
}

/** How many bytes `text` takes. */
export function utf8Length(text) {
	let length = 0;
	forEachCodePoint(text, (codePoint) => {
		length += encodedLength(codePoint);
	});
	return length;
}

/** Writes `text` into `bytes` from `offset`; what does not fit is left out. Returns how many bytes it wrote. */
export function utf8Encode(text, bytes, offset) {
	let at = offset;
	forEachCodePoint(text, (codePoint) => {
		const length = encodedLength(codePoint);
		if (length === 1) bytes[at] = codePoint;
		else {
			bytes[at] = ((0xf00 >> length) & 0xff) | (codePoint >> (6 * (length - 1)));
			for (let i = 1; i < length; i++) bytes[at + i] = 0x80 | ((codePoint >> (6 * (length - 1 - i))) & 0x3f);
		}
		at += length;
	});
	return Math.min(at, bytes.length) - offset;
}

/** The bytes from `start` to `end` as text. */
export function utf8Decode(bytes, start, end) {
	let text = "";
	let units = [];
	let at = start;
	while (at < end) {
		const first = bytes[at++];
		let codePoint = first;
		if (first >= 0x80) {
			const following = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
			codePoint = first & (0x3f >> following);
			// Shortest form only, no surrogates, nothing above U+10FFFF: all decided by the second byte.
			let low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
			let high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
			let taken = 0;
			for (; taken < following && at < end && bytes[at] >= low && bytes[at] <= high; taken++) {
				codePoint = (codePoint << 6) | (bytes[at++] & 0x3f);
				low = 0x80;
				high = 0xbf;
			}
			if (following === 0 || taken < following) codePoint = 0xfffd;
		}
		if (codePoint < 0x10000) units.push(codePoint);
		else units.push(0xd800 + ((codePoint - 0x10000) >> 10), 0xdc00 + ((codePoint - 0x10000) & 0x3ff));
		if (units.length >= PIECE) {
			text += String.fromCharCode(...units);
			units = [];
		}
	}
	return text + String.fromCharCode(...units);
}

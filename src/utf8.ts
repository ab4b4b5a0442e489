/** UTF-8 (RFC 3629), which JavaScript itself does not have. */

/** The bytes of `text`; half a surrogate pair becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
	const bytes = new Uint8Array(3 * text.length);
	let length = 0;
	for (let i = 0; i < text.length; i++) {
		let code = text.codePointAt(i) ?? 0;
		if (code > 0xffff) i++;
		else if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
		if (code < 0x80) {
			bytes[length++] = code;
			continue;
		}
		const continuations = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
		bytes[length++] = LEADS[continuations] | (code >> (6 * continuations));
		for (let left = continuations - 1; left >= 0; left--) bytes[length++] = 0x80 | ((code >> (6 * left)) & 0x3f);
	}
	return bytes.slice(0, length);
}

/** Undefined where `bytes` are no UTF-8: overlong forms, halves of pairs and what is beyond U+10FFFF included. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
	let text = "";
	for (let i = 0; i < bytes.length; ) {
		const lead = bytes[i++];
		const continuations = lead < 0x80 ? 0 : lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1;
		if (continuations < 0 || i + continuations > bytes.length) return undefined;
		let code = continuations === 0 ? lead : lead & (0x3f >> continuations);
		for (let left = continuations; left > 0; left--) {
			const byte = bytes[i++];
			if ((byte & 0xc0) !== 0x80) return undefined;
			code = (code << 6) | (byte & 0x3f);
		}
		if (code < LEAST[continuations] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
		text += String.fromCodePoint(code);
	}
	return text;
}

/** By the number of bytes that follow: the first byte's mark, and the least code that needs so many. */
const LEADS: readonly number[] = Object.freeze([0, 0xc0, 0xe0, 0xf0]);
const LEAST: readonly number[] = Object.freeze([0, 0x80, 0x800, 0x10000]);

/**
 * A pair's key as a text for people, files and cables: `p1l1:`, 52 characters of Crockford's base 32 (256 bits and four
 * zeros), and 4 characters of check. A text with a slip is refused; letters that look alike may stand for each other.
 */
import { PAIR_KEY_BYTES } from "../link/pairing.js";
import { crc32 } from "../vendor/crc-32.js";

const PREFIX = "p1l1:";
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const KEY_CHARACTERS = 52;
const CHECK_CHARACTERS = 4;

export type ReadPairingText = { ok: true; key: Uint8Array } | { ok: false; reason: string };

export function pairingText(key: Uint8Array): string {
	let text = PREFIX;
	let bits = 0;
	let held = 0;
	for (const byte of key) {
		bits = (bits << 8) | byte;
		for (held += 8; held >= 5; held -= 5) text += ALPHABET[(bits >> (held - 5)) & 0x1f];
		bits &= 0x1f;
	}
	if (held > 0) text += ALPHABET[(bits << (5 - held)) & 0x1f];
	return text + checkOf(key);
}

/** The reason never repeats the text: it may be a key with a slip. */
export function readPairingText(text: string): ReadPairingText {
	if (text.slice(0, PREFIX.length).toLowerCase() !== PREFIX) return { ok: false, reason: `it begins with ${PREFIX}` };
	const characters = text.slice(PREFIX.length);
	const wanted = KEY_CHARACTERS + CHECK_CHARACTERS;
	if (characters.length !== wanted) {
		return { ok: false, reason: `behind ${PREFIX} there are ${wanted} characters, not ${characters.length}` };
	}
	const key = new Uint8Array(PAIR_KEY_BYTES);
	let bits = 0;
	let held = 0;
	let length = 0;
	let check = "";
	for (let i = 0; i < wanted; i++) {
		const value = digitOf(characters[i]);
		if (value < 0)
			return { ok: false, reason: `character ${i + 1} behind ${PREFIX} is no letter or digit of a pairing text` };
		if (i >= KEY_CHARACTERS) {
			check += ALPHABET[value];
			continue;
		}
		bits = (bits << 5) | value;
		held += 5;
		if (held >= 8 && length < PAIR_KEY_BYTES) {
			held -= 8;
			key[length++] = bits >> held;
			bits &= (1 << held) - 1;
		}
	}
	if (bits !== 0 || check !== checkOf(key))
		return { ok: false, reason: "its check is wrong: a character is not as it was" };
	if (key.every((byte) => byte === 0)) return { ok: false, reason: "a key of nothing but zeros is no key" };
	return { ok: true, key };
}

/** -1 for what is in no pairing text. O is read as 0, I and L as 1, as Crockford has it. */
function digitOf(character: string): number {
	const upper = character.toUpperCase();
	return ALPHABET.indexOf(upper === "O" ? "0" : upper === "I" || upper === "L" ? "1" : upper);
}

/** 20 bits of the key's CRC-32: against slips, not against anybody. */
function checkOf(key: Uint8Array): string {
	const crc = crc32(key) >>> 12;
	let text = "";
	for (let shift = 5 * (CHECK_CHARACTERS - 1); shift >= 0; shift -= 5) text += ALPHABET[(crc >> shift) & 0x1f];
	return text;
}

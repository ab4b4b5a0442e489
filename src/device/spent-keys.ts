/**
 * Keys that a board was ever given, by their fingerprints: it takes each one once. With a key its counters are given up: one
 * that came back would seal new frames with old nonces, and whoever has recorded both could read them. Kept beside the key,
 * over any pairing.
 */
import type { KeyValue } from "../io.js";

const NAME = "spent";
/** The oldest are forgotten: nobody keeps the texts of so many pairings. */
const MOST_SPENT = 16;
const FINGERPRINT_DIGITS = 8;

/**
 * Notes a key; false for one that was noted before. To be called before the key is stored: power may fail between the two,
 * and once it is given up, flash may not tell any more which one it was.
 */
export function spend(link: KeyValue, fingerprint: string): boolean {
	const spent = readSpent(link);
	if (spent.includes(fingerprint)) return false;
	const digits = [...spent, fingerprint].slice(-MOST_SPENT).join("");
	link.write(NAME, Uint8Array.from(digits, (digit) => digit.charCodeAt(0)).buffer);
	return true;
}

function readSpent(link: KeyValue): string[] {
	const spent: string[] = [];
	const stored = new Uint8Array(link.read(NAME) ?? new ArrayBuffer(0));
	for (let at = 0; at + FINGERPRINT_DIGITS <= stored.length; at += FINGERPRINT_DIGITS) {
		spent.push(String.fromCharCode(...stored.subarray(at, at + FINGERPRINT_DIGITS)));
	}
	return spent;
}

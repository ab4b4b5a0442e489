/** Damage of the kinds that lines, memories and malice do to telegrams. */
import type { FuzzRandom } from "./random.js";

/** Pieces that telegrams are made of: in the wrong place they lead a parser far. */
const PIECES: readonly Uint8Array[] = Object.freeze(
	[
		"/",
		"!",
		"(",
		")",
		"()",
		")(",
		"((",
		"*",
		"\r\n",
		"\n",
		"\r",
		"\0",
		"\xff",
		"\xdb\x08",
		"0-1:24.1.0(003)",
		"0-1:24.2.1(632525252525W)(00000.000)",
		"1-0:1.8.1(",
		"7-0:23.1.0(1*m3)(19-01-01 00:00:00)",
		"999999999999999999",
		"07E8061C050A2B2B00FF8880",
		"0-0:98.1.0(2)(1-0:1.6.0)(1-0:1.6.0)",
		"-",
		".",
		"kWh",
	].map((text) => Uint8Array.from(text, (character) => character.charCodeAt(0))),
);

function spliced(bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array {
	const result = new Uint8Array(bytes.length - removed + added.length);
	result.set(bytes.subarray(0, at));
	result.set(added, at);
	result.set(bytes.subarray(at + removed), at + added.length);
	return result;
}

type Mutation = (bytes: Uint8Array, random: FuzzRandom, others: readonly Uint8Array[]) => Uint8Array;

const NOTHING = new Uint8Array(0);

const MUTATIONS: readonly Mutation[] = Object.freeze<Mutation[]>([
	// A bit flips.
	(bytes, random) => {
		const changed = bytes.slice();
		if (changed.length > 0) changed[random.below(changed.length)] ^= 1 << random.below(8);
		return changed;
	},
	// A byte is another one.
	(bytes, random) => {
		const changed = bytes.slice();
		if (changed.length > 0) changed[random.below(changed.length)] = random.below(256);
		return changed;
	},
	// Bytes are lost: a buffer overran.
	(bytes, random) => {
		const at = random.below(bytes.length + 1);
		return spliced(bytes, at, Math.min(random.below(40), bytes.length - at), NOTHING);
	},
	// Bytes come twice.
	(bytes, random) => {
		const at = random.below(bytes.length + 1);
		return spliced(bytes, at, 0, bytes.subarray(at, at + random.below(60)));
	},
	// A piece where it does not belong.
	(bytes, random) => spliced(bytes, random.below(bytes.length + 1), 0, random.pick(PIECES)),
	// Noise.
	(bytes, random) => spliced(bytes, random.below(bytes.length + 1), 0, random.bytes(random.below(20))),
	// The rest is another telegram's.
	(bytes, random, others) => {
		const other = random.pick(others);
		const at = random.below(bytes.length + 1);
		return spliced(bytes, at, bytes.length - at, other.subarray(random.below(other.length)));
	},
	// The end is missing.
	(bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
	// A digit is another one: what a CRC is there for.
	(bytes, random) => {
		const changed = bytes.slice();
		for (let tries = 0; tries < 20 && changed.length > 0; tries++) {
			const at = random.below(changed.length);
			if (changed[at] < 0x30 || changed[at] > 0x39) continue;
			changed[at] = 0x30 + random.below(10);
			break;
		}
		return changed;
	},
]);

/** One to four of these, one after the other. */
export function mutate(bytes: Uint8Array, random: FuzzRandom, others: readonly Uint8Array[]): Uint8Array {
	let changed = bytes;
	for (let left = 1 + random.below(4); left > 0; left--) changed = random.pick(MUTATIONS)(changed, random, others);
	return changed;
}

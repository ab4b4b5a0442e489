/** The frozen probabilities of all decisions: one character of text for each, trained by `tools/codec/train.ts`. */
import { TRAINED } from "./trained.js";

/** So many levels there are for a zero that is unlikely, and as many, in reverse order, for a one. */
export const LEVEL_COUNT = 45;
const UNLIKELY: readonly number[] = Object.freeze([
	...[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15, 17, 20, 23, 26, 31, 36, 42, 48, 56, 65, 76, 88],
	...[102, 119, 138, 160, 186, 216, 251, 292, 339, 394, 458, 532, 618, 717, 833, 968, 1125, 1307, 1518, 1763, 2048],
]);

/** By level, the probability of the less likely side in 4096ths. */
export const LEVELS = Uint16Array.of(...UNLIKELY, ...[...UNLIKELY].reverse());

/** Levels are printed from `#` on; the backslash, which would need another one, is left out. */
const FIRST_CHARACTER = 0x23;
const BACKSLASH = 0x5c;

/** The text of a table as levels. */
function levelsOf(text: string): Uint8Array {
	const levels = new Uint8Array(text.length);
	for (let slot = 0; slot < text.length; slot++) {
		const character = text.charCodeAt(slot);
		levels[slot] = character - FIRST_CHARACTER - (character > BACKSLASH ? 1 : 0);
	}
	return levels;
}

/** Levels as the text of a table. */
export function textOf(levels: Uint8Array): string {
	let text = "";
	for (const level of levels) {
		const character = level + FIRST_CHARACTER;
		text += String.fromCharCode(character < BACKSLASH ? character : character + 1);
	}
	return text;
}

/** By slot, the level of its decision: 0 to 44 for a zero that is unlikely, 89 down to 45 for a one that is. */
export const PROBABILITIES: Uint8Array = levelsOf(TRAINED);

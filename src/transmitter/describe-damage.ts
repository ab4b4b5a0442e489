import type { ReaderFault } from "../p1/reader.js";

/** What a person can do about it, where there is more to say than that a telegram came damaged. */
const ADVICE: Readonly<Partial<Record<ReaderFault, string>>> = Object.freeze({
	"bad-tag": "an encrypted telegram does not open with p1Key: is it this meter's?",
	"no-end": "a telegram of the meter has no ! at its end: it is taken when ten in a row have ended so",
	"replayed-counter": "an encrypted telegram is not newer than the one before",
});

/** A line about the `count`th telegram lost in this way. */
export function describeDamage(fault: ReaderFault, count: number): string | undefined {
	// Told once: it stays so until somebody sets the key, and then the board starts anew.
	if (fault === "no-key")
		return count === 1
			? "the meter encrypts its telegrams: set p1Key to the key that the grid operator gives out, 32 hexadecimal digits"
			: undefined;
	const advice = ADVICE[fault];
	if (advice !== undefined) return `${advice} (${fault}), ${count} so far`;
	return `a telegram of the meter came damaged (${fault}), ${count} so far`;
}

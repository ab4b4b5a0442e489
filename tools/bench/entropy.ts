/**
 * How few bytes telegrams could take: the length of an arithmetic code that is kept for each field, learns as it goes, and
 * knows all telegrams before. No link that loses frames has that; it says what there is to say. Text that stays costs nothing.
 */
import { type Sizes, sizesOf } from "../codec/measure.js";
import { textOf } from "../sim/text.js";

/** Numbers as they stand in a telegram; S or W makes twelve digits a time. */
const NUMBER = /(\d+(?:\.\d+)?)([SW]?)/g;
const TIME_DIGITS = 12;
/** Longer ones are names: they are the same or not. */
const MOST_DIGITS = 15;

/** Changes up to here are told one from another, larger ones by how many bits they have. */
const SMALL = 64;
/** Weight of what has not been seen, in all; and of how many sorts of changes there are. */
const UNSEEN = 0.5;
const SORTS = 2 * SMALL + 2 * 53;
/** So many seen are worth as much as all before: what a household does changes. */
const MEMORY = 1024;

/** Bodies by the telegram that came so many before. */
export function entropyEstimate(telegrams: readonly Uint8Array[], back: number): Sizes {
	const fields = telegrams.map((telegram) => numbersOf(textOf(telegram)));
	const models: FieldModel[] = [];
	const bytes: number[] = [];
	for (let index = back; index < fields.length; index++) {
		const [now, before] = [fields[index], fields[index - back]];
		// Another text: none of the generated days has one, and where one came it would be no estimate.
		if (now.length !== before.length) throw new Error(`telegram ${index} has other fields than ${index - back}`);
		let bits = 0;
		for (let field = 0; field < now.length; field++) {
			models[field] ??= new FieldModel();
			bits += models[field].bits(now[field] - before[field]);
		}
		bytes.push(bits / 8);
	}
	const { count, mean, p95, max } = sizesOf(bytes);
	return { count, mean, p95: rounded(p95), max: rounded(max) };
}

/** Without the CRC behind the "!", which follows from the rest. */
function numbersOf(text: string): number[] {
	const numbers: number[] = [];
	for (const [, digits, season] of text.slice(0, text.lastIndexOf("!")).matchAll(NUMBER)) {
		if (season !== "" && digits.length === TIME_DIGITS) numbers.push(secondsOf(digits));
		else if (digits.length <= MOST_DIGITS) numbers.push(Number(digits.replace(".", "")));
	}
	return numbers;
}

/** YYMMDDhhmmss, on a calendar without summer time. */
function secondsOf(digits: string): number {
	const [year, month, day, hour, minute, second] = [0, 2, 4, 6, 8, 10].map((at) => Number(digits.slice(at, at + 2)));
	return Date.UTC(2000 + year, month - 1, day, hour, minute, second) / 1000;
}

/** How often a field has changed by how much. */
class FieldModel {
	readonly #seen = new Map<number, number>();
	#total = 0;

	/** That this change takes; then it has been seen. */
	bits(change: number): number {
		const size = Math.abs(change);
		const width = size < SMALL ? 0 : Math.floor(Math.log2(size));
		const sort = width === 0 ? change : Math.sign(change) * (SMALL + width);
		const seen = this.#seen.get(sort) ?? 0;
		const chance = (seen + UNSEEN / SORTS) / (this.#total + UNSEEN);
		this.#seen.set(sort, seen + 1);
		if (++this.#total >= MEMORY) this.#halve();
		return width - Math.log2(chance);
	}

	#halve(): void {
		this.#total = 0;
		for (const [sort, count] of this.#seen) {
			this.#seen.set(sort, count / 2);
			this.#total += count / 2;
		}
	}
}

function rounded(bytes: number | null): number | null {
	return bytes === null ? null : Math.round(bytes * 10) / 10;
}

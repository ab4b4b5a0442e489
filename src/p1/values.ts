/**
 * A reading's values by name, in the order in which they were read. They are kept in columns: as an object in a map each would
 * take ten slots of the board's memory, and the largest meters have a hundred. What `get` and `at` return is made anew.
 */
import type { MeterTime, Value } from "./reading.js";

/** The kind in the upper bits of a row's form; 0 is a quantity, whose form has its digits and its scale below. */
const TIME = 1;
const TEXT = 2;
const KIND_SHIFT = 13;
const DIGITS_SHIFT = 5;
const SCALE_MASK = 0x1f;
/** As a count of digits: none is told. One less stands for so many and more, which no register has. */
const NO_DIGITS = 255;

const SEASONS = Object.freeze([undefined, "S", "W"] as const);

const FIRST_ROOM = 32;

export class Values implements Iterable<[name: string, value: Value]> {
	readonly names: string[] = [];
	/** A quantity's unit, a time as the meter writes it, a text. */
	readonly #texts: string[] = [];
	#forms = new Uint16Array(FIRST_ROOM);
	/** A quantity's integer. */
	#integers = new Float64Array(FIRST_ROOM);

	constructor(entries: Iterable<readonly [name: string, value: Value]> = []) {
		for (const [name, value] of entries) this.add(name, value);
	}

	get size(): number {
		return this.names.length;
	}

	has(name: string): boolean {
		return this.names.includes(name);
	}

	get(name: string): Value | undefined {
		const index = this.names.indexOf(name);
		return index < 0 ? undefined : this.at(index);
	}

	/** The value of `names[index]`. */
	at(index: number): Value {
		const form = this.#forms[index];
		const text = this.#texts[index];
		const kind = form >> KIND_SHIFT;
		if (kind === TEXT) return { kind: "text", text };
		if (kind === TIME) return { kind: "time", local: text, season: SEASONS[form & SCALE_MASK] };
		const scale = form & SCALE_MASK;
		const digits = (form >> DIGITS_SHIFT) & NO_DIGITS;
		const value = this.#integers[index];
		return digits === NO_DIGITS
			? { kind: "quantity", value, scale, unit: text }
			: { kind: "quantity", value, scale, unit: text, digits };
	}

	/** The value of `names[index]` where it is a time. */
	timeAt(index: number): MeterTime | undefined {
		const form = this.#forms[index];
		if (form >> KIND_SHIFT !== TIME) return undefined;
		return { kind: "time", local: this.#texts[index], season: SEASONS[form & SCALE_MASK] };
	}

	/** Adds a value of a name that is not there yet. */
	add(name: string, value: Value): void {
		const index = this.names.length;
		if (index === this.#forms.length) this.#grow();
		this.names[index] = name;
		if (value.kind === "quantity") {
			let { digits = NO_DIGITS } = value;
			if (digits > NO_DIGITS) digits = NO_DIGITS - 1;
			this.#texts[index] = value.unit;
			this.#forms[index] = (digits << DIGITS_SHIFT) | value.scale;
			this.#integers[index] = value.value;
		} else if (value.kind === "time") {
			this.#texts[index] = value.local;
			this.#forms[index] = (TIME << KIND_SHIFT) | SEASONS.indexOf(value.season);
		} else {
			this.#texts[index] = value.text;
			this.#forms[index] = TEXT << KIND_SHIFT;
		}
	}

	*[Symbol.iterator](): IterableIterator<[name: string, value: Value]> {
		for (let index = 0; index < this.names.length; index++) yield [this.names[index], this.at(index)];
	}

	#grow(): void {
		const forms = new Uint16Array(2 * this.#forms.length);
		const integers = new Float64Array(forms.length);
		forms.set(this.#forms);
		integers.set(this.#integers);
		this.#forms = forms;
		this.#integers = integers;
	}
}

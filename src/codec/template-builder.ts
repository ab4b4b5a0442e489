/**
 * Builds a template from its beginning. An encoder builds its own once more, so that both directions know where they
 * are by what is built.
 */
import { MAX_TELEGRAM_BYTES } from "../p1/framer.js";
import { FIELD_MARK } from "./dictionary.js";
import { type FieldFormat, widthOf } from "./field-format.js";
import { LineCode } from "./line-code.js";
import { MAX_FIELDS, type Template } from "./template.js";

export class TemplateBuilder {
	/** How many literals, and below how many fields, there are so far. */
	length = 0;
	fields = 0;
	crcAt = -1;
	readonly #literals: Uint8Array;
	readonly #fieldAt = new Uint16Array(MAX_FIELDS);
	readonly #formats = new Uint8Array(MAX_FIELDS);
	/** Characters that the telegram would have. */
	#width = 0;
	#failed = false;
	readonly #reading = new LineCode();

	constructor(most = MAX_TELEGRAM_BYTES) {
		this.#literals = new Uint8Array(most);
	}

	/** It has become longer than any telegram. */
	get failed(): boolean {
		return this.#failed;
	}

	/** The byte that stands `back` before the end, 1 being the last one. */
	at(back: number): number {
		return back > this.length ? 0 : this.#literals[this.length - back];
	}

	byte(byte: number): void {
		if (this.length === this.#literals.length || this.#width >= MAX_TELEGRAM_BYTES) this.#failed = true;
		else this.#literals[this.length++] = byte;
		this.#width++;
	}

	field(format: FieldFormat): void {
		if (this.fields === MAX_FIELDS) this.#failed = true;
		else {
			this.#fieldAt[this.fields] = this.length;
			this.#formats[this.fields++] = format;
			this.#width += widthOf(format, 0);
		}
	}

	fail(): void {
		this.#failed = true;
	}

	text(text: string): void {
		for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
	}

	/** A group of the dictionary. */
	group(text: string): void {
		const hasField = text.charCodeAt(0) === FIELD_MARK;
		if (hasField) this.field(text.charCodeAt(1));
		for (let i = hasField ? 2 : 0; i < text.length; i++) this.byte(text.charCodeAt(i));
	}

	/** Reads the code of the line that begins at `start`; leaves it as it was where there is none. */
	readCode(code: LineCode, start: number): void {
		if (this.#reading.read(this.#literals, start)) code.groups.set(this.#reading.groups);
	}

	lastIndexOf(byte: number): number {
		let at = this.length - 1;
		while (at >= 0 && this.#literals[at] !== byte) at--;
		return at;
	}

	finish(): Template {
		return {
			literals: this.#literals.slice(0, this.length),
			fieldAt: this.#fieldAt.slice(0, this.fields),
			formats: this.#formats.slice(0, this.fields),
			crcAt: this.crcAt,
		};
	}
}

/** A telegram's bytes to its objects: one string for each, on however many lines it stands. */
import { CR, EXCLAMATION_MARK, LF, NUL, textOf } from "./ascii.js";

/** `1-0:...`: a code's medium and channel have one digit each. */
function beginsObject(line: string): boolean {
	return line[1] === "-" && line[3] === ":";
}

/**
 * A value may go on in the next line: the gas reading of DSMR 2 and 3 is a line of its own, `(07890.693)`, and a long
 * text may be wrapped.
 */
function continues(object: string, line: string): boolean {
	if (!beginsObject(object) || beginsObject(line)) return false;
	return line.startsWith("(") || object.lastIndexOf("(") > object.lastIndexOf(")");
}

/** Reads a telegram line by line up to its `!`; empty lines are passed over. */
export class TelegramLines {
	readonly #bytes: Uint8Array;
	#at = 0;
	/** The line after those that have been returned; empty at the end. */
	#ahead: string;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#ahead = this.#line();
	}

	/** The identification, without its slash; empty where the telegram begins with something else. */
	header(): string {
		if (!this.#ahead.startsWith("/")) return "";
		const header = this.#ahead.slice(1);
		this.#ahead = this.#line();
		return header;
	}

	/** The next object with its continuation lines, or undefined after the last. */
	object(): string | undefined {
		let object = this.#ahead;
		if (object === "") return undefined;
		this.#ahead = this.#line();
		while (this.#ahead !== "" && continues(object, this.#ahead)) {
			object += this.#ahead;
			this.#ahead = this.#line();
		}
		return object;
	}

	/** The next line that is not empty; empty at the `!` and at the end. */
	#line(): string {
		const bytes = this.#bytes;
		// NUL: some meters send one after the line end.
		while (bytes[this.#at] === CR || bytes[this.#at] === LF || bytes[this.#at] === NUL) this.#at++;
		if (bytes[this.#at] === EXCLAMATION_MARK) return "";
		const start = this.#at;
		const lineEnd = bytes.indexOf(LF, start);
		this.#at = lineEnd < 0 ? bytes.length : lineEnd;
		return textOf(bytes, start, bytes[this.#at - 1] === CR ? this.#at - 1 : this.#at);
	}
}

/** The groups of `(value)(value)...`, or undefined where the text is anything else or has more than `most` groups. */
export function splitGroups(text: string, most: number): string[] | undefined {
	const groups: string[] = [];
	let at = 0;
	while (at < text.length) {
		const end = text.indexOf(")", at);
		if (text[at] !== "(" || end < 0 || groups.length === most) return undefined;
		const group = text.slice(at + 1, end);
		if (group.includes("(")) return undefined;
		groups.push(group);
		at = end + 1;
	}
	return groups;
}

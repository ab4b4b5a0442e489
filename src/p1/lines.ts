/** A telegram's bytes to its objects: one string for each, whatever line ends it is made of. */

/** So many characters at a time become a string: a call's arguments live on the device's small stack. */
const SLICE = 32;

/** Each byte is one character (ISO 8859-1), so that bytes from 0x80 up survive. */
function latin1(bytes: Uint8Array, start: number, end: number): string {
	let text = "";
	for (let i = start; i < end; i += SLICE) text += String.fromCharCode(...bytes.subarray(i, Math.min(i + SLICE, end)));
	return text;
}

/** CR, LF, and the NUL that some meters send after them. */
function endsLine(byte: number): boolean {
	return byte === 0x0d || byte === 0x0a || byte === 0;
}

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

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	/** The identification, without its slash; empty where the bytes begin with something else. */
	header(): string {
		if (this.#bytes[0] !== 0x2f) return "";
		return this.#line().slice(1);
	}

	/** The next object with its continuation lines, or undefined after the last. */
	object(): string | undefined {
		let object = this.#line();
		for (;;) {
			const before = this.#at;
			const line = this.#line();
			if (line === "" || !continues(object, line)) {
				this.#at = before;
				return object === "" ? undefined : object;
			}
			object += line;
		}
	}

	/** The next line that is not empty; empty at the `!` and at the end. */
	#line(): string {
		const bytes = this.#bytes;
		while (this.#at < bytes.length && endsLine(bytes[this.#at])) this.#at++;
		if (bytes[this.#at] === 0x21) return "";
		const start = this.#at;
		while (this.#at < bytes.length && !endsLine(bytes[this.#at])) this.#at++;
		return latin1(bytes, start, this.#at);
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

/**
 * A request's head, byte by byte (RFC 9112, 2 to 5). It is strict where leniency has been used to smuggle requests:
 * lines end with CR LF, no line continues another, no header that counts comes twice.
 */
import { CR, LF, textOf } from "../p1/ascii.js";
import type { Status } from "./status.js";

/** Of the request line, and of each header that matters. */
export const LONGEST_LINE = 512;

/** Of all lines together. Browsers send cookies of other servers of the same name, which are skipped. */
export const LONGEST_HEAD = 8192;

const SPACE = 0x20;
const TAB = 0x09;
const DELETE = 0x7f;

/** The headers that matter. Values of others are not kept. */
const KEPT = Object.freeze(["host", "origin", "authorization", "content-length", "transfer-encoding"] as const);

type Kept = (typeof KEPT)[number];

/** A token (RFC 9110, 5.6.2). */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export interface Head {
	method: string;
	/** As it came: `/api?x=1`. */
	target: string;
	/** `1.1` */
	version: string;
	headers: Partial<Record<Kept, string>>;
}

export type HeadResult =
	| { kind: "more" }
	| { kind: "refused"; status: Status }
	/** `end` is where in the bytes the body begins. */
	| { kind: "done"; head: Head; end: number };

const MORE: HeadResult = Object.freeze({ kind: "more" });

export class HeadReader {
	readonly #line: Uint8Array;
	#lineLength = 0;
	#length = 0;
	#afterCR = false;
	#head: Head | undefined;

	/** `buffer` is lent until the head is read. */
	constructor(buffer: Uint8Array) {
		this.#line = buffer.subarray(0, LONGEST_LINE);
	}

	/** Nothing has come yet. */
	get isEmpty(): boolean {
		return this.#length === 0;
	}

	push(bytes: Uint8Array): HeadResult {
		for (let at = 0; at < bytes.length; at++) {
			const byte = bytes[at];
			if (++this.#length > LONGEST_HEAD) return refused(431);
			if ((byte === LF) !== this.#afterCR) return refused(400);
			if (byte === CR) this.#afterCR = true;
			else if (byte === LF) {
				this.#afterCR = false;
				const result = this.#endLine(at + 1);
				if (result !== undefined) return result;
				this.#lineLength = 0;
			} else {
				if ((byte < SPACE && byte !== TAB) || byte === DELETE) return refused(400);
				if (this.#lineLength < this.#line.length) this.#line[this.#lineLength] = byte;
				this.#lineLength++;
				if (this.#head === undefined && this.#lineLength > LONGEST_LINE) return refused(414);
			}
		}
		return MORE;
	}

	#endLine(end: number): HeadResult | undefined {
		if (this.#head === undefined) return this.#startLine();
		if (this.#lineLength === 0) return { kind: "done", head: this.#head, end };
		return this.#header(this.#head);
	}

	#startLine(): HeadResult | undefined {
		const parts = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!-~]+) HTTP\/(\d\.\d)$/.exec(
			textOf(this.#line, 0, this.#lineLength),
		);
		if (parts === null) return refused(400);
		const [, method, target, version] = parts;
		if (version !== "1.1" && version !== "1.0") return refused(505);
		this.#head = { method, target, version, headers: {} };
		return undefined;
	}

	#header({ headers }: Head): HeadResult | undefined {
		const kept = Math.min(this.#lineLength, this.#line.length);
		const colon = this.#line.subarray(0, kept).indexOf(0x3a);
		if (colon < 0) return refused(this.#lineLength > kept ? 431 : 400);
		const name = textOf(this.#line, 0, colon);
		if (!NAME.test(name)) return refused(400);
		const known = KEPT.find((header) => header === name.toLowerCase());
		if (known === undefined) return undefined;
		if (this.#lineLength > kept) return refused(431);
		if (headers[known] !== undefined) return refused(400);
		headers[known] = textOf(this.#line, colon + 1, kept).trim();
		return undefined;
	}
}

function refused(status: Status): HeadResult {
	return { kind: "refused", status };
}

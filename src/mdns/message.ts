/** DNS messages as multicast DNS has them (RFC 1035, 4.1; RFC 6762, 18): questions from bytes, answers to bytes. */

export const Type = Object.freeze({ a: 1, ptr: 12, txt: 16, srv: 33, nsec: 47, any: 255 } as const);

/** In a question: "answer by unicast". In a record: "forget what you knew before" (RFC 6762, 5.4 and 10.2). */
const TOP_BIT = 0x8000;
const CLASS_IN = 1;
const CLASS_ANY = 255;

const HEADER_BYTES = 12;
const RESPONSE = 0x8000;
const OPCODE_MASK = 0x7800;
const AUTHORITATIVE = 0x8400;

/**
 * Home Assistant asks for everything that it could know: 52 questions in its first packet in 2024, and its zeroconf puts no
 * more than 72 into one. Beyond these none is read.
 */
const MOST_QUESTIONS = 80;
/** Of those for us: each takes memory until it is answered. */
const MOST_OF_OURS = 16;
/** A name that points on and on has no end. */
const MOST_JUMPS = 8;

const POINT = 0x2e;

export interface Question {
	/** In small letters: `p1-lora-103789fa.local`. */
	name: string;
	type: number;
	/** The answer is wanted by unicast. */
	unicast: boolean;
}

export interface Query {
	id: number;
	questions: Question[];
}

/**
 * The questions for `names`, which are in small letters: what else is asked takes no memory. Undefined for what is no query,
 * or none that can be read to its end.
 */
export function readQuery(bytes: Uint8Array, names: readonly string[]): Query | undefined {
	if (bytes.length < HEADER_BYTES) return undefined;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	if ((view.getUint16(2) & (RESPONSE | OPCODE_MASK)) !== 0) return undefined;
	const count = Math.min(view.getUint16(4), MOST_QUESTIONS);
	const questions: Question[] = [];
	let at = HEADER_BYTES;
	for (let i = 0; i < count && questions.length < MOST_OF_OURS; i++) {
		const start = at;
		const end = nameEnd(bytes, start);
		if (end === undefined || end + 4 > bytes.length) return undefined;
		at = end + 4;
		const name = names.find((known) => isName(bytes, start, known));
		if (name === undefined) continue;
		const [type, group] = [view.getUint16(end), view.getUint16(end + 2)];
		const bare = group & ~TOP_BIT;
		if (bare === CLASS_IN || bare === CLASS_ANY) questions.push({ name, type, unicast: (group & TOP_BIT) !== 0 });
	}
	return { id: view.getUint16(0), questions };
}

/** Where what follows the name at `at` begins; undefined where the name has no end. */
function nameEnd(bytes: Uint8Array, at: number): number | undefined {
	for (let next = at; next < bytes.length; ) {
		const length = bytes[next++];
		if (length === 0) return next;
		if (length >= 0xc0) return next + 1;
		if (length > 63) return undefined;
		next += length;
	}
	return undefined;
}

/** Whether the name at `at`, however it is written, is this one, in small letters. */
function isName(bytes: Uint8Array, start: number, name: string): boolean {
	let read = 0;
	let jumps = 0;
	for (let at = start; at < bytes.length; ) {
		const length = bytes[at++];
		if (length === 0) return read === name.length;
		if (length >= 0xc0) {
			if (++jumps > MOST_JUMPS) return false;
			at = ((length & 0x3f) << 8) | bytes[at];
			continue;
		}
		if (read > 0) read++;
		// Most labels have another length already.
		const behind = read + length;
		if (behind !== name.length && name.charCodeAt(behind) !== POINT) return false;
		for (; read < behind; read++) {
			const byte = bytes[at++];
			const wanted = name.charCodeAt(read);
			if (byte !== wanted && small(byte) !== wanted) return false;
		}
	}
	return false;
}

function small(byte: number): number {
	return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

export type ResourceRecord = {
	/** ASCII, with points between the labels. */
	name: string;
	/** In seconds. */
	ttl: number;
	/** It has one owner: what was known before is to be forgotten. */
	unique: boolean;
} & (
	| { type: typeof Type.a; address: string }
	| { type: typeof Type.ptr; target: string }
	/** Each of 255 ASCII characters at most, with its key. */
	| { type: typeof Type.txt; pairs: Readonly<Record<string, string>> }
	| { type: typeof Type.srv; port: number; target: string }
	/** There is an address of IPv4, and nothing else (RFC 6762, 6.1). */
	| { type: typeof Type.nsec }
);

/** A response. `legacy`: to somebody who knows nothing of multicast, and wants id and question back (RFC 6762, 6.7). */
export function writeResponse(
	records: readonly ResourceRecord[],
	legacy?: { id: number; question: Question },
): Uint8Array {
	const bytes = new ByteWriter();
	for (const word of [legacy?.id ?? 0, AUTHORITATIVE, legacy ? 1 : 0, records.length, 0, 0]) bytes.word(word);
	if (legacy !== undefined) {
		bytes.name(legacy.question.name);
		bytes.word(legacy.question.type);
		bytes.word(CLASS_IN);
	}
	for (const record of records) {
		const { name, type, ttl, unique } = record;
		bytes.name(name);
		bytes.word(type);
		bytes.word(unique && legacy === undefined ? CLASS_IN | TOP_BIT : CLASS_IN);
		bytes.word(ttl >>> 16);
		bytes.word(ttl & 0xffff);
		const start = bytes.open();
		writeData(bytes, record);
		bytes.close(start);
	}
	return bytes.bytes;
}

function writeData(bytes: ByteWriter, record: ResourceRecord): void {
	switch (record.type) {
		case Type.a:
			for (const part of record.address.split(".")) bytes.byte(Number(part));
			return;
		case Type.ptr:
			bytes.name(record.target);
			return;
		case Type.txt: {
			// `key=value` for each (RFC 6763, 6); one empty string for none.
			const texts = Object.entries(record.pairs).map(([key, value]) => `${key}=${value}`);
			for (const text of texts.length > 0 ? texts : [""]) bytes.text(text);
			return;
		}
		case Type.srv:
			// Priority and weight (RFC 2782) are 0, as there is only one.
			for (const word of [0, 0, record.port]) bytes.word(word);
			bytes.name(record.target);
			return;
		case Type.nsec:
			bytes.name(record.name);
			// The first window: one byte, of the types 0 to 7.
			for (const byte of [0, 1, 0x80 >> Type.a]) bytes.byte(byte);
			return;
	}
}

/** Fits into one packet of Ethernet. */
const MOST_BYTES = 1400;

class ByteWriter {
	readonly #buffer = new Uint8Array(MOST_BYTES);
	#length = 0;

	get bytes(): Uint8Array {
		return this.#buffer.slice(0, this.#length);
	}

	word(value: number): void {
		this.byte(value >>> 8);
		this.byte(value);
	}

	/** Begins data that stands behind its length; `close` is to be told what this returns. */
	open(): number {
		this.word(0);
		return this.#length;
	}

	close(start: number): void {
		const length = this.#length - start;
		this.#buffer[start - 2] = length >>> 8;
		this.#buffer[start - 1] = length;
	}

	text(text: string): void {
		this.byte(text.length);
		for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
	}

	name(name: string): void {
		for (const label of name.split(".")) this.text(label);
		this.byte(0);
	}

	byte(value: number): void {
		if (this.#length === this.#buffer.length)
			throw new RangeError(`a DNS message of ours has ${MOST_BYTES} bytes at most`);
		this.#buffer[this.#length++] = value;
	}
}

import { crc32 } from "../vendor/crc-32.js";
import { baselineId, head, Kind, LONG_COUNT } from "./body-format.js";
import { ByteReader } from "./byte-stream.js";
import { type FieldValues, readAllValues, readChanges } from "./field-values.js";
import { render, type Template } from "./template.js";
import { checkOf, readTemplate } from "./template-format.js";

/** A telegram rebuilt, with its CRC-32 (unsigned) to return to the transmitter; or what is lacking for it. */
export type Decoded =
	| { ok: true; telegram: Uint8Array; crc32: number }
	| { ok: false; reason: "no template" | "no baseline" | "malformed" };

/** The values of a telegram rebuilt before, that a delta may refer to. */
interface Kept {
	id: number;
	crc32: number;
	/** Undefined when two telegrams have this id: it names neither, and the transmitter is asked for all values. */
	values: FieldValues | undefined;
}

/**
 * How many telegrams are kept, the one used last first. A transmitter refers to the telegram acknowledged last: that
 * is the one it referred to last or one sent since, so that what it needs is never the one to go.
 */
const KEPT_TELEGRAMS = 8;

/** The receiver's side of the codec. It never throws, and never guesses: a telegram is rebuilt exactly or not at all. */
export class TelegramDecoder {
	#template: Template | undefined;
	#check = 0;
	#kept: readonly Kept[] = [];

	/** Rebuilds the telegram that a body stands for. `body` may be anything. */
	decode(body: Uint8Array): Decoded {
		const reader = new ByteReader(body);
		const first = reader.byte();
		if (first === head(Kind.template, 0)) return this.#decodeTemplate(reader, body);
		if (first === head(Kind.key, 0)) return this.#decodeKey(reader);
		const count = first & 0x0f;
		if (first === head(Kind.delta, count)) return this.#decodeDelta(reader, count);
		return { ok: false, reason: "malformed" };
	}

	#decodeTemplate(reader: ByteReader, body: Uint8Array): Decoded {
		const start = reader.position;
		const template = readTemplate(reader);
		if (template === undefined) return { ok: false, reason: "malformed" };
		const check = checkOf(body.subarray(start, reader.position));
		const values = readAllValues(reader, template);
		if (values === undefined || !reader.isComplete) return { ok: false, reason: "malformed" };
		this.#template = template;
		this.#check = check;
		this.#kept = [];
		return this.#rebuild(template, values);
	}

	#decodeKey(reader: ByteReader): Decoded {
		const check = reader.uint16();
		if (reader.failed) return { ok: false, reason: "malformed" };
		const template = this.#template;
		if (template === undefined || check !== this.#check) return { ok: false, reason: "no template" };
		const values = readAllValues(reader, template);
		if (values === undefined || !reader.isComplete) return { ok: false, reason: "malformed" };
		return this.#rebuild(template, values);
	}

	#decodeDelta(reader: ByteReader, shortCount: number): Decoded {
		const id = reader.uint16();
		const count = shortCount === LONG_COUNT ? LONG_COUNT + reader.varint() : shortCount;
		if (reader.failed) return { ok: false, reason: "malformed" };
		const template = this.#template;
		if (template === undefined) return { ok: false, reason: "no template" };
		const baseline = this.#kept.find((kept) => kept.id === id);
		if (baseline?.values === undefined) return { ok: false, reason: "no baseline" };
		const values = readChanges(reader, count, template, baseline.values);
		if (values === undefined || !reader.isComplete) return { ok: false, reason: "malformed" };
		this.#keep(baseline);
		return this.#rebuild(template, values);
	}

	#rebuild(template: Template, values: FieldValues): Decoded {
		const telegram = render(template, values);
		const crc = crc32(telegram) >>> 0;
		const id = baselineId(crc);
		const known = this.#kept.find((kept) => kept.id === id);
		const isAmbiguous = known !== undefined && (known.crc32 !== crc || known.values === undefined);
		this.#keep({ id, crc32: crc, values: isAmbiguous ? undefined : values });
		return { ok: true, telegram, crc32: crc };
	}

	/** Puts it first, in the place of what had its id, and lets go of what was not used for longest. */
	#keep(kept: Kept): void {
		this.#kept = [kept, ...this.#kept.filter(({ id }) => id !== kept.id)].slice(0, KEPT_TELEGRAMS);
	}
}

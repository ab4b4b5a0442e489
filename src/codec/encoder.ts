import { MAX_TELEGRAM_BYTES } from "../p1/framer.js";
import { crc32 } from "../vendor/crc-32.js";
import { baselineId, head, Kind, LONG_COUNT } from "./body-format.js";
import { ByteWriter } from "./byte-stream.js";
import { countChanges, type FieldValues, writeAllValues, writeChanges } from "./field-values.js";
import { findTemplate, readValues, type Template } from "./template.js";
import { checkOf, serialize } from "./template-format.js";

/** A telegram, encoded. */
export interface Encoded {
	kind: "template" | "key" | "delta";
	/** What goes into a frame, or into several. Self-delimiting, see `body-format.ts`. */
	body: Uint8Array;
	/** The CRC-32 of the telegram, unsigned: what the peer returns when it has rebuilt it. */
	crc32: number;
}

/** The values of one telegram, and its CRC-32. */
interface Snapshot {
	values: FieldValues;
	crc32: number;
}

/**
 * The transmitter's side of the codec. It knows what the peer holds by what the peer has acknowledged, and nothing is
 * taken to be held that was not: so losing frames, in either direction, costs bytes and never the telegrams' truth.
 */
export class TelegramEncoder {
	#template: Template | undefined;
	/** The template as bytes. */
	#serialized: Uint8Array = new Uint8Array(0);
	#isTemplateHeld = false;
	/** Of the telegram acknowledged last, which deltas refer to. */
	#baseline: Snapshot | undefined;
	/** Of the telegram encoded last. */
	#pending: Snapshot | undefined;

	/**
	 * The shortest body that the peer can decode: a delta, a key frame where there is no baseline, or the template where
	 * the peer does not hold it. Throws a RangeError for a telegram that is empty or longer than 4,096 bytes.
	 */
	encode(telegram: Uint8Array): Encoded {
		if (telegram.length === 0 || telegram.length > MAX_TELEGRAM_BYTES)
			throw new RangeError(`a telegram has 1 to ${MAX_TELEGRAM_BYTES} bytes, not ${telegram.length}`);
		const values = this.#split(telegram);
		const pending = { values, crc32: crc32(telegram) >>> 0 };
		this.#pending = pending;
		if (!this.#isTemplateHeld)
			return { kind: "template", body: templateBody(this.#serialized, values), crc32: pending.crc32 };
		const key = keyBody(this.#serialized, values);
		const delta = this.#baseline && deltaBody(this.#baseline, values);
		return delta !== undefined && delta.length <= key.length
			? { kind: "delta", body: delta, crc32: pending.crc32 }
			: { kind: "key", body: key, crc32: pending.crc32 };
	}

	/** How many bytes all values of this telegram take, as a key body. */
	keyBodyBytes(telegram: Uint8Array): number {
		const values = this.#split(telegram);
		return keyBody(this.#serialized, values).length;
	}

	/**
	 * The peer returned this CRC-32 for the body encoded last. True if it is the telegram's: then the peer has rebuilt it,
	 * and the telegram is the new baseline. False proves nothing; if it was the answer to that body, call `needKey`.
	 */
	acknowledge(crc32: number): boolean {
		if (this.#pending?.crc32 !== crc32) return false;
		this.#isTemplateHeld = true;
		this.#baseline = this.#pending;
		return true;
	}

	/** The peer lacks the template: send it with the next telegram. */
	needTemplate(): void {
		this.#isTemplateHeld = false;
		this.needKey();
	}

	/** The peer lacks the baseline, or has rebuilt something else: send no delta before the next acknowledgement. */
	needKey(): void {
		this.#baseline = undefined;
		this.#pending = undefined;
	}

	/** Takes the telegram apart by the template in use, or by a new one where it does not fit. */
	#split(telegram: Uint8Array): FieldValues {
		const known = this.#template && readValues(this.#template, telegram);
		if (known !== undefined) return known;
		const template = findTemplate(telegram);
		const values = readValues(template, telegram);
		if (values === undefined) throw new Error("a telegram does not fit the template found in it");
		this.#template = template;
		this.#serialized = serialize(template);
		this.needTemplate();
		return values;
	}
}

function templateBody(serialized: Uint8Array, values: FieldValues): Uint8Array {
	const out = new ByteWriter();
	out.byte(head(Kind.template, 0));
	out.bytes(serialized);
	writeAllValues(out, values);
	return out.finish();
}

function keyBody(serialized: Uint8Array, values: FieldValues): Uint8Array {
	const out = new ByteWriter();
	out.byte(head(Kind.key, 0));
	out.uint16(checkOf(serialized));
	writeAllValues(out, values);
	return out.finish();
}

function deltaBody(baseline: Snapshot, values: FieldValues): Uint8Array {
	const count = countChanges(baseline.values, values);
	const out = new ByteWriter();
	out.byte(head(Kind.delta, Math.min(count, LONG_COUNT)));
	out.uint16(baselineId(baseline.crc32));
	if (count >= LONG_COUNT) out.varint(count - LONG_COUNT);
	writeChanges(out, baseline.values, values);
	return out.finish();
}

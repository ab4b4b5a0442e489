import { MAX_TELEGRAM_BYTES } from "../p1/framer.js";
import { crc32 } from "../vendor/crc-32.js";
import { type Baseline, type Body, deltaBody, keyBody, partialBody, plainBody, templateBody } from "./bodies.js";
import { type Layout, layoutOf } from "./layout.js";
import { type Held, rebuild } from "./rebuild.js";
import type { Reference } from "./telegram-model.js";
import { type Content, findTemplate, readContent } from "./template.js";

/** A telegram, encoded. */
export interface Encoded {
	kind: "template" | "key" | "delta" | "partial" | "plain";
	/** What goes into a frame, or into several. Whoever reads it must know how long it is. */
	body: Uint8Array;
	/** The CRC-32 of the telegram, unsigned: what the peer returns when it has rebuilt it. */
	crc32: number;
}

/** A telegram taken apart. */
export interface Parts {
	layout: Layout;
	content: Content;
}

/** The telegram encoded last: it becomes a baseline when the peer has it. */
interface Pending {
	/** Undefined where it went as plain bytes. */
	reference: Reference | undefined;
	crc32: number;
}

/**
 * The transmitter's side of the codec. It takes the peer to hold only what the peer has acknowledged: so a lost frame, in
 * either direction, costs bytes and never makes a telegram wrong.
 */
export class TelegramEncoder {
	#layout: Layout | undefined;
	#isTemplateHeld = false;
	/** The telegram acknowledged last, which deltas refer to. */
	#baseline: Baseline | undefined;
	#pending: Pending | undefined;

	/**
	 * The shortest body that the peer can decode: a delta, a key frame where there is no baseline, or the template where
	 * the peer does not hold it. `frame` is the counter of the frame that is to carry it, `room` how many bytes that frame
	 * has for it: a delta must fit into that very frame, since it names its baseline by the distance from there. Throws a
	 * RangeError for a telegram that is empty or longer than 4,096 bytes.
	 *
	 * A body is proven before it is given: rebuilt as the peer will do it, and compared. The peer publishes what it has
	 * rebuilt before this side sees its CRC-32, so a fault of the model must not reach the air: a telegram that does not come
	 * out as it was goes in the next longer kind of body, at last as plain bytes. In a `hurry` deltas go unproven.
	 */
	encode(telegram: Uint8Array, frame: number, room = Number.POSITIVE_INFINITY, hurry = false): Encoded {
		if (telegram.length === 0 || telegram.length > MAX_TELEGRAM_BYTES)
			throw new RangeError(`a telegram has 1 to ${MAX_TELEGRAM_BYTES} bytes, not ${telegram.length}`);
		const crc = crc32(telegram) >>> 0;
		const parts = this.#split(telegram);
		// All in one function: the proofs go deeper than anything else in the program, and a board's stack is small.
		if (parts !== undefined) {
			const { layout, content } = parts;
			const baseline = this.#baseline;
			if (this.#isTemplateHeld && baseline !== undefined && frame > baseline.frame) {
				const delta = deltaBody(layout, content, baseline, frame);
				const isProven = hurry || isRebuilt(delta.bytes, telegram, frame, { layout, telegrams: [baseline] });
				if (isProven && delta.bytes.length <= room) return this.#encoded("delta", delta, crc);
			}
			if (this.#isTemplateHeld) {
				const key = keyBody(layout, content);
				if (isRebuilt(key.bytes, telegram, frame, { layout, telegrams: [] })) return this.#encoded("key", key, crc);
			}
			const template = templateBody(layout, content);
			if (isRebuilt(template.bytes, telegram, frame)) return this.#encoded("template", template, crc);
		}
		this.#pending = { reference: undefined, crc32: crc };
		return { kind: "plain", body: plainBody(telegram), crc32: crc };
	}

	#encoded(kind: Encoded["kind"], { bytes, reference }: Body, crc32: number): Encoded {
		this.#pending = { reference, crc32 };
		return { kind, body: bytes, crc32 };
	}

	/** How many bytes all values of this telegram take, as a key body. */
	keyBodyBytes(telegram: Uint8Array): number {
		const parts = this.#split(telegram);
		return parts === undefined ? telegram.length : keyBody(parts.layout, parts.content).bytes.length;
	}

	/**
	 * The peer returned this CRC-32 for the body encoded last, of which `frame` brought the end. True if it is the
	 * telegram's: then the peer has rebuilt it, and the telegram is the new baseline, unless it went as plain bytes. False
	 * proves nothing; if it was the answer to that body, call `needKey`.
	 */
	acknowledge(crc32: number, frame: number): boolean {
		if (this.#pending?.crc32 !== crc32) return false;
		const { reference } = this.#pending;
		if (reference === undefined) return true;
		this.#isTemplateHeld = true;
		this.#baseline = { reference, frame };
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
	#split(telegram: Uint8Array): Parts | undefined {
		const layout = this.#layout;
		const content = layout && readContent(layout.template, telegram);
		if (layout !== undefined && content !== undefined) return { layout, content };
		const parts = takeApart(telegram);
		if (parts === undefined) return undefined;
		this.#layout = parts.layout;
		this.needTemplate();
		return parts;
	}
}

/**
 * A body of a telegram that is for reading only: nothing is remembered of it, on either side. Undefined where it would not
 * be rebuilt right.
 */
export function encodePartial(telegram: Uint8Array): Encoded | undefined {
	const parts = takeApart(telegram);
	const body = parts && partialBody(parts.layout, parts.content);
	if (body === undefined || !isRebuilt(body, telegram, 0)) return undefined;
	return { kind: "partial", body, crc32: crc32(telegram) >>> 0 };
}

/**
 * Takes a telegram, 1 to 4,096 bytes of anything, apart by a template of its own; undefined where that does not work
 * out.
 */
export function takeApart(telegram: Uint8Array): Parts | undefined {
	const layout = layoutOf(findTemplate(telegram));
	const content = readContent(layout.template, telegram);
	return content && { layout, content };
}

/** The proof of a body: whether a peer that holds this makes the telegram of it, byte for byte. */
function isRebuilt(body: Uint8Array, telegram: Uint8Array, frame: number, held: Held = NOTHING_HELD): boolean {
	const rebuilt = rebuild(body, frame, held);
	if (!rebuilt.ok || rebuilt.telegram.length !== telegram.length) return false;
	for (let at = 0; at < telegram.length; at++) if (rebuilt.telegram[at] !== telegram[at]) return false;
	return true;
}

const NOTHING_HELD: Held = Object.freeze({ layout: undefined, telegrams: Object.freeze([]) });

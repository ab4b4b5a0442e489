import { MAX_TELEGRAM_BYTES } from "../p1/framer.js";
import { crc32 } from "../vendor/crc-32.js";
import { type Baseline, type Body, deltaBody, keyBody, partialBody, templateBody } from "./bodies.js";
import { type Layout, layoutOf } from "./layout.js";
import type { Snapshot } from "./telegram-model.js";
import { type Content, findTemplate, readContent } from "./template.js";

/** A telegram, encoded. */
export interface Encoded {
	kind: "template" | "key" | "delta" | "partial";
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
	snapshot: Snapshot;
	crc32: number;
}

/**
 * The transmitter's side of the codec. It knows what the peer holds by what the peer has acknowledged, and nothing is
 * taken to be held that was not: so losing frames, in either direction, costs bytes and never the telegrams' truth.
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
	 * has for it: a delta must fit, for its reference is told from there. Throws a RangeError for a telegram that is empty
	 * or longer than 4,096 bytes.
	 */
	encode(telegram: Uint8Array, frame: number, room = Number.POSITIVE_INFINITY): Encoded {
		if (telegram.length === 0 || telegram.length > MAX_TELEGRAM_BYTES)
			throw new RangeError(`a telegram has 1 to ${MAX_TELEGRAM_BYTES} bytes, not ${telegram.length}`);
		const { layout, content } = this.#split(telegram);
		const crc = crc32(telegram) >>> 0;
		const baseline = this.#baseline;
		if (this.#isTemplateHeld && baseline !== undefined && frame > baseline.frame) {
			const delta = deltaBody(layout, content, baseline, frame);
			if (delta.bytes.length <= room) return this.#await("delta", delta, crc);
		}
		return this.#isTemplateHeld
			? this.#await("key", keyBody(layout, content), crc)
			: this.#await("template", templateBody(layout, content), crc);
	}

	#await(kind: Encoded["kind"], { bytes, snapshot }: Body, crc32: number): Encoded {
		this.#pending = { snapshot, crc32 };
		return { kind, body: bytes, crc32 };
	}

	/** How many bytes all values of this telegram take, as a key body. */
	keyBodyBytes(telegram: Uint8Array): number {
		const { layout, content } = this.#split(telegram);
		return keyBody(layout, content).bytes.length;
	}

	/**
	 * The peer returned this CRC-32 for the body encoded last, of which `frame` brought the end. True if it is the
	 * telegram's: then the peer has rebuilt it, and the telegram is the new baseline. False proves nothing; if it was the
	 * answer to that body, call `needKey`.
	 */
	acknowledge(crc32: number, frame: number): boolean {
		if (this.#pending?.crc32 !== crc32) return false;
		this.#isTemplateHeld = true;
		this.#baseline = { snapshot: this.#pending.snapshot, frame };
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
	#split(telegram: Uint8Array): Parts {
		const layout = this.#layout;
		const content = layout && readContent(layout.template, telegram);
		if (layout !== undefined && content !== undefined) return { layout, content };
		const parts = takeApart(telegram);
		this.#layout = parts.layout;
		this.needTemplate();
		return parts;
	}
}

/** A body of a telegram that is for reading only: nothing is remembered of it, on either side. */
export function encodePartial(telegram: Uint8Array): Encoded {
	const { layout, content } = takeApart(telegram);
	return { kind: "partial", body: partialBody(layout, content), crc32: crc32(telegram) >>> 0 };
}

/** A telegram, 1 to 4,096 bytes of anything, by a template of its own. */
export function takeApart(telegram: Uint8Array): Parts {
	const layout = layoutOf(findTemplate(telegram));
	const content = readContent(layout.template, telegram);
	if (content === undefined) throw new Error("a telegram does not fit the template found in it");
	return { layout, content };
}

import { MAX_TELEGRAM_BYTES } from "../p1/framer.js";
import { crc32 } from "../vendor/crc-32.js";
import { CHECK_BITS, codeDistance, codeKind, codeVersion, Kind } from "./body-format.js";
import { codeRaw } from "./contexts.js";
import { type Layout, layoutOf } from "./layout.js";
import { RangeEncoder } from "./range-coder.js";
import { codeTelegram, type Snapshot } from "./telegram-model.js";
import { type Content, findTemplate, readContent } from "./template.js";
import { codeTemplate } from "./template-model.js";

/** A telegram, encoded. */
export interface Encoded {
	kind: "template" | "key" | "delta" | "partial";
	/** What goes into a frame, or into several. Whoever reads it must know how long it is. */
	body: Uint8Array;
	/** The CRC-32 of the telegram, unsigned: what the peer returns when it has rebuilt it. */
	crc32: number;
}

/** The telegram encoded last: it becomes a baseline when the peer has it. */
interface Pending {
	snapshot: Snapshot;
	crc32: number;
}

/** A telegram that the peer has acknowledged, and in which frame it came. */
interface Baseline {
	snapshot: Snapshot;
	frame: number;
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
	 * the peer does not hold it. `frame` is the counter of the frame that will carry a body that fits in one. Throws a
	 * RangeError for a telegram that is empty or longer than 4,096 bytes.
	 */
	encode(telegram: Uint8Array, frame: number): Encoded {
		if (telegram.length === 0 || telegram.length > MAX_TELEGRAM_BYTES)
			throw new RangeError(`a telegram has 1 to ${MAX_TELEGRAM_BYTES} bytes, not ${telegram.length}`);
		const { layout, content } = this.#split(telegram);
		const coder = new RangeEncoder();
		codeVersion(coder);
		const baseline = this.#baseline;
		const isDelta = baseline !== undefined && frame > baseline.frame;
		const kind = !this.#isTemplateHeld ? "template" : isDelta ? "delta" : "key";
		codeKind(coder, Kind[kind]);
		if (kind === "template") codeTemplate(coder, layout.template);
		else if (kind === "key") codeRaw(coder, CHECK_BITS, layout.check);
		else if (isDelta) codeDistance(coder, frame - baseline.frame);
		const snapshot = codeTelegram(coder, layout, kind === "delta" ? baseline?.snapshot : undefined, content);
		const crc = crc32(telegram) >>> 0;
		this.#pending = snapshot && { snapshot, crc32: crc };
		return { kind, body: coder.finish(), crc32: crc };
	}

	/** How many bytes all values of this telegram take, as a key body. */
	keyBodyBytes(telegram: Uint8Array): number {
		const { layout, content } = this.#split(telegram);
		const coder = new RangeEncoder();
		codeVersion(coder);
		codeKind(coder, Kind.key);
		codeRaw(coder, CHECK_BITS, layout.check);
		codeTelegram(coder, layout, undefined, content);
		return coder.finish().length;
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
	#split(telegram: Uint8Array): { layout: Layout; content: Content } {
		const known = this.#layout && readContent(this.#layout.template, telegram);
		if (this.#layout !== undefined && known !== undefined) return { layout: this.#layout, content: known };
		const template = findTemplate(telegram);
		const content = readContent(template, telegram);
		if (content === undefined) throw new Error("a telegram does not fit the template found in it");
		this.#layout = layoutOf(template);
		this.needTemplate();
		return { layout: this.#layout, content };
	}
}

/** A body of a telegram that is for reading only: nothing is remembered of it, on either side. */
export function encodePartial(telegram: Uint8Array): Encoded {
	const template = findTemplate(telegram);
	const content = readContent(template, telegram);
	const coder = new RangeEncoder();
	codeVersion(coder);
	codeKind(coder, Kind.partial);
	codeTemplate(coder, template);
	codeTelegram(coder, layoutOf(template), undefined, content);
	return { kind: "partial", body: coder.finish(), crc32: crc32(telegram) >>> 0 };
}

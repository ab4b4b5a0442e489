import { MAX_TELEGRAM_BYTES } from "../p1/framer.js";
import { crc32 } from "../vendor/crc-32.js";
import type { Baseline } from "./bodies.js";
import { CHECK_BITS, codeDistance, codeKind, codeVersion, Kind, VERSION, VERSION_SHIFT } from "./body-format.js";
import { codeRaw } from "./contexts.js";
import { type Layout, layoutOf } from "./layout.js";
import { RangeDecoder } from "./range-coder.js";
import { codeTelegram, type Snapshot } from "./telegram-model.js";
import { render, roomFor } from "./template.js";
import { codeTemplate } from "./template-model.js";

/** A telegram rebuilt, with its CRC-32 (unsigned) to return to the transmitter; or what is lacking for it. */
export type Decoded =
	/** `partial`: some of a telegram's lines, for reading only. */
	| { ok: true; telegram: Uint8Array; crc32: number; partial: boolean }
	| { ok: false; reason: "no template" | "no baseline" | "malformed" | "version" };

/**
 * How many telegrams are kept, the one used last first. A transmitter refers to the telegram acknowledged last: that
 * is the one it referred to last or one sent since, so that what it needs is never the one to go.
 */
const KEPT_TELEGRAMS = 8;

const MALFORMED = Object.freeze({ ok: false, reason: "malformed" } as const);

/** The receiver's side of the codec. It never throws, and never guesses: a telegram is rebuilt exactly or not at all. */
export class TelegramDecoder {
	readonly #most: number;
	#layout: Layout | undefined;
	#kept: readonly Baseline[] = [];

	/** `most` telegrams are kept. */
	constructor(most = KEPT_TELEGRAMS) {
		this.#most = most;
	}

	/** Rebuilds the telegram that a body stands for, which may be anything; `frame` is the counter of the frame it came in. */
	decode(body: Uint8Array, frame: number): Decoded {
		if (body.length === 0) return MALFORMED;
		if (body[0] >> VERSION_SHIFT !== VERSION) return { ok: false, reason: "version" };
		const coder = new RangeDecoder(body);
		codeVersion(coder);
		const kind = codeKind(coder, 0);
		if (kind === Kind.delta) return this.#decodeDelta(coder, frame);
		if (kind === Kind.key) return this.#decodeKey(coder, frame);
		const template = codeTemplate(coder);
		if (template === undefined) return MALFORMED;
		const layout = layoutOf(template);
		const snapshot = codeTelegram(coder, layout, undefined);
		if (kind === Kind.partial) return rebuild(coder, layout, snapshot, true);
		const decoded = rebuild(coder, layout, snapshot, false);
		if (!decoded.ok) return decoded;
		this.#layout = layout;
		this.#kept = [];
		this.#keep(frame, snapshot);
		return decoded;
	}

	/** The telegram rebuilt last came again in another frame, which names it as well. */
	renew(frame: number): void {
		const [last] = this.#kept;
		if (last !== undefined) this.#keep(frame, last.snapshot);
	}

	#decodeKey(coder: RangeDecoder, frame: number): Decoded {
		const check = codeRaw(coder, CHECK_BITS, 0);
		const layout = this.#layout;
		if (layout === undefined || check !== layout.check) return { ok: false, reason: "no template" };
		return this.#finish(coder, layout, codeTelegram(coder, layout, undefined), frame);
	}

	#decodeDelta(coder: RangeDecoder, frame: number): Decoded {
		const reference = frame - codeDistance(coder, 0);
		const layout = this.#layout;
		if (layout === undefined) return { ok: false, reason: "no template" };
		const kept = this.#kept.find(({ frame }) => frame === reference);
		if (kept === undefined) return { ok: false, reason: "no baseline" };
		return this.#finish(coder, layout, codeTelegram(coder, layout, kept.snapshot), frame, kept);
	}

	#finish(
		coder: RangeDecoder,
		layout: Layout,
		snapshot: Snapshot | undefined,
		frame: number,
		used?: Baseline,
	): Decoded {
		const decoded = rebuild(coder, layout, snapshot, false);
		if (!decoded.ok) return decoded;
		if (used !== undefined) this.#keep(used.frame, used.snapshot);
		this.#keep(frame, snapshot);
		return decoded;
	}

	/** Puts it first, in the place of what came in the same frame, and lets go of what was not used for longest. */
	#keep(frame: number, snapshot: Snapshot | undefined): void {
		if (snapshot === undefined) return;
		this.#kept = [{ frame, snapshot }, ...this.#kept.filter((kept) => kept.frame !== frame)].slice(0, this.#most);
	}
}

function rebuild(coder: RangeDecoder, layout: Layout, snapshot: Snapshot | undefined, partial: boolean): Decoded {
	if (snapshot === undefined || !coder.isComplete || roomFor(layout.template, snapshot) > MAX_ROOM) return MALFORMED;
	const telegram = render(layout.template, snapshot);
	if (telegram.length === 0 || telegram.length > MAX_TELEGRAM_BYTES) return MALFORMED;
	return { ok: true, telegram, crc32: crc32(telegram) >>> 0, partial };
}

/** The CRC of a longest telegram may be shorter than its room. */
const MAX_ROOM = MAX_TELEGRAM_BYTES + 4;

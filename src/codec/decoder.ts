import { crc32 } from "../vendor/crc-32.js";
import type { Baseline } from "./bodies.js";
import type { Layout } from "./layout.js";
import { rebuild } from "./rebuild.js";
import type { Snapshot } from "./telegram-model.js";

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
		const rebuilt = rebuild(body, frame, { layout: this.#layout, telegrams: this.#kept });
		if (!rebuilt.ok) return rebuilt;
		const { telegram, partial, memory } = rebuilt;
		if (memory !== undefined) {
			const { layout, snapshot, baseline, isNewTemplate } = memory;
			if (isNewTemplate) this.#kept = [];
			this.#layout = layout;
			if (baseline !== undefined) this.#keep(baseline.frame, baseline.snapshot);
			this.#keep(frame, snapshot);
		}
		return { ok: true, telegram, crc32: crc32(telegram) >>> 0, partial };
	}

	/** The telegram rebuilt last came again in another frame, which names it as well. */
	renew(frame: number): void {
		const [last] = this.#kept;
		if (last !== undefined) this.#keep(frame, last.snapshot);
	}

	/** As after power-on: the next telegram asks for a template. */
	forget(): void {
		this.#layout = undefined;
		this.#kept = [];
	}

	/** Puts it first, in the place of what came in the same frame, and lets go of what was not used for longest. */
	#keep(frame: number, snapshot: Snapshot): void {
		this.#kept = [{ frame, snapshot }, ...this.#kept.filter((kept) => kept.frame !== frame)].slice(0, this.#most);
	}
}

import { crc32 } from "../vendor/crc-32.js";
import type { Baseline } from "./bodies.js";
import type { Layout } from "./layout.js";
import { rebuild } from "./rebuild.js";
import type { Reference } from "./telegram-model.js";

/** A telegram rebuilt, with its CRC-32 (unsigned) to return to the transmitter; or what is lacking for it. */
export type Decoded =
	/** `partial`: some of a telegram's lines, for reading only. */
	| { ok: true; telegram: Uint8Array; crc32: number; partial: boolean }
	| { ok: false; reason: "no template" | "no baseline" | "malformed" | "version" };

/**
 * How many telegrams are kept, the one used last first. A transmitter refers to the telegram acknowledged last, which is
 * the one it referred to last or one sent since: so it never needs the one that is dropped.
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

	/**
	 * Rebuilds the telegram that a body stands for, which may be anything; `frame` is the counter of the frame it came
	 * in.
	 */
	decode(body: Uint8Array, frame: number): Decoded {
		const rebuilt = rebuild(body, frame, { layout: this.#layout, telegrams: this.#kept });
		if (!rebuilt.ok) return rebuilt;
		const { telegram, partial, memory } = rebuilt;
		if (memory !== undefined) {
			const { layout, reference, baseline, isNewTemplate } = memory;
			if (isNewTemplate) this.#kept = [];
			this.#layout = layout;
			if (baseline !== undefined) this.#keep(baseline.frame, baseline.reference);
			this.#keep(frame, reference);
		}
		return { ok: true, telegram, crc32: crc32(telegram) >>> 0, partial };
	}

	/** The telegram rebuilt last came again in another frame: from now on this one names it, too. */
	renew(frame: number): void {
		const [last] = this.#kept;
		if (last !== undefined) this.#keep(frame, last.reference);
	}

	/** As after power-on: the next telegram asks for a template. */
	forget(): void {
		this.#layout = undefined;
		this.#kept = [];
	}

	/** Puts a telegram first, replaces one of the same frame, and drops the one that was not used for longest. */
	#keep(frame: number, reference: Reference): void {
		this.#kept = [{ frame, reference }, ...this.#kept.filter((kept) => kept.frame !== frame)].slice(0, this.#most);
	}
}

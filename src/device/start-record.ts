/**
 * What a board remembers of how its runs ended: the last error, and how many starts in a row have failed. So a program that
 * dies again and again is started later and later, which leaves time to reach it by cable, and spares flash.
 *
 * **Wear.** A start at power-on writes nothing, unless there is something to forget; any other start writes two entries at
 * most, and an error one. At the slowest pace that is 18 entries an hour, of the 126 of one of NVS's six pages: 100,000
 * erasures of five pages last for centuries.
 */
import type { Clock, Milliseconds } from "../clock.js";
import type { KeyValue } from "../io.js";
import { decodeUtf8, encodeUtf8 } from "../utf8.js";

/** The SDK's words for starts that say nothing against the program. */
const INNOCENT = Object.freeze(["Power-On", "External Pin"]);
/** The SDK's word for a restart that the program has asked for, or that an exception has made. */
const SOFTWARE = "Software";

/** How long the program waits, by how many starts in a row have failed; the last one for any more. */
const DELAYS: readonly Milliseconds[] = Object.freeze([0, 0, 0, 10_000, 30_000, 60_000, 300_000, 600_000]);

/** A start has not failed once the program has run for so long. */
const SETTLED: Milliseconds = 15 * 60_000;

const MOST_ERROR_LENGTH = 120;

/** In storage `end` is how the program said it would end, `error` the last error, and `starts` how many have failed. */
export class StartRecord {
	readonly #storage: KeyValue;
	/** Why it started, for a person. */
	readonly reason: string;
	/** How long to wait until the program is started. */
	readonly delay: Milliseconds;

	/** `reason` is the SDK's. */
	constructor(clock: Clock, storage: KeyValue, reason: string) {
		this.#storage = storage;
		const end = this.#read("end");
		if (end !== undefined) this.#forget("end");
		const isBad = !INNOCENT.includes(reason) && end !== "asked";
		this.reason = reason !== SOFTWARE ? reason : end === "asked" ? "asked to" : "an error";
		// An exception leaves a word; a full stack or memory does not get that far.
		if (isBad && reason === SOFTWARE && end === undefined)
			this.#write("error", "the program ended without a word: it ran out of memory");
		else if (isBad && reason !== SOFTWARE) this.#write("error", `restarted by the chip: ${reason}`);
		const starts = isBad ? Math.min(this.#starts + 1, DELAYS.length - 1) : 0;
		if (starts !== this.#starts) this.#write("starts", String(starts));
		this.delay = DELAYS[starts];
		if (starts > 0) clock.after(this.delay + SETTLED, () => this.#forget("starts"));
	}

	/** The last error that ended the program, however long ago. */
	get lastError(): string | undefined {
		return this.#read("error");
	}

	/** The program is about to end: as it was asked to, or, with `error`, because it has to. */
	note(error?: string): void {
		this.#write("end", error === undefined ? "asked" : "error");
		if (error !== undefined) this.#write("error", error);
	}

	get #starts(): number {
		const starts = Number(this.#read("starts") ?? 0);
		return Number.isInteger(starts) && starts >= 0 ? starts : 0;
	}

	#read(key: string): string | undefined {
		try {
			const stored = this.#storage.read(key);
			return stored && decodeUtf8(new Uint8Array(stored));
		} catch {
			return undefined;
		}
	}

	/** What storage does not take is lost: it is no reason not to start. */
	#write(key: string, text: string): void {
		try {
			if (this.#read(key) === text) return;
			const bytes = encodeUtf8(text.slice(0, MOST_ERROR_LENGTH));
			this.#storage.write(key, bytes.buffer as ArrayBuffer); // made with an ArrayBuffer of its own
		} catch {
			// Nobody could do anything about it.
		}
	}

	#forget(key: string): void {
		try {
			this.#storage.delete(key);
		} catch {
			// It is told once more.
		}
	}
}

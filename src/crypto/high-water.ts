import type { KeyValue } from "../io.js";

/** How far ahead of use a mark is set: one write to flash per so many counters, and as many lost per reboot at most. */
export const RESERVE = 256;

/** No counter reaches this: the link must move to another epoch, whose keys are new, well before 32 bits run out. */
export const COUNTER_LIMIT = 2 ** 32 - 2 ** 16;

/**
 * A number in storage that only rises, and rises before anything relies on it. It is what lets a counter survive a
 * power cut at any moment: whatever was used is below the mark that storage holds, and use resumes at that mark.
 *
 * Stored as a big-endian u32 and its complement, so that what is not a mark is not taken for one.
 */
export class HighWaterMark {
	readonly #storage: KeyValue;
	readonly #name: string;
	#mark: number;

	/**
	 * Reads the mark stored under `name` (15 characters at most on the ESP32); 0 where there is none yet. Throws when
	 * storage holds something else: to start over at 0 would repeat counters, so only a new pairing may clear it.
	 */
	constructor(storage: KeyValue, name: string) {
		this.#storage = storage;
		this.#name = name;
		const stored = storage.read(name);
		const mark = stored === undefined ? 0 : decode(stored);
		if (mark === undefined)
			throw new Error(`the counter "${name}" in storage is damaged: pair the boards again, never continue without it`);
		this.#mark = mark;
	}

	/** What storage is known to hold. */
	get mark(): number {
		return this.#mark;
	}

	/** Raises the mark and commits it. False when storage can't prove that it did: then nothing may rely on it. */
	raise(mark: number): boolean {
		try {
			this.#storage.write(this.#name, encode(mark));
			// Read back: a write that storage has silently dropped is no commitment.
			const stored = this.#storage.read(this.#name);
			if (stored === undefined || decode(stored) !== mark) return false;
		} catch {
			return false;
		}
		this.#mark = mark;
		return true;
	}
}

function encode(mark: number): ArrayBuffer {
	const buffer = new ArrayBuffer(8);
	const view = new DataView(buffer);
	view.setUint32(0, mark);
	view.setUint32(4, ~mark);
	return buffer;
}

function decode(stored: ArrayBuffer): number | undefined {
	if (stored.byteLength !== 8) return undefined;
	const view = new DataView(stored);
	const mark = view.getUint32(0);
	return view.getUint32(4) === ~mark >>> 0 ? mark : undefined;
}

import type { KeyValue } from "../io.js";

/** How far ahead of use a mark is set: one write to flash per so many counters, and as many lost per reboot at most. */
export const RESERVE = 256;

/** No counter reaches this, well before 32 bits run out: 136 years of a frame each second. */
export const COUNTER_LIMIT = 2 ** 32 - 2 ** 16;

/**
 * A number in storage that only rises, and is raised before anything relies on it. So a counter survives a power cut at any
 * moment: whatever was used is below the mark that storage holds.
 *
 * Stored as a big-endian u32 and its complement, so that what is not a mark is not taken for one.
 */
export class HighWaterMark {
	readonly #storage: KeyValue;
	readonly #name: string;
	#mark: number;

	/**
	 * Reads the mark stored under `name` (15 characters at most on the ESP32). Throws when storage holds none, or
	 * something else: to start over at 0 would repeat counters, so only a new pairing may.
	 */
	constructor(storage: KeyValue, name: string) {
		this.#storage = storage;
		this.#name = name;
		const stored = storage.read(name);
		const mark = stored === undefined ? undefined : decode(stored);
		if (mark === undefined) {
			const state = stored === undefined ? "lost" : "damaged";
			throw new Error(`RE-PAIR: the counter ${name} is ${state}; nothing is sent until both boards are paired again`);
		}
		this.#mark = mark;
	}

	/** Begins a mark at 0, for a new pairing. False when storage does not keep it. */
	static begin(storage: KeyValue, name: string): boolean {
		return commit(storage, name, 0);
	}

	/** What storage is known to hold. */
	get mark(): number {
		return this.#mark;
	}

	/** Raises the mark and commits it. False when storage can't prove that it did: then nothing may rely on it. */
	raise(mark: number): boolean {
		if (!commit(this.#storage, this.#name, mark)) return false;
		this.#mark = mark;
		return true;
	}
}

function commit(storage: KeyValue, name: string, mark: number): boolean {
	try {
		storage.write(name, encode(mark));
		// Read back: a write that storage has silently dropped is no commitment.
		const stored = storage.read(name);
		return stored !== undefined && decode(stored) === mark;
	} catch {
		return false;
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

/**
 * What the receiver has published of each quarter of an hour, so that none is published twice: the earliest moment of each.
 * It is kept over a reboot.
 */
import type { KeyValue } from "../io.js";
import { QUARTER_HOUR } from "../p1/own-time.js";

/** A day that a transmitter keeps, and time to bring it. */
const QUARTERS = 128;
const NOTHING = 0xffff;
const KEY = "told";
const BYTES = 4 + 2 * QUARTERS;

export class ToldQuarters {
	readonly #storage: KeyValue;
	/** Seconds into the quarter: quarter q at q modulo QUARTERS. */
	readonly #earliest = new Uint16Array(QUARTERS).fill(NOTHING);
	/** Counted since 1970; -1 before the first. */
	#newest = -1;

	constructor(storage: KeyValue) {
		this.#storage = storage;
		this.#read();
	}

	/** Whether exactly this moment is the earliest told of its quarter. */
	isFirst(seconds: number): boolean {
		return this.#at(quarterOf(seconds)) === seconds % QUARTER_HOUR;
	}

	/** Whether a snapshot of this moment tells nothing new, or is too old to know. */
	isTold(seconds: number): boolean {
		const quarter = quarterOf(seconds);
		return quarter <= this.#newest - QUARTERS || this.#at(quarter) <= seconds % QUARTER_HOUR;
	}

	/**
	 * A telegram just came with this time: it is now. A meter whose clock was far off begins anew. Returns whether it is the
	 * first of its quarter: that is to be saved once it is told.
	 */
	live(seconds: number): boolean {
		const quarter = quarterOf(seconds);
		if (quarter <= this.#newest - QUARTERS) {
			this.#earliest.fill(NOTHING);
			this.#newest = quarter;
		}
		return this.note(seconds);
	}

	/** These registers were handed on. Returns whether that is earlier in its quarter than what was before. */
	note(seconds: number): boolean {
		if (this.isTold(seconds)) return false;
		const quarter = quarterOf(seconds);
		const from = Math.max(this.#newest + 1, quarter - QUARTERS + 1);
		for (let passed = from; passed <= quarter; passed++) this.#earliest[passed % QUARTERS] = NOTHING;
		this.#newest = Math.max(this.#newest, quarter);
		this.#earliest[quarter % QUARTERS] = seconds % QUARTER_HOUR;
		return true;
	}

	/** Where storage does not take it, something may be told twice after a reboot: no reason to stop. */
	save(): void {
		const view = new DataView(new ArrayBuffer(BYTES));
		view.setUint32(0, this.#newest);
		for (let index = 0; index < QUARTERS; index++) view.setUint16(4 + 2 * index, this.#earliest[index]);
		try {
			this.#storage.write(KEY, view.buffer);
		} catch {
			// Nobody could do anything about it.
		}
	}

	#read(): void {
		const stored = this.#stored();
		if (stored?.byteLength !== BYTES) return;
		const view = new DataView(stored);
		this.#newest = view.getUint32(0);
		for (let index = 0; index < QUARTERS; index++) this.#earliest[index] = view.getUint16(4 + 2 * index);
	}

	#stored(): ArrayBuffer | undefined {
		try {
			return this.#storage.read(KEY);
		} catch {
			return undefined;
		}
	}

	#at(quarter: number): number {
		return quarter > this.#newest || quarter <= this.#newest - QUARTERS ? NOTHING : this.#earliest[quarter % QUARTERS];
	}
}

function quarterOf(seconds: number): number {
	return Math.floor(seconds / QUARTER_HOUR);
}

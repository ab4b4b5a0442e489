import { HighWaterMark } from "../../src/crypto/high-water.js";
import type { KeyValue } from "../../src/io.js";

/** What goes wrong with one write: the power fails before or after it is committed, it throws, or it is silently lost. */
export type WriteFault = "cut before" | "cut after" | "throw before" | "throw after" | "lost";

/**
 * Storage that survives its user, and in which chosen writes go wrong. After a power cut `isOff` is true: what the user
 * still does has no effect, whatever exceptions it catches, and a test discards it and boots again.
 */
export class FaultyStorage implements KeyValue {
	readonly #entries = new Map<string, ArrayBuffer>();
	/** What each write replaced. */
	readonly #undo: (() => void)[] = [];
	/** How many writes were attempted. */
	writes = 0;
	/** Called with the number of each write, from 1. */
	fault: (write: number) => WriteFault | undefined = () => undefined;
	isOff = false;
	/** Entries of another type, say: reading one throws, until it is written or deleted. */
	readonly unreadable = new Set<string>();

	read(key: string): ArrayBuffer | undefined {
		if (this.isOff) throw new Error("no power");
		if (this.unreadable.has(key)) throw new TypeError("mismatch");
		return this.#entries.get(key)?.slice(0);
	}

	write(key: string, value: ArrayBuffer): void {
		if (this.isOff) throw new Error("no power");
		const fault = this.fault(++this.writes);
		const isCommitted = fault === undefined || fault === "cut after" || fault === "throw after";
		if (isCommitted) this.#set(key, value.slice(0));
		this.isOff = fault === "cut before" || fault === "cut after";
		if (fault !== undefined && fault !== "lost") throw new Error(fault);
	}

	delete(key: string): void {
		this.unreadable.delete(key);
		this.#entries.delete(key);
	}

	/** It said that it had kept the last `count` writes, and has not. */
	loseLast(count: number): void {
		for (let write = 0; write < count; write++) this.#undo.pop()?.();
	}

	/** All of it, to go back to. */
	image(): ReadonlyMap<string, ArrayBuffer> {
		return new Map(this.#entries);
	}

	restore(image: ReadonlyMap<string, ArrayBuffer>): void {
		this.#entries.clear();
		for (const [key, value] of image) this.#entries.set(key, value);
	}

	#set(key: string, value: ArrayBuffer): void {
		this.unreadable.delete(key);
		const before = this.#entries.get(key);
		this.#undo.push(() => (before === undefined ? this.#entries.delete(key) : this.#entries.set(key, before)));
		this.#entries.set(key, value);
	}
}

/** Storage in which these counters have begun, as after a pairing; its writes count from there. */
export function storageWith(...counters: string[]): FaultyStorage {
	const storage = new FaultyStorage();
	for (const name of counters) HighWaterMark.begin(storage, name);
	storage.writes = 0;
	return storage;
}

/** Every fault, and none as often as all others together: to draw from. */
export const FAULTS: readonly (WriteFault | undefined)[] = [
	"cut before",
	"cut after",
	"throw before",
	"throw after",
	"lost",
	undefined,
	undefined,
	undefined,
	undefined,
	undefined,
];

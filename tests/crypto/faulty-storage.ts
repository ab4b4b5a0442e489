import type { KeyValue } from "../../src/io.js";

/** What goes wrong with one write: the power fails before or after it is committed, it throws, or it is silently lost. */
export type WriteFault = "cut before" | "cut after" | "throw before" | "throw after" | "lost";

/**
 * Storage that survives its user, and in which chosen writes go wrong. After a power cut `isOff` is true: what the user
 * still does has no effect, whatever exceptions it catches, and a test discards it and boots again.
 */
export class FaultyStorage implements KeyValue {
	readonly #entries = new Map<string, ArrayBuffer>();
	/** How many writes were attempted. */
	writes = 0;
	/** Called with the number of each write, from 1. */
	fault: (write: number) => WriteFault | undefined = () => undefined;
	isOff = false;

	read(key: string): ArrayBuffer | undefined {
		if (this.isOff) throw new Error("no power");
		return this.#entries.get(key)?.slice(0);
	}

	write(key: string, value: ArrayBuffer): void {
		if (this.isOff) throw new Error("no power");
		const fault = this.fault(++this.writes);
		const isCommitted = fault === undefined || fault === "cut after" || fault === "throw after";
		if (isCommitted) this.#entries.set(key, value.slice(0));
		this.isOff = fault === "cut before" || fault === "cut after";
		if (fault !== undefined && fault !== "lost") throw new Error(fault);
	}

	delete(key: string): void {
		this.#entries.delete(key);
	}
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

/** Flash that shows each step of a write to whoever wants to cut the power there, and that can fail in several ways. */
import type { KeyValue } from "../../src/io.js";
import { type Power, PowerLoss } from "../sim/power.js";

/** Where a write is: not begun, half-way, done and not yet returned from. */
export const WRITE_STEPS = Object.freeze(["before", "within", "after"] as const);
export type WriteStep = (typeof WRITE_STEPS)[number];

/** What a write that was torn leaves: NVS keeps the old value or has the new one; after a bad erase, neither. */
export const TORN = Object.freeze(["old", "new", "none"] as const);
export type Torn = (typeof TORN)[number];

/** What became of an entry: a write of it was taken, or was not and left what was there, or the entry has gone. */
export type Fate = "taken" | "untaken" | "lost";

export class StepFlash {
	/** Writes since the board was made. */
	writes = 0;
	/** `refusing` throws at each write; `dropping` takes it and keeps what was before. */
	health: "good" | "refusing" | "dropping" = "good";
	/** May cut the power; what it returns is what a write that is torn leaves. */
	onStep: ((step: WriteStep) => Torn | undefined) | undefined;
	/** Of a write in which the power was cut nothing is told, unless it took the entry with it. */
	onFate: ((domain: string, key: string, fate: Fate) => void) | undefined;
	/** Only for tests of the tests: so many writes are in a cache that does not outlast a power cut. */
	cachedWrites = 0;
	readonly #domains = new Map<string, Map<string, Uint8Array>>();
	#undo: (() => void)[] = [];
	/** Writes by entry. */
	readonly #writesOf = new Map<string, number>();

	open(domain: string, power: Power): KeyValue {
		const entries = this.#entries(domain);
		return {
			read: (key) => entries.get(key)?.slice().buffer,
			write: (key, value) => this.#changeIn(domain, entries, key, new Uint8Array(value.slice(0)), power),
			delete: (key) => this.#changeIn(domain, entries, key, undefined, power),
		};
	}

	has(domain: string, key: string): boolean {
		return this.#entries(domain).has(key);
	}

	/** Writes of one entry since the board was made. */
	writesOf(domain: string, key: string): number {
		return this.#writesOf.get(`${domain}/${key}`) ?? 0;
	}

	/** As a page that can't be read any more takes its entries with it. */
	lose(domain: string, key: string): void {
		this.#entries(domain).delete(key);
		this.onFate?.(domain, key, "lost");
	}

	eraseAll(): void {
		for (const [domain, entries] of this.#domains) {
			const keys = [...entries.keys()];
			entries.clear();
			for (const key of keys) this.onFate?.(domain, key, "lost");
		}
		this.#undo = [];
	}

	/** Sets a value as if it had been written at some time. */
	plant(domain: string, key: string, value: Uint8Array): void {
		this.#entries(domain).set(key, value);
	}

	/** All of it, to be compared. */
	get image(): string {
		const lines: string[] = [];
		for (const [domain, entries] of this.#domains)
			for (const [key, value] of entries) lines.push(`${domain}/${key}=${value.join()}`);
		return lines.sort().join("\n");
	}

	powerLost(): void {
		for (const undo of this.#undo.reverse()) undo();
		this.#undo = [];
	}

	#entries(domain: string): Map<string, Uint8Array> {
		const entries = this.#domains.get(domain) ?? new Map<string, Uint8Array>();
		this.#domains.set(domain, entries);
		return entries;
	}

	#changeIn(
		domain: string,
		entries: Map<string, Uint8Array>,
		key: string,
		value: Uint8Array | undefined,
		power: Power,
	): void {
		const { writes } = this;
		const was = entries.has(key);
		try {
			this.#change(entries, key, value, power);
		} finally {
			if (this.writes > writes) this.#writesOf.set(`${domain}/${key}`, this.writesOf(domain, key) + 1);
			if (power.on) this.onFate?.(domain, key, this.health === "good" ? "taken" : "untaken");
			else if (was && !entries.has(key)) this.onFate?.(domain, key, "lost");
		}
	}

	#change(entries: Map<string, Uint8Array>, key: string, value: Uint8Array | undefined, power: Power): void {
		if (!power.on) throw new PowerLoss();
		if (this.health === "refusing") throw new Error("flash does not take it");
		this.writes++;
		if (this.health === "dropping") return;
		this.#step("before", power);
		const old = entries.get(key);
		const torn = this.onStep?.("within");
		if (torn === undefined || torn === "new") put(entries, key, value);
		else if (torn === "none") entries.delete(key);
		if (!power.on) throw new PowerLoss();
		if (this.cachedWrites > 0) {
			this.#undo.push(() => put(entries, key, old));
			if (this.#undo.length > this.cachedWrites) this.#undo.shift();
		}
		this.#step("after", power);
	}

	#step(step: WriteStep, power: Power): void {
		this.onStep?.(step);
		if (!power.on) throw new PowerLoss();
	}
}

function put(entries: Map<string, Uint8Array>, key: string, value: Uint8Array | undefined): void {
	if (value === undefined) entries.delete(key);
	else entries.set(key, value);
}

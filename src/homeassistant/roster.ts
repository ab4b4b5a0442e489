/**
 * Whom Home Assistant has been told of: the meter, and which entities it has, over reboots. What is told once stays
 * there until it is told to be gone: a meter that was exchanged, or a gas meter that was taken away, would stay for ever.
 */
import type { Milliseconds } from "../clock.js";
import type { KeyValue } from "../io.js";
import type { Reading, Value } from "../p1/reading.js";
import { METER_ENTITIES } from "./entities.js";

/**
 * An entity is gone when readings have lacked it for so long. An M-Bus meter may be silent for days, when its battery or its
 * radio fails; a short telegram lacks nearly all. Begins anew with a reboot.
 */
const ABSENCE: Milliseconds = 7 * 24 * 3_600_000;
/** So much of the time between two readings counts: while none come, nothing is lacking. */
const LONGEST_PAUSE: Milliseconds = 3_600_000;

const KEY = "told";
/** Between the meter's id and the names: neither has it. */
const SEPARATOR = ",";

const NAMES: ReadonlySet<string> = new Set(METER_ENTITIES.map(({ name }) => name));

interface Entity {
	/** The last one, which tells how it is announced; undefined since the reboot. */
	value: Value | undefined;
	/** When, by the time in which readings came. */
	seenAt: Milliseconds;
}

export class Roster {
	/** Another number whenever the document must be another one. */
	version = 0;
	readonly #storage: KeyValue;
	#device: string | undefined;
	#header: string | undefined;
	readonly #entities = new Map<string, Entity>();
	#heardFor: Milliseconds = 0;
	#heardAt: Milliseconds | undefined;

	constructor(storage: KeyValue) {
		this.#storage = storage;
		const [device, ...names] = this.#read();
		this.#device = device;
		for (const name of names) if (NAMES.has(name)) this.#entities.set(name, { value: undefined, seenAt: 0 });
	}

	/** The meter that was told of, where it is another one than this. */
	other(device: string): string | undefined {
		return this.#device === device ? undefined : this.#device;
	}

	/** This meter's reading came at `now`. What it has more than any before is kept over reboots: call it before telling. */
	add(device: string, { meter, values }: Reading, now: Milliseconds): void {
		let isNew = this.#device !== device;
		if (isNew) this.#entities.clear();
		if (isNew || this.#header !== meter.header) this.version++;
		this.#device = device;
		this.#header = meter.header;
		this.#heardFor += Math.min(now - (this.#heardAt ?? now), LONGEST_PAUSE);
		this.#heardAt = now;
		for (const [name, value] of values) {
			const entity = this.#entities.get(name);
			if (entity === undefined) {
				if (!NAMES.has(name)) continue;
				this.#entities.set(name, { value, seenAt: this.#heardFor });
				this.version++;
				isNew = true;
			} else {
				if (!isToldAlike(entity.value, value)) this.version++;
				entity.value = value;
				entity.seenAt = this.#heardFor;
			}
		}
		if (isNew) this.#write();
	}

	/** The entities that there are, with their last values. */
	get values(): Map<string, Value> {
		const values = new Map<string, Value>();
		for (const [name, { value }] of this.#entities) if (value !== undefined) values.set(name, value);
		return values;
	}

	/** Those that were absent for too long: to be told once, and then forgotten. */
	get gone(): string[] {
		const gone: string[] = [];
		for (const [name, { seenAt }] of this.#entities) if (this.#heardFor - seenAt > ABSENCE) gone.push(name);
		return gone;
	}

	forget(names: readonly string[]): void {
		for (const name of names) this.#entities.delete(name);
		if (names.length === 0) return;
		this.version++;
		this.#write();
	}

	/** Where storage fails, what is gone may stay in Home Assistant: nothing to stop for. */
	#read(): string[] {
		const words: string[] = [];
		try {
			const stored = this.#storage.read(KEY);
			let word = "";
			for (const byte of stored === undefined ? [] : new Uint8Array(stored)) {
				if (byte !== SEPARATOR.charCodeAt(0)) word += String.fromCharCode(byte);
				else {
					words.push(word);
					word = "";
				}
			}
			if (word !== "") words.push(word);
		} catch {
			// As if nothing had been told.
		}
		return words;
	}

	#write(): void {
		const text = [this.#device, ...this.#entities.keys()].join(SEPARATOR);
		try {
			this.#storage.write(KEY, Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer);
		} catch {
			// Nobody could do anything about it.
		}
	}
}

/** An entity's unit belongs to what is told of it. */
function isToldAlike(before: Value | undefined, now: Value): boolean {
	if (before?.kind !== now.kind) return false;
	return before.kind !== "quantity" || now.kind !== "quantity" || before.unit === now.unit;
}

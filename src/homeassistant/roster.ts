/**
 * Whom Home Assistant has been told of: the meters, and which entities each has, over reboots. What is told once stays
 * there until it is told to be gone: a meter that was exchanged, or a gas meter that was taken away, would stay for ever.
 */
import type { Milliseconds } from "../clock.js";
import type { KeyValue } from "../io.js";
import type { Reading, Value } from "../p1/reading.js";
import { APPLIANCES, type Appliance, applianceOf, deviceIdOf, ELECTRICITY, serialOf } from "./appliances.js";
import type { ToldMeter } from "./discovery.js";
import { METER_ENTITIES } from "./entities.js";

/**
 * An entity is gone when readings have lacked it for so long. An M-Bus meter may be silent for days, when its battery or its
 * radio fails; a short telegram lacks nearly all. Begins anew with a reboot.
 */
const ABSENCE: Milliseconds = 7 * 24 * 3_600_000;
/** So much of the time between two readings counts: while none come, nothing is lacking. */
const LONGEST_PAUSE: Milliseconds = 3_600_000;

const KEY = "told";
/** Between the names, and between a meter's kind and its id: no name and no id has them. */
const SEPARATOR = ",";
const IS = "=";

const NAMES: ReadonlySet<string> = new Set(METER_ENTITIES.map(({ name }) => name));

interface Entity {
	/** The last one, which tells how it is announced; undefined since the reboot. */
	value: Value | undefined;
	/** When, by the time in which readings came. */
	seenAt: Milliseconds;
}

/** What is told of one meter. */
class Told {
	/** Another number whenever the document must be another one. */
	version = 1;
	serial: string | undefined;
	model: string | undefined;
	readonly entities = new Map<string, Entity>();
	readonly id: string;
	readonly appliance: Appliance;

	constructor(appliance: Appliance, id: string) {
		this.appliance = appliance;
		this.id = id;
	}
}

export class Roster {
	readonly #storage: KeyValue;
	/** The pair's fingerprint: it stands for the serial number of a meter that tells none. */
	readonly #deviceId: string;
	/** By kind. */
	readonly #meters = new Map<string, Told>();
	#removed: string[] = [];
	#heardFor: Milliseconds = 0;
	#heardAt: Milliseconds | undefined;

	constructor(storage: KeyValue, deviceId: string) {
		this.#storage = storage;
		this.#deviceId = deviceId;
		this.#read();
	}

	/** Devices that were told of and are no more: each is given once. */
	takeRemoved(): string[] {
		const removed = this.#removed;
		this.#removed = [];
		return removed;
	}

	/** A reading came at `now`. What it has more than any before is kept over reboots. */
	add(reading: Reading, now: Milliseconds): void {
		this.#heardFor += Math.min(now - (this.#heardAt ?? now), LONGEST_PAUSE);
		this.#heardAt = now;
		let isNew = false;
		for (const appliance of APPLIANCES) if (this.#identify(appliance, reading)) isNew = true;
		for (const [name, value] of reading.values) {
			if (!NAMES.has(name)) continue;
			const meter = this.#meters.get(applianceOf(name).kind);
			if (meter !== undefined && this.#note(meter, name, value)) isNew = true;
		}
		if (isNew) this.#write();
	}

	/**
	 * The meters of which there is something to tell, each with the version of its document; `told` has the versions that
	 * were told, by id.
	 */
	*news(told: ReadonlyMap<string, number>): IterableIterator<ToldMeter & { version: number }> {
		for (const { appliance, id, serial, model, version, entities } of this.#meters.values()) {
			const gone: string[] = [];
			for (const [name, { seenAt }] of entities) if (this.#heardFor - seenAt > ABSENCE) gone.push(name);
			if (told.get(id) === version && gone.length === 0) continue;
			const values = new Map<string, Value>();
			for (const [name, { value }] of entities) {
				if (value !== undefined && !gone.includes(name)) values.set(name, value);
			}
			if (values.size + gone.length > 0) yield { id, label: appliance.label, serial, model, version, values, gone };
		}
	}

	/** It was told that these are gone: the next document has nothing of them. A meter that has nothing left is removed. */
	forget(id: string, names: readonly string[]): void {
		if (names.length === 0) return;
		for (const [kind, meter] of this.#meters) {
			if (meter.id !== id) continue;
			for (const name of names) meter.entities.delete(name);
			meter.version++;
			if (meter.entities.size > 0) continue;
			this.#meters.delete(kind);
			this.#removed.push(id);
		}
		this.#write();
	}

	/** Sees to it that the reading's own meter is the one that is told of. Returns whether that is another one than before. */
	#identify(appliance: Appliance, reading: Reading): boolean {
		const { kind } = appliance;
		const before = this.#meters.get(kind);
		const serial = serialOf(appliance, reading);
		if (kind !== ELECTRICITY.kind) {
			if (serial === undefined && (before !== undefined || !hasValue(reading, kind))) return false;
		}
		const isMain = kind === ELECTRICITY.kind;
		const id = deviceIdOf(kind, serial, this.#deviceId);
		const model = isMain ? reading.meter.header : undefined;
		const meter = before?.id === id ? before : new Told(appliance, id);
		if (meter === before && meter.serial === serial && meter.model === model) return false;
		// Since the reboot the same meter is told of with what its reading says.
		if (meter === before) meter.version++;
		else if (before !== undefined) this.#removed.push(before.id);
		meter.serial = serial;
		meter.model = model;
		this.#meters.set(kind, meter);
		return meter !== before;
	}

	/** Returns whether the meter has not had this value before. */
	#note(meter: Told, name: string, value: Value): boolean {
		const entity = meter.entities.get(name);
		if (entity === undefined) {
			meter.entities.set(name, { value, seenAt: this.#heardFor });
			meter.version++;
			return true;
		}
		if (!isToldAlike(entity.value, value)) meter.version++;
		entity.value = value;
		entity.seenAt = this.#heardFor;
		return false;
	}

	/** Where storage fails, what is gone may stay in Home Assistant: nothing to stop for. */
	#read(): void {
		let text = "";
		try {
			const stored = this.#storage.read(KEY);
			for (const byte of stored === undefined ? [] : new Uint8Array(stored)) text += String.fromCharCode(byte);
		} catch {
			// As if nothing had been told.
			return;
		}
		for (const word of text.split(SEPARATOR)) {
			const [kind, id] = word.split(IS);
			const appliance = APPLIANCES.find((one) => one.kind === kind);
			if (id !== undefined && appliance !== undefined) this.#meters.set(kind, new Told(appliance, id));
			if (NAMES.has(word))
				this.#meters.get(applianceOf(word).kind)?.entities.set(word, { value: undefined, seenAt: 0 });
		}
	}

	#write(): void {
		const words: string[] = [];
		for (const [kind, { id, entities }] of this.#meters) words.push(`${kind}${IS}${id}`, ...entities.keys());
		const text = words.join(SEPARATOR);
		try {
			this.#storage.write(KEY, Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer);
		} catch {
			// Nobody could do anything about it.
		}
	}
}

/** Of an M-Bus device that tells no identity of its own. */
function hasValue({ values }: Reading, kind: string): boolean {
	return values.has(`${kind}_delivered`);
}

/** An entity's unit belongs to what is told of it. */
function isToldAlike(before: Value | undefined, now: Value): boolean {
	if (before?.kind !== now.kind) return false;
	return before.kind !== "quantity" || now.kind !== "quantity" || before.unit === now.unit;
}

/**
 * Which meters, and which entities of each, Home Assistant has been told of; kept over reboots. Home Assistant keeps what it
 * was told once until it is told to remove it: an exchanged meter, or a gas meter that was taken away, would stay for ever.
 */
import type { Milliseconds } from "../clock.js";
import type { KeyValue } from "../io.js";
import { bytesOf, textOf } from "../p1/ascii.js";
import type { Reading } from "../p1/reading.js";
import { APPLIANCES, type Appliance, applianceOf, deviceIdOf, ELECTRICITY, serialOf } from "./appliances.js";
import type { ToldMeter } from "./discovery.js";
import { METER_ENTITIES } from "./entities.js";
import { Form, formOf, isToldAlike } from "./value-form.js";

/**
 * An entity is gone when readings have lacked it for so long. An M-Bus meter may be silent for days, when its battery or its
 * radio fails; a short telegram lacks nearly all. Begins anew with a reboot.
 */
const ABSENCE: Milliseconds = 7 * 24 * 3_600_000;
/** Of the time between two readings no more than this counts as absence: while no readings come, nothing is missing. */
const LONGEST_PAUSE: Milliseconds = 3_600_000;

const KEY = "told";
/** Between the words, and between a meter's kind and its id; they occur in no name and no id. */
const SEPARATOR = ",";
const IS = "=";

/** The entities' places in their table, and of each the kind of its meter. */
const PLACES: ReadonlyMap<string, number> = new Map(METER_ENTITIES.map(({ name }, place) => [name, place]));
const KINDS: readonly string[] = Object.freeze(METER_ENTITIES.map(({ name }) => applianceOf(name).kind));

/** When an entity was seen that was never told of: it is never taken for gone. */
const NEVER = Number.POSITIVE_INFINITY;

/** One meter that was told of. */
class Told {
	/** Rises whenever the document has to change. */
	version = 1;
	serial: string | undefined;
	model: string | undefined;
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
	/** By an entity's place: when it was last in a reading, counted in `#heardFor`, and the form of its last value. */
	readonly #seenAt = new Float64Array(METER_ENTITIES.length).fill(NEVER);
	readonly #forms = new Uint16Array(METER_ENTITIES.length);
	#removed: string[] = [];
	/** For how long readings have come since the start, long pauses left out. */
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

	/** A reading came at `now`. What none before had is kept over reboots. */
	add(reading: Reading, now: Milliseconds): void {
		this.#heardFor += Math.min(now - (this.#heardAt ?? now), LONGEST_PAUSE);
		this.#heardAt = now;
		let isNew = false;
		for (const appliance of APPLIANCES) if (this.#identify(appliance, reading)) isNew = true;
		const { values } = reading;
		for (let index = 0; index < values.size; index++) {
			const place = PLACES.get(values.names[index]);
			const meter = place === undefined ? undefined : this.#meters.get(KINDS[place]);
			if (place === undefined || meter === undefined) continue;
			if (this.#note(meter, place, formOf(values.at(index)))) isNew = true;
		}
		if (isNew) this.#write();
	}

	/**
	 * The meters of which there is something to tell, each with the version of its document; `told` has the versions that
	 * were told, by id.
	 */
	*news(told: ReadonlyMap<string, number>): IterableIterator<ToldMeter & { version: number }> {
		for (const { appliance, id, serial, model, version } of this.#meters.values()) {
			const { kind, label } = appliance;
			const gone = this.#gone(kind);
			if (told.get(id) === version && gone.length === 0) continue;
			const entities = this.#present(kind);
			if (entities.length + gone.length === 0) continue;
			const forms = new Uint16Array(entities.length);
			for (let index = 0; index < entities.length; index++) forms[index] = this.#forms[entities[index]];
			yield { id, label, serial, model, version, entities, forms, gone };
		}
	}

	/** Home Assistant was told that these are gone: they are forgotten. A meter that has nothing left is removed. */
	forget(id: string, names: readonly string[]): void {
		if (names.length === 0) return;
		for (const name of names) this.#forget(PLACES.get(name) ?? 0);
		for (const [kind, meter] of this.#meters) {
			if (meter.id !== id) continue;
			meter.version++;
			if (this.#seenAt.some((at, place) => at !== NEVER && KINDS[place] === kind)) continue;
			this.#meters.delete(kind);
			this.#removed.push(id);
		}
		this.#write();
	}

	/** Makes sure that the meter told of is the one in this reading. Returns whether it is another one than before. */
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
		else if (before !== undefined) {
			this.#removed.push(before.id);
			for (let place = 0; place < KINDS.length; place++) if (KINDS[place] === kind) this.#forget(place);
		}
		meter.serial = serial;
		meter.model = model;
		this.#meters.set(kind, meter);
		return meter !== before;
	}

	/** Returns whether the meter has not had this entity before. */
	#note(meter: Told, place: number, form: number): boolean {
		const isNew = this.#seenAt[place] === NEVER;
		if (isNew || !isToldAlike(this.#forms[place], form)) meter.version++;
		this.#forms[place] = form;
		this.#seenAt[place] = this.#heardFor;
		return isNew;
	}

	#forget(place: number): void {
		this.#seenAt[place] = NEVER;
		this.#forms[place] = Form.unseen;
	}

	#isGone(place: number): boolean {
		return this.#heardFor - this.#seenAt[place] > ABSENCE;
	}

	/** Names of what the meter of this kind has no more. */
	#gone(kind: string): string[] {
		const gone: string[] = [];
		for (let place = 0; place < KINDS.length; place++) {
			if (this.#isGone(place) && KINDS[place] === kind) gone.push(METER_ENTITIES[place].name);
		}
		return gone;
	}

	/** Places of what it has, as far as that has been in a reading since the reboot. */
	#present(kind: string): Uint8Array {
		const places = new Uint8Array(KINDS.length);
		let count = 0;
		for (let place = 0; place < KINDS.length; place++) {
			if (this.#forms[place] !== Form.unseen && !this.#isGone(place) && KINDS[place] === kind) places[count++] = place;
		}
		return places.slice(0, count);
	}

	/** Where storage fails, what is gone may stay in Home Assistant: nothing to stop for. */
	#read(): void {
		let text = "";
		try {
			const stored = this.#storage.read(KEY);
			if (stored !== undefined) text = textOf(new Uint8Array(stored));
		} catch {
			// As if nothing had been told.
			return;
		}
		for (const word of text.split(SEPARATOR)) {
			const [kind, id] = word.split(IS);
			const appliance = APPLIANCES.find((one) => one.kind === kind);
			if (id !== undefined && appliance !== undefined) this.#meters.set(kind, new Told(appliance, id));
			const place = PLACES.get(word);
			if (place !== undefined && this.#meters.has(KINDS[place])) this.#seenAt[place] = 0;
		}
	}

	#write(): void {
		const words: string[] = [];
		for (const [kind, { id }] of this.#meters) {
			words.push(`${kind}${IS}${id}`);
			for (let place = 0; place < KINDS.length; place++)
				if (this.#seenAt[place] !== NEVER && KINDS[place] === kind) words.push(METER_ENTITIES[place].name);
		}
		const text = words.join(SEPARATOR);
		try {
			this.#storage.write(KEY, bytesOf(text).buffer);
		} catch {
			// Nobody could do anything about it.
		}
	}
}

/** Of an M-Bus device that tells no identity of its own. */
function hasValue({ values }: Reading, kind: string): boolean {
	return values.has(`${kind}_delivered`);
}

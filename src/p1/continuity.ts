/**
 * Whether a reading can follow the ones before it: is it still the same meter, and do its registers go on? A register only
 * rises, until it wraps, and no faster than a house consumes. A value that goes back or leaps is held back until enough
 * readings agree with it. The first reading is taken as it comes.
 */
import type { Milliseconds } from "../clock.js";
import type { Quantity, Reading } from "./reading.js";
import { hasWrapped, isBelow, isTooFast } from "./register-rise.js";
import { Values } from "./values.js";

/** A register below its last value is believed when so many readings in a row go on from each other. */
const READINGS_OF_A_RESTART = 5;
/** The same where the register belongs to another device by now: that alone explains a lower value. */
const READINGS_OF_AN_EXCHANGE = 2;
/** The same for a value above what it can have risen to: damage does not hit two readings alike. */
const READINGS_OF_A_LEAP = 2;

/** Another meter is believed when so many readings in a row are its. */
const READINGS_OF_ANOTHER_METER = 2;
/** The same within an hour of the last exchange: two meters on one line must not take turns. */
const READINGS_OF_YET_ANOTHER_METER = 30;

/**
 * Added to the time between two readings: the first may have come late, having waited for its turn on the air, and the
 * second at once.
 */
const WAIT_FOR_THE_AIR: Milliseconds = 60_000;
/** The same for a device on the M-Bus, which tells an hour's consumption at once (DSMR 4.2.2, 6.12). */
const WAIT_FOR_THE_BUS: Milliseconds = 3_600_000;

/** What comes and goes again is noted no more often than this. */
const PAUSE_OF_TELLING: Milliseconds = 3_600_000;

/** What was noticed between two readings. */
export type ContinuityNote =
	/** Another meter tells its identity: its reading is held back. */
	| { kind: "other-meter"; before: string; now: string }
	/** Another meter, again and again: everything begins anew. */
	| { kind: "meter-exchanged"; before: string; now: string }
	/** Another device on the M-Bus, whose register this is. */
	| { kind: "device-exchanged"; name: string; before: string; now: string }
	/** A register has used up its digits, and begins at zero again. */
	| { kind: "rolled-over"; name: string; before: Quantity; now: Quantity }
	/** A register is below its last value: held back. */
	| { kind: "went-back"; name: string; before: Quantity; now: Quantity }
	/** It has stayed below its last value: it has begun anew. */
	| { kind: "restarted"; name: string; before: Quantity; now: Quantity }
	/** A register is above what it can have risen to: held back. */
	| { kind: "leapt"; name: string; before: Quantity; now: Quantity }
	/** It has stayed there: the leap was real. */
	| { kind: "leap-confirmed"; name: string; before: Quantity; now: Quantity };

export interface Continued {
	/** The reading without what can't be true; undefined where all of it may be another meter's. */
	reading: Reading | undefined;
	notes: ContinuityNote[];
}

/** A register's value that is not believed so far. */
interface Doubt {
	/** The latest one. */
	value: Quantity;
	/** How many readings in a row agree with each other. */
	readings: number;
	told: boolean;
}

interface Register {
	last: Quantity;
	/** When `last` was read. */
	at: Milliseconds;
	/** Of the device on the M-Bus, where it has one. */
	device: string | undefined;
	doubt: Doubt | undefined;
	/** When a doubt was last noted. */
	toldAt: Milliseconds | undefined;
}

interface Identity {
	header: string;
	id: string | undefined;
}

/** Names a meter for a person. */
function nameOf({ header, id }: Identity): string {
	return id ?? header;
}

function isOther(a: Identity, b: Identity): boolean {
	// Where the line with the number could not be read, it may still be the same meter.
	return a.id !== undefined && b.id !== undefined ? a.id !== b.id : a.header !== b.header;
}

/** On the M-Bus is what gas, water and heat meters have `_delivered`. */
const DELIVERED = "_delivered";

function isOnBus(name: string): boolean {
	return name.endsWith(DELIVERED);
}

/** The device that a register on the M-Bus is of: `gas_delivered` has a `gas_equipment_id`. */
function deviceOf(name: string, values: Values): string | undefined {
	if (!isOnBus(name)) return undefined;
	const id = values.get(`${name.slice(0, -DELIVERED.length)}_equipment_id`);
	return id?.kind === "text" ? id.text : undefined;
}

export class Continuity {
	#meter: Identity | undefined;
	/** Another meter, and how many readings in a row were its. */
	#pending: { identity: Identity; readings: number } | undefined;
	#exchangedAt: Milliseconds | undefined;
	#otherToldAt: Milliseconds | undefined;
	readonly #registers = new Map<string, Register>();

	/** Compares a reading with those before, in their order; `now` is when it came. */
	check(reading: Reading, now: Milliseconds): Continued {
		const notes: ContinuityNote[] = [];
		const meter = this.#identify(reading, now, notes);
		if (meter === undefined) return { reading: undefined, notes };
		const held: string[] = [];
		const { names } = reading.values;
		for (let index = 0; index < names.length; index++) {
			const value = reading.values.at(index);
			if (value.kind !== "quantity" || value.digits === undefined) continue;
			const name = names[index];
			if (!this.#goesOn(name, value, deviceOf(name, reading.values), now, notes)) held.push(name);
		}
		const sameMeter = meter.id === reading.meter.equipmentId;
		if (held.length === 0 && sameMeter) return { reading, notes };
		const values = new Values();
		for (const [name, value] of reading.values) if (!held.includes(name)) values.add(name, value);
		return { reading: { ...reading, meter: { ...reading.meter, equipmentId: meter.id }, values }, notes };
	}

	/** Whose reading this is; undefined while it may be another meter's. */
	#identify(
		{ meter: { header, equipmentId } }: Reading,
		now: Milliseconds,
		notes: ContinuityNote[],
	): Identity | undefined {
		const identity: Identity = { header, id: equipmentId };
		const before = this.#meter;
		if (before === undefined || !isOther(before, identity)) {
			this.#pending = undefined;
			this.#meter = { header, id: equipmentId ?? before?.id };
			return this.#meter;
		}
		const isAgain = this.#pending !== undefined && !isOther(this.#pending.identity, identity);
		const readings = isAgain && this.#pending !== undefined ? this.#pending.readings + 1 : 1;
		const change = { before: nameOf(before), now: nameOf(identity) };
		if (readings < (isRecent(this.#exchangedAt, now) ? READINGS_OF_YET_ANOTHER_METER : READINGS_OF_ANOTHER_METER)) {
			this.#pending = { identity, readings };
			if (!isRecent(this.#otherToldAt, now)) {
				this.#otherToldAt = now;
				notes.push({ kind: "other-meter", ...change });
			}
			return undefined;
		}
		notes.push({ kind: "meter-exchanged", ...change });
		this.#exchangedAt = now;
		this.#pending = undefined;
		this.#meter = identity;
		this.#registers.clear();
		return identity;
	}

	/** Whether a register's value can be true. */
	#goesOn(
		name: string,
		value: Quantity,
		device: string | undefined,
		now: Milliseconds,
		notes: ContinuityNote[],
	): boolean {
		const known = this.#registers.get(name);
		// Where a meter begins to count in another unit, nothing can be compared.
		if (known === undefined || known.last.unit !== value.unit) {
			this.#registers.set(name, { last: value, at: now, device, doubt: undefined, toldAt: undefined });
			return true;
		}
		const before = known.last;
		const isExchanged = device !== undefined && known.device !== undefined && device !== known.device;
		const elapsed = now - known.at + (isOnBus(name) ? WAIT_FOR_THE_BUS : WAIT_FOR_THE_AIR);
		const isLower = isBelow(value, before);
		const isFast = value.value !== before.value && isTooFast(before, value, elapsed);
		const hasRolledOver = isLower && !isFast && !isExchanged && hasWrapped(before, value);
		if (hasRolledOver) {
			notes.push({ kind: "rolled-over", name, before, now: value });
		} else if (isLower || isFast) {
			// A device's last reading stands in every telegram until the device is read again: repeating it proves no restart.
			const isCopied = isLower && device !== undefined && !isExchanged;
			const readings = agreeing(known.doubt, value, elapsed, isCopied);
			const told = known.doubt?.told ?? (!isExchanged && !isRecent(known.toldAt, now));
			if (told && known.doubt === undefined) {
				known.toldAt = now;
				notes.push({ kind: isLower ? "went-back" : "leapt", name, before, now: value });
			}
			known.doubt = { value, readings, told };
			if (readings < readingsToBelieve(isLower, isExchanged)) return false;
			if (told && !isExchanged)
				notes.push({ kind: isLower ? "restarted" : "leap-confirmed", name, before, now: value });
		}
		if (isExchanged) notes.push({ kind: "device-exchanged", name, before: known.device ?? "", now: device });
		known.last = value;
		known.at = now;
		known.device = device ?? known.device;
		known.doubt = undefined;
		return true;
	}
}

function isRecent(at: Milliseconds | undefined, now: Milliseconds): boolean {
	return at !== undefined && now - at < PAUSE_OF_TELLING;
}

function readingsToBelieve(isLower: boolean, isExchanged: boolean): number {
	if (isExchanged) return READINGS_OF_AN_EXCHANGE;
	return isLower ? READINGS_OF_A_RESTART : READINGS_OF_A_LEAP;
}

/**
 * How many readings in a row agree on a doubted value. The time allowed is that since the last value believed: it grows,
 * so that a meter of whatever connection is believed in the end.
 */
function agreeing(doubt: Doubt | undefined, now: Quantity, elapsed: Milliseconds, isCopied: boolean): number {
	if (doubt === undefined || isBelow(now, doubt.value) || isTooFast(doubt.value, now, elapsed)) return 1;
	return isCopied && !isBelow(doubt.value, now) ? doubt.readings : doubt.readings + 1;
}

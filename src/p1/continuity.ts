/**
 * One reading after the other: whether this is still the same meter, and whether its registers go on. A register only
 * rises, until it wraps; what goes back is not true, and is held back until enough readings agree with it.
 */
import type { Quantity, Reading, Value } from "./reading.js";

/** So many readings in a row below a register's last value, and rising among themselves, are believed. */
const READINGS_OF_A_RESTART = 5;
/** The same where the register belongs to another device by now: that alone explains it. */
const READINGS_OF_AN_EXCHANGE = 2;

/** What was noticed between two readings. */
export type ContinuityNote =
	/** Another meter tells its identity, once so far: its reading is held back. */
	| { kind: "other-meter"; before: string; now: string }
	/** Another meter, for the second time: everything begins anew. */
	| { kind: "meter-exchanged"; before: string; now: string }
	/** Another device on the M-Bus, whose register this is. */
	| { kind: "device-exchanged"; name: string; before: string; now: string }
	/** All its digits are used up, and it begins at zero. */
	| { kind: "rolled-over"; name: string; before: Quantity; now: Quantity }
	/** Below its last value: held back. Told once for each time that it happens. */
	| { kind: "went-back"; name: string; before: Quantity; now: Quantity }
	/** It has stayed below its last value: it has begun anew. */
	| { kind: "restarted"; name: string; before: Quantity; now: Quantity };

export interface Continued {
	/** Without what can't be true; undefined where it may be another meter's altogether. */
	reading: Reading | undefined;
	notes: ContinuityNote[];
}

interface Register {
	last: Quantity;
	/** Of the device on the M-Bus, where it has one. */
	device: string | undefined;
	/** The latest of the readings below `last`, and how many they are. */
	doubted: Quantity | undefined;
	doubts: number;
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
	// A line that could not be read takes the number away, not the meter.
	return a.id !== undefined && b.id !== undefined ? a.id !== b.id : a.header !== b.header;
}

/** A register's value in whole units of `scale` decimals: what is below them does not count. */
function atScale({ value, scale }: Quantity, coarser: number): number {
	return Math.floor(value / 10 ** (scale - coarser));
}

function isBelow(a: Quantity, b: Quantity): boolean {
	const scale = Math.min(a.scale, b.scale);
	return atScale(a, scale) < atScale(b, scale);
}

/** From the last hundredth of all that its digits hold, into the first. */
function hasWrapped(before: Quantity, now: Quantity): boolean {
	if (before.digits === undefined || before.digits !== now.digits || before.scale !== now.scale) return false;
	const all = 10 ** before.digits;
	return before.value >= all - all / 100 && now.value <= all / 100;
}

/** The device on the M-Bus that a register is of: `gas_delivered` has a `gas_equipment_id`. */
function deviceOf(name: string, values: ReadonlyMap<string, Value>): string | undefined {
	if (!name.endsWith("_delivered")) return undefined;
	const id = values.get(`${name.slice(0, -"delivered".length)}equipment_id`);
	return id?.kind === "text" ? id.text : undefined;
}

export class Continuity {
	#meter: Identity | undefined;
	/** Another one, seen once. */
	#pending: Identity | undefined;
	readonly #registers = new Map<string, Register>();

	/** Compares a reading with those before, in their order. */
	check(reading: Reading): Continued {
		const notes: ContinuityNote[] = [];
		const meter = this.#identify(reading, notes);
		if (meter === undefined) return { reading: undefined, notes };
		const held: string[] = [];
		for (const [name, value] of reading.values) {
			if (value.kind !== "quantity" || value.digits === undefined) continue;
			if (!this.#goesOn(name, value, deviceOf(name, reading.values), notes)) held.push(name);
		}
		const sameMeter = meter.id === reading.meter.equipmentId;
		if (held.length === 0 && sameMeter) return { reading, notes };
		const values = new Map(reading.values);
		for (const name of held) values.delete(name);
		return { reading: { ...reading, meter: { ...reading.meter, equipmentId: meter.id }, values }, notes };
	}

	/** Whose reading this is; undefined while another meter has been seen only once. */
	#identify({ meter: { header, equipmentId } }: Reading, notes: ContinuityNote[]): Identity | undefined {
		const now: Identity = { header, id: equipmentId };
		const before = this.#meter;
		if (before === undefined || !isOther(before, now)) {
			this.#pending = undefined;
			this.#meter = { header, id: equipmentId ?? before?.id };
			return this.#meter;
		}
		const change = { before: nameOf(before), now: nameOf(now) };
		if (this.#pending === undefined || isOther(this.#pending, now)) {
			this.#pending = now;
			notes.push({ kind: "other-meter", ...change });
			return undefined;
		}
		notes.push({ kind: "meter-exchanged", ...change });
		this.#pending = undefined;
		this.#meter = now;
		this.#registers.clear();
		return now;
	}

	/** Whether a register's value can be true. */
	#goesOn(name: string, now: Quantity, device: string | undefined, notes: ContinuityNote[]): boolean {
		const known = this.#registers.get(name);
		// Where a meter begins to count in another unit, nothing can be compared.
		if (known === undefined || known.last.unit !== now.unit) {
			this.#registers.set(name, { last: now, device, doubted: undefined, doubts: 0 });
			return true;
		}
		const before = known.last;
		const exchanged = device !== undefined && known.device !== undefined && device !== known.device;
		if (isBelow(now, before)) {
			if (hasWrapped(before, now) && !exchanged) {
				notes.push({ kind: "rolled-over", name, before, now });
			} else {
				known.doubts = this.#doubts(known, now, device !== undefined && !exchanged);
				if (known.doubted === undefined && !exchanged) notes.push({ kind: "went-back", name, before, now });
				known.doubted = now;
				if (known.doubts < (exchanged ? READINGS_OF_AN_EXCHANGE : READINGS_OF_A_RESTART)) return false;
				if (!exchanged) notes.push({ kind: "restarted", name, before, now });
			}
		}
		if (exchanged) notes.push({ kind: "device-exchanged", name, before: known.device ?? "", now: device });
		known.last = now;
		known.device = device ?? known.device;
		known.doubted = undefined;
		known.doubts = 0;
		return true;
	}

	/**
	 * How many readings in a row agree on a lower value. What a device on the M-Bus said once stands in every telegram until
	 * it speaks again: there a repetition proves nothing.
	 */
	#doubts({ doubted, doubts }: Register, now: Quantity, isCopied: boolean): number {
		if (doubted === undefined || isBelow(now, doubted)) return 1;
		return isCopied && !isBelow(doubted, now) ? doubts : doubts + 1;
	}
}

import type { Clock, Milliseconds } from "../clock.js";
import type { KeyValue } from "../io.js";
import type { Microseconds } from "./modulation.js";
import type { SubBand } from "./regions.js";

const HOUR: Microseconds = 3_600_000_000;
const MINUTE: Milliseconds = 60_000;

/**
 * A charge counts in the minute it is made in and the 61 after it: any hour touches at most 61 minutes, and a
 * transmission begun in the minute before may still reach into it. None is longer than a minute.
 */
const MINUTES = 62;

/** What is written to storage runs ahead of what is used by one part in this many of the limit. */
const QUANTA = 32;

export interface DutyLedgerOptions {
	clock: Clock;
	/** Holds four bytes under `duty.` and the sub-band's name. */
	storage: KeyValue;
	subBand: SubBand;
}

/**
 * The account of one device's time on air in one sub-band. No sliding hour ever holds more than the sub-band's duty
 * cycle allows (EN 300 220-1, 5.4: per device, every transmission), whatever resets come between.
 *
 * What is used is known by the minute, in memory. What a reset may not forget is written ahead, before the
 * transmission it covers: `storage` always holds at least what the last hour used, and after a reset all of it counts
 * as if used just then. It is written again only when the use has risen by a quantum (1/32 of the limit) or fallen by
 * two. In an hour the use can't rise by more than the limit, nor fall by more than the limit: 51 writes an hour at
 * worst, none while traffic is steady.
 */
export class DutyLedger {
	readonly limitUs: Microseconds;
	readonly #clock: Clock;
	readonly #storage: KeyValue;
	readonly #key: string;
	readonly #quantumUs: Microseconds;
	/** A ring: minute n of the clock is at n modulo MINUTES. */
	readonly #minutes = new Uint32Array(MINUTES);
	#minute: number;
	#usedUs: Microseconds;
	#writtenUs: Microseconds;

	constructor({ clock, storage, subBand }: DutyLedgerOptions) {
		this.limitUs = Math.round(HOUR * subBand.dutyCycle);
		this.#quantumUs = Math.floor(this.limitUs / QUANTA);
		this.#clock = clock;
		this.#storage = storage;
		this.#key = `duty.${subBand.name}`;
		this.#minute = Math.floor(clock.now() / MINUTE);
		this.#writtenUs = this.#readWritten();
		this.#usedUs = this.#writtenUs;
		this.#minutes[this.#minute % MINUTES] = this.#usedUs;
	}

	/** What counts at this moment, at most an hour and two minutes old. */
	get usedUs(): Microseconds {
		this.#expire();
		return this.#usedUs;
	}

	/**
	 * Charges a transmission that starts now and returns true, or returns false and charges nothing. When it returns
	 * true, the charge survives a reset. An error of the storage is passed on, and then nothing is charged.
	 */
	charge(airtimeUs: Microseconds): boolean {
		checkAirtime(airtimeUs);
		this.#expire();
		const usedUs = this.#usedUs + airtimeUs;
		if (usedUs > this.limitUs) return false;
		this.#reserve(usedUs);
		this.#usedUs = usedUs;
		this.#minutes[this.#minute % MINUTES] += airtimeUs;
		return true;
	}

	/**
	 * The clock's time from which on a transmission this long would be allowed if nothing else were charged until
	 * then: now, if at once, and Infinity, if it is longer than the limit.
	 */
	allowedAt(airtimeUs: Microseconds): Milliseconds {
		checkAirtime(airtimeUs);
		this.#expire();
		let excessUs = this.#usedUs + airtimeUs - this.limitUs;
		if (excessUs <= 0) return this.#clock.now();
		for (let minute = this.#minute - MINUTES + 1; minute <= this.#minute; minute++) {
			if (minute < 0) continue;
			excessUs -= this.#minutes[minute % MINUTES];
			if (excessUs <= 0) return (minute + MINUTES) * MINUTE;
		}
		return Number.POSITIVE_INFINITY;
	}

	/**
	 * The share of time, 0 to 1, that can be spent on the air from now on without ever being refused: what is free now,
	 * and what becomes free as earlier minutes cease to count. After a reset little is, for an hour: then to go slower
	 * beats to go silent.
	 */
	get sustainableShare(): number {
		this.#expire();
		const now = this.#clock.now();
		let countingUs = this.#usedUs;
		let share = 1;
		for (let minute = this.#minute - MINUTES + 1; minute <= this.#minute; minute++) {
			const leavesAt = (minute + MINUTES) * MINUTE;
			share = Math.min(share, (this.limitUs - countingUs) / (1000 * (leavesAt - now)));
			if (minute >= 0) countingUs -= this.#minutes[minute % MINUTES];
		}
		return share;
	}

	/** Forgets the minutes that no longer count. */
	#expire(): void {
		const now = Math.floor(this.#clock.now() / MINUTE);
		// After a silence longer than the ring, once around is enough.
		this.#minute = Math.max(this.#minute, now - MINUTES);
		while (this.#minute < now) {
			const slot = ++this.#minute % MINUTES;
			this.#usedUs -= this.#minutes[slot];
			this.#minutes[slot] = 0;
		}
	}

	/** Makes sure that storage holds at least `usedUs`, and not much more. */
	#reserve(usedUs: Microseconds): void {
		const excessUs = this.#writtenUs - usedUs;
		if (excessUs >= 0 && excessUs < 3 * this.#quantumUs) return;
		const aheadUs = Math.min(usedUs + this.#quantumUs, this.limitUs);
		const bytes = new DataView(new ArrayBuffer(4));
		bytes.setUint32(0, aheadUs);
		this.#storage.write(this.#key, bytes.buffer);
		this.#writtenUs = aheadUs;
	}

	#readWritten(): Microseconds {
		const bytes = this.#storage.read(this.#key);
		if (bytes === undefined) return 0;
		// Not ours: what it stood for is unknown, so the hour is taken as spent.
		if (bytes.byteLength !== 4) return this.limitUs;
		return Math.min(new DataView(bytes).getUint32(0), this.limitUs);
	}
}

/** A transmission longer than a minute would outrun the ring; the longest LoRa frame at 62.5 kHz takes 29 s. */
function checkAirtime(airtimeUs: Microseconds): void {
	if (!(Number.isInteger(airtimeUs) && airtimeUs > 0 && airtimeUs <= 60_000_000))
		throw new RangeError(`airtimeUs is ${airtimeUs}: a whole number of microseconds from 1 to 60000000 is wanted`);
}

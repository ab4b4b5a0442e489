import type { Clock, Milliseconds, Timer } from "../clock.js";
import type { KeyValue } from "../io.js";
import { DutyRecord, GROUP_MINUTES, GROUPS } from "./duty-record.js";
import type { Microseconds } from "./modulation.js";
import type { SubBand } from "./regions.js";

const HOUR: Microseconds = 3_600_000_000;
const MINUTE: Milliseconds = 60_000;

/**
 * A charge counts in the minute it is made in and the 61 after it: any hour touches at most 61 minutes, and a
 * transmission begun in the minute before may still reach into it. None is longer than a minute.
 */
const MINUTES = 62;

/**
 * What is written to storage runs ahead of what is used, by these shares of the limit. A restart forfeits what was written
 * ahead, so a board that has just started begins with little, in case that it restarts again and again; each further
 * write runs ahead twice as far.
 */
const LEAST_AHEAD = 1 / 128;
const MOST_AHEAD = 1 / 16;

export interface DutyLedgerOptions {
	clock: Clock;
	/** Holds a record of 60 bytes under `duty.` and the sub-band's name. */
	storage: KeyValue;
	subBand: SubBand;
	/** A record that is missing may have been lost: the hour counts as spent then. Where it is left out, as unused. */
	spentWhenMissing?: boolean | undefined;
}

/**
 * The account of one device's time on air in one sub-band. No sliding hour ever holds more than the sub-band's duty
 * cycle allows (EN 300 220-1, 5.4: per device, every transmission), whatever resets come between.
 *
 * Memory holds what is used by the minute. Storage, which must outlast a reset, holds at least as much: it is written
 * before the transmission that needs it, twice, since storage may lose its last write; and again as time passes, so that
 * old charges go on aging across resets. A board does not know how long it was off, and counts that time as none: so a
 * charge is never taken for older than it is.
 *
 * Storage is written twice in each five minutes with a transmission, once in those without while anything counts, and
 * twice for each further sixteenth of the limit: 24 to 36 times an hour in steady traffic, 58 at worst without resets, and
 * 6 times more in the first after a start.
 */
export class DutyLedger {
	readonly limitUs: Microseconds;
	readonly #clock: Clock;
	readonly #record: DutyRecord;
	/** How far the next write runs ahead. */
	#aheadUs: Microseconds;
	/** Which minute it was when the clock was at zero: minutes go on counting from those of the boot before. */
	readonly #firstMinute: number;
	/** A ring: minute n is at n modulo MINUTES. */
	readonly #minutes = new Uint32Array(MINUTES);
	#minute: number;
	#usedUs: Microseconds = 0;
	/**
	 * What storage holds of the group of minutes `#group`: what the last record tells, and what the last two both tell at
	 * least.
	 */
	#group = -1;
	#writtenUs: Microseconds = 0;
	#coveredUs: Microseconds = 0;
	#aging: Timer | undefined;

	constructor({ clock, storage, subBand, spentWhenMissing = false }: DutyLedgerOptions) {
		this.limitUs = Math.round(HOUR * subBand.dutyCycle);
		this.#aheadUs = Math.floor(this.limitUs * LEAST_AHEAD);
		this.#clock = clock;
		this.#record = new DutyRecord(storage, `duty.${subBand.name}`);
		const stored = this.#record.read(this.limitUs);
		const isTakenForSpent = stored === undefined && spentWhenMissing;
		// The end of a group of minutes, so that storage learns how it ages after one more.
		const missing = isTakenForSpent ? { minute: GROUP_MINUTES - 1, groups: [this.limitUs] } : { minute: 0, groups: [] };
		const { minute, groups } = stored ?? missing;
		this.#firstMinute = minute - Math.floor(clock.now() / MINUTE);
		this.#minute = minute;
		for (const [age, usedUs] of groups.entries()) {
			const last = (Math.floor(minute / GROUP_MINUTES) - age + 1) * GROUP_MINUTES - 1;
			// The oldest group may have begun to leave the hour.
			if (usedUs === 0 || last <= minute - MINUTES) continue;
			this.#minutes[Math.min(last, minute) % MINUTES] += usedUs;
			this.#usedUs += usedUs;
		}
		if (isTakenForSpent) this.#note();
		this.#age();
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
		if (this.#usedUs + airtimeUs > this.limitUs) return false;
		this.#cover(airtimeUs);
		this.#usedUs += airtimeUs;
		this.#minutes[this.#minute % MINUTES] += airtimeUs;
		this.#age();
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
		for (let minute = this.#oldestMinute; minute <= this.#minute; minute++) {
			excessUs -= this.#minutes[minute % MINUTES];
			if (excessUs <= 0) return this.#leavesAt(minute);
		}
		return Number.POSITIVE_INFINITY;
	}

	/**
	 * The share of time, 0 to 1, that can be spent on the air from now on without ever being refused: what is free now,
	 * and what becomes free as earlier minutes cease to count. After a reset little may be: then to go slower beats to go
	 * silent.
	 */
	get sustainableShare(): number {
		this.#expire();
		const now = this.#clock.now();
		let countingUs = this.#usedUs;
		let share = 1;
		for (let minute = this.#minute - MINUTES + 1; minute <= this.#minute; minute++) {
			share = Math.min(share, (this.limitUs - countingUs) / (1000 * (this.#leavesAt(minute) - now)));
			if (minute >= 0) countingUs -= this.#minutes[minute % MINUTES];
		}
		return share;
	}

	get #oldestMinute(): number {
		return Math.max(0, this.#minute - MINUTES + 1);
	}

	/** The clock's time from which on a minute counts no more. */
	#leavesAt(minute: number): Milliseconds {
		return (minute + MINUTES - this.#firstMinute) * MINUTE;
	}

	/** Forgets the minutes that no longer count. */
	#expire(): void {
		const now = this.#firstMinute + Math.floor(this.#clock.now() / MINUTE);
		// After a silence longer than the ring, once around is enough.
		this.#minute = Math.max(this.#minute, now - MINUTES);
		while (this.#minute < now) {
			const slot = ++this.#minute % MINUTES;
			this.#usedUs -= this.#minutes[slot];
			this.#minutes[slot] = 0;
		}
	}

	/** Makes sure that the last two records tell at least what is used when `airtimeUs` more is. */
	#cover(airtimeUs: Microseconds): void {
		const inGroupUs = this.#usedInGroup(0);
		const neededUs = inGroupUs + airtimeUs;
		if (this.#groupNow === this.#group && this.#coveredUs >= neededUs) return;
		const written = Math.min(neededUs + this.#aheadUs, inGroupUs + this.limitUs - this.#usedUs);
		while (this.#groupNow !== this.#group || this.#coveredUs < neededUs) this.#write(written);
		this.#aheadUs = Math.min(2 * this.#aheadUs, Math.floor(this.limitUs * MOST_AHEAD));
	}

	/** Writes what is used, with `inGroupUs` for the group of minutes now. */
	#write(inGroupUs: Microseconds): void {
		const groups = new Array<Microseconds>(GROUPS);
		for (let age = 0; age < GROUPS; age++) groups[age] = age === 0 ? inGroupUs : this.#usedInGroup(age);
		this.#record.write({ minute: this.#minute, groups });
		this.#coveredUs = this.#groupNow === this.#group ? Math.min(this.#writtenUs, inGroupUs) : 0;
		this.#writtenUs = inGroupUs;
		this.#group = this.#groupNow;
	}

	get #groupNow(): number {
		return Math.floor(this.#minute / GROUP_MINUTES);
	}

	/** What counts of the group that was `age` groups ago. */
	#usedInGroup(age: number): Microseconds {
		const first = (this.#groupNow - age) * GROUP_MINUTES;
		const last = Math.min(first + GROUP_MINUTES - 1, this.#minute);
		let usedUs = 0;
		for (let minute = Math.max(first, this.#oldestMinute); minute <= last; minute++) {
			usedUs += this.#minutes[minute % MINUTES];
		}
		return usedUs;
	}

	/**
	 * While anything counts, storage learns of each group of minutes that passes, in the last of them, unless a charge has
	 * told it already: nobody may ask for anything meanwhile.
	 */
	#age(): void {
		if (this.#aging !== undefined || this.#usedUs === 0) return;
		const lastMinute = (Math.floor((this.#minute + 1) / GROUP_MINUTES) + 1) * GROUP_MINUTES - 1;
		this.#aging = this.#clock.after((lastMinute - this.#firstMinute) * MINUTE - this.#clock.now(), () => {
			this.#aging = undefined;
			this.#expire();
			this.#note();
			this.#age();
		});
	}

	/** Makes storage learn what counts of this group of minutes, if it takes it. */
	#note(): void {
		try {
			if (this.#groupNow !== this.#group) this.#write(this.#usedInGroup(0));
		} catch {
			// After a reset the charges are then taken for younger than they are, which is safe.
		}
	}
}

/** A transmission longer than a minute would outrun the ring; the longest LoRa frame at 62.5 kHz takes 29 s. */
function checkAirtime(airtimeUs: Microseconds): void {
	if (!(Number.isInteger(airtimeUs) && airtimeUs > 0 && airtimeUs <= 60_000_000))
		throw new RangeError(`airtimeUs is ${airtimeUs}: a whole number of microseconds from 1 to 60000000 is wanted`);
}

/**
 * A meter's times in UTC, as they are published. In the hour that October repeats, a meter may not say which of the two it
 * is: then the times published before decide, for time does not go back an hour.
 */
import { zoneOf } from "../p1/family.js";
import type { Reading } from "../p1/reading.js";
import { toUtc } from "../p1/utc.js";

const HOUR = 3600;
/** A clock may be set back by so many seconds. Only when it goes back by more has the repeated hour begun. */
const SET_BACK = HOUR / 2;

/** The name of a reading's own time. */
const OWN = "timestamp";

interface Published {
	/** Since 1970. */
	seconds: number;
	/** It was the later one of the two times that it could be. */
	isSecond: boolean;
}

export class PublishedTimes {
	/** By name, the last one. */
	readonly #last = new Map<string, Published>();

	/**
	 * The times of a reading by name, in seconds since 1970. Left out are those that can be either, where the reading's own
	 * is one of them and there is none before it to tell: after a start within that very hour.
	 */
	of(reading: Reading): ReadonlyMap<string, number> {
		const { values } = reading;
		const zone = zoneOf(reading);
		const own = values.get(OWN);
		const isOpen = own?.kind === "time" && toUtc(own, zone).ambiguous && !this.#last.has(OWN);
		const times = new Map<string, number>();
		for (let index = 0; index < values.size; index++) {
			const value = values.timeAt(index);
			if (value === undefined) continue;
			const name = values.names[index];
			const { seconds, ambiguous } = toUtc(value, zone);
			if (ambiguous && isOpen) continue;
			const last = this.#last.get(name);
			const isSecond = ambiguous && last !== undefined && (last.isSecond || seconds < last.seconds - SET_BACK);
			const told = isSecond ? seconds + HOUR : seconds;
			times.set(name, told);
			this.#last.set(name, { seconds: told, isSecond });
		}
		return times;
	}
}

/**
 * A meter's times in UTC, as they are published. One that comes twice, in the hour that October repeats, of a meter that
 * does not say which it is, is told by what was published before: time does not go back an hour.
 */
import { zoneOf } from "../p1/family.js";
import type { Reading } from "../p1/reading.js";
import { toUtc } from "../p1/utc.js";

const HOUR = 3600;
/** Seconds by which a clock may be set back: it has begun no second hour before more than this. */
const SET_BACK = HOUR / 2;

/** The name of a reading's own time. */
const OWN = "timestamp";

interface Published {
	/** Since 1970. */
	seconds: number;
	/** Of two times that it could be, the later one. */
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

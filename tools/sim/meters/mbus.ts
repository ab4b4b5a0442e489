/**
 * A meter on the M-Bus: it takes its reading by its own clock, which is some seconds off, and the electricity meter
 * gets to know it later.
 */
import { below, divide, spread } from "../household/arithmetic.js";
import type { UtcSeconds } from "../household/calendar.js";
import type { Random } from "../random.js";

/** How a generation of meters reads its M-Bus: DSMR 5 and e-MUCS every five minutes, water every quarter, DSMR 4 hourly. */
export interface MBusSchedule {
	periodSeconds: number;
	/** The most that the device's clock is ahead of the electricity meter's; 0 where it is set by that. */
	clockSeconds: number;
	/** The most that a reading takes to come. */
	delaySeconds: number;
}

export const FIVE_MINUTES: MBusSchedule = Object.freeze({ periodSeconds: 300, clockSeconds: 40, delaySeconds: 200 });
export const QUARTER: MBusSchedule = Object.freeze({ periodSeconds: 900, clockSeconds: 60, delaySeconds: 120 });
export const HOUR: MBusSchedule = Object.freeze({ periodSeconds: 3600, clockSeconds: 0, delaySeconds: 90 });

/** A heat meter that is read for each telegram. */
export const AT_ONCE: MBusSchedule = Object.freeze({ periodSeconds: 10, clockSeconds: 0, delaySeconds: 0 });

/** An ACE4000 sends a day of hourly readings. */
const READINGS_KEPT = 24;

export interface MBusReading {
	at: UtcSeconds;
	/** In the device's smallest steps: litres, or megajoules. */
	value: number;
}

export class MBusDevice {
	/** The one that the electricity meter has. */
	shown: MBusReading;
	/** The last ones, the oldest first. */
	readonly recent: MBusReading[];
	readonly #schedule: MBusSchedule;
	readonly #random: Random;
	/** Millilitres or joules that make a step, and steps that there were before. */
	readonly #step: number;
	readonly #start: number;
	#ahead: number;
	#captureAt: UtcSeconds;
	#captured: MBusReading;
	#showAt: UtcSeconds = Number.POSITIVE_INFINITY;

	constructor(random: Random, schedule: MBusSchedule, step: number, start: number, now: UtcSeconds) {
		this.#random = random;
		this.#schedule = schedule;
		this.#step = step;
		this.#start = start;
		this.#ahead = below(random, schedule.clockSeconds + 1);
		const into = now % schedule.periodSeconds;
		const last = now - into + this.#ahead - (this.#ahead > into ? schedule.periodSeconds : 0);
		let value = start;
		this.recent = Array.from({ length: READINGS_KEPT }, (_, age) => {
			const reading = { at: last - age * schedule.periodSeconds, value };
			value = Math.max(0, value - below(random, 300));
			return reading;
		}).reverse();
		this.shown = { at: last, value: start };
		this.#captured = this.shown;
		this.#captureAt = last + schedule.periodSeconds;
	}

	/** `counted`: millilitres or joules since the beginning. */
	tick(now: UtcSeconds, counted: number): void {
		if (now >= this.#captureAt) {
			const { periodSeconds, clockSeconds, delaySeconds } = this.#schedule;
			this.#captured = { at: now, value: this.#start + divide(counted, this.#step) };
			this.#showAt = now + below(this.#random, delaySeconds + 1);
			// Its clock wanders, and is set again.
			this.#ahead = Math.max(0, Math.min(clockSeconds, this.#ahead + spread(this.#random, clockSeconds === 0 ? 0 : 2)));
			this.#captureAt = now - (now % periodSeconds) + periodSeconds + this.#ahead;
		}
		if (now >= this.#showAt) {
			this.shown = this.#captured;
			this.recent.push(this.shown);
			this.recent.shift();
			this.#showAt = Number.POSITIVE_INFINITY;
		}
	}
}

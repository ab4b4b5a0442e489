/** What an electricity meter remembers of the grid's faults: failures, long ones with their times, sags and swells. */
import { below } from "../household/arithmetic.js";
import type { UtcSeconds } from "../household/calendar.js";
import type { Supply } from "../household/supply.js";
import type { Random } from "../random.js";

/** DSMR 5.0.2, 6.12: a failure of more than three minutes is a long one, and of these ten are kept. */
const LONG_SECONDS = 180;
const KEPT = 10;
const DAY = 86_400;

export interface LongFailure {
	/** When the power came back. */
	until: UtcSeconds;
	seconds: number;
}

export class Events {
	failures: number;
	longFailures: number;
	/** The oldest first. */
	readonly log: LongFailure[];
	/** Per phase. */
	readonly sags: number[];
	readonly swells: number[];
	#secondsOff = 0;

	constructor(random: Random, phases: number, now: UtcSeconds) {
		this.failures = 2 + below(random, 8);
		this.longFailures = 1 + below(random, 3);
		let until = now - 900 * DAY;
		this.log = Array.from({ length: this.longFailures }, () => {
			until += below(random, 280) * DAY + below(random, DAY);
			return { until, seconds: LONG_SECONDS + below(random, 6000) };
		});
		this.sags = Array.from({ length: phases }, () => below(random, 4));
		this.swells = Array.from({ length: phases }, () => below(random, 2));
	}

	tick(now: UtcSeconds, supply: Supply): void {
		if (!supply.live) {
			this.#secondsOff++;
			return;
		}
		if (this.#secondsOff > 0) this.#note(now);
		if (supply.dip === 0) return;
		const counters = supply.dip < 0 ? this.sags : this.swells;
		for (let phase = 0; phase < counters.length; phase++) counters[phase] += (supply.dippedPhases >> phase) & 1;
	}

	#note(now: UtcSeconds): void {
		this.failures++;
		if (this.#secondsOff > LONG_SECONDS) {
			this.longFailures++;
			this.log.push({ until: now, seconds: this.#secondsOff });
			if (this.log.length > KEPT) this.log.shift();
		}
		this.#secondsOff = 0;
	}
}

/** An electric car that is charged at home, in the evening of some days. */
import type { Random } from "../random.js";
import { below, clamp, divide, spread } from "./arithmetic.js";
import type { LocalClock } from "./calendar.js";

/** In a hundred evenings, on how many it is plugged in. */
const CHARGED = 45;
/** IEC 61851-1: a charger offers 6 to 16 amperes a phase, and the car takes them. In milliamperes. */
const LEAST = 6000;
const MOST = 16_000;
const RAMP = 1100;
/** Full charge is reached slowly: over the last twenty minutes. */
const TAPER_SECONDS = 1200;
const EARLIEST_HOUR = 16;
const LATEST_HOUR = 21;
const SHORTEST_SECONDS = 1800;
const LONGEST_SECONDS = 4 * 3600;

export class Car {
	/** This second's, in each of its phases. */
	milliamperes = 0;
	readonly #random: Random;
	#day = -1;
	/** Second of the day at which it is plugged in; beyond the day's end where it is not. */
	#arrival = Number.POSITIVE_INFINITY;
	#left = 0;

	constructor(random: Random) {
		this.#random = random;
	}

	tick(clock: LocalClock): void {
		if (clock.day !== this.#day) this.#plan(clock);
		if (clock.secondOfDay === this.#arrival) {
			this.#left = SHORTEST_SECONDS + below(this.#random, LONGEST_SECONDS - SHORTEST_SECONDS);
		}
		if (this.#left === 0) {
			this.milliamperes = 0;
			return;
		}
		this.#left--;
		const full = LEAST + divide((MOST - LEAST) * Math.min(this.#left, TAPER_SECONDS), TAPER_SECONDS);
		const goal = Math.min(MOST, full) + spread(this.#random, 40);
		this.milliamperes = clamp(goal, Math.max(0, this.milliamperes - RAMP), this.milliamperes + RAMP);
	}

	#plan({ day }: LocalClock): void {
		const random = this.#random;
		this.#day = day;
		const home = EARLIEST_HOUR * 3600 + below(random, (LATEST_HOUR - EARLIEST_HOUR) * 3600);
		this.#arrival = below(random, 100) < CHARGED ? home : Number.POSITIVE_INFINITY;
	}
}

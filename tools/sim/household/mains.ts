/** The mains at the meter: voltage of each phase, and the grid's frequency. */
import type { Random } from "../random.js";
import { below, clamp, divide, spread } from "./arithmetic.js";

/**
 * By hour, how far a low-voltage feeder's voltage is above or below its mean, in millivolts: high at night, and at noon
 * when its roofs feed in, low when all cook.
 */
const DAILY = Object.freeze([
	1400, 1600, 1700, 1700, 1500, 1000, 100, -900, -900, -400, 200, 700, 1000, 1100, 900, 400, -500, -1700, -2300, -2200,
	-1600, -900, 0, 800,
]);

const MEAN_MILLIVOLTS = 234_200;
/** EN 50160: 230 V, 10 % up or down. */
const LEAST_MILLIVOLTS = 207_000;
const MOST_MILLIVOLTS = 253_000;
/** Of the cable from the last transformer, in milliohms: 10 A take 2.4 V. */
const CABLE = 240;
const NOMINAL_MILLIHERTZ = 50_000;

/** Slow noise: an AR(1) process with a time constant in seconds and steps of a width, in microvolts. */
interface Drift {
	seconds: number;
	width: number;
}

/**
 * So that the tenth of a volt that a meter shows changes in about half of all seconds, and in four of five after ten
 * seconds, as it does in recordings of 1 s meters.
 */
const COMMON: Drift = Object.freeze({ seconds: 500, width: 95_000 });
const OWN: Drift = Object.freeze({ seconds: 300, width: 80_000 });
const FAST_MILLIVOLTS = 70;

export class Mains {
	/** Per phase. */
	readonly millivolts: number[];
	/** The same without what changes from second to second. */
	readonly slowMillivolts: number[];
	millihertz = NOMINAL_MILLIHERTZ;
	readonly #random: Random;
	/** What the phases share, and what each has of its own, in microvolts. */
	#common = 0;
	readonly #own: number[];
	/** For ever: the phases of a feeder don't carry the same. */
	readonly #offsets: number[];
	#deviation = 0;

	constructor(random: Random, phases: number) {
		this.#random = random;
		this.#own = new Array<number>(phases).fill(0);
		this.#offsets = this.#own.map(() => spread(random, 2200));
		this.millivolts = this.#offsets.map((offset) => MEAN_MILLIVOLTS + offset);
		this.slowMillivolts = [...this.millivolts];
		this.#common = spread(random, 1_500_000);
		this.#deviation = spread(random, 20_000);
	}

	/** `milliwatts`: what the house takes from each phase, or gives, which lifts the voltage. */
	tick(secondOfDay: number, milliwatts: readonly number[]): void {
		const random = this.#random;
		const hour = divide(secondOfDay, 3600);
		const into = secondOfDay - hour * 3600;
		const daily = DAILY[hour] + divide((DAILY[(hour + 1) % 24] - DAILY[hour]) * into, 3600);
		this.#common = drifted(this.#common, COMMON, random);
		for (let phase = 0; phase < this.millivolts.length; phase++) {
			this.#own[phase] = drifted(this.#own[phase], OWN, random);
			const drop = divide(milliwatts[phase] * CABLE, MEAN_MILLIVOLTS);
			const slow = divide(this.#common + this.#own[phase], 1000);
			const level = MEAN_MILLIVOLTS + this.#offsets[phase] + daily + slow;
			const volts = level - drop + spread(random, FAST_MILLIVOLTS);
			this.slowMillivolts[phase] = level;
			this.millivolts[phase] = clamp(volts, LEAST_MILLIVOLTS, MOST_MILLIVOLTS);
		}
		// Within 50 mHz but for seconds, as ENTSO-E's reports of frequency quality have it.
		this.#deviation += spread(random, 4000) - divide(this.#deviation, 90);
		this.millihertz = NOMINAL_MILLIHERTZ + divide(this.#deviation, 1000);
	}
}

function drifted(value: number, { seconds, width }: Drift, random: Random): number {
	return value - divide(value, seconds) + below(random, width + 1) * 2 - width;
}

/** What is drawn from the taps. */
import type { Random } from "../random.js";
import { below, spread } from "./arithmetic.js";
import type { LocalClock } from "./calendar.js";

interface Draw {
	name: string;
	/** In a hundred days. */
	runs: number;
	hours: readonly number[];
	millilitresPerSecond: number;
	/** The shortest, and how much longer the longest is. */
	seconds: number;
	more: number;
	/** Of what flows, how much is hot, in thousandths. */
	hot: number;
}

//                              0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
const PEOPLE = Object.freeze([1, 1, 0, 0, 0, 1, 7, 10, 7, 4, 4, 4, 5, 4, 3, 4, 5, 7, 8, 7, 6, 6, 6, 3]);
const SHOWERS = Object.freeze([0, 0, 0, 0, 0, 1, 9, 12, 6, 3, 2, 1, 0, 0, 0, 0, 1, 2, 3, 3, 4, 5, 3, 1]);
const MACHINES = Object.freeze([0, 0, 0, 0, 0, 0, 0, 1, 4, 8, 8, 6, 5, 5, 6, 6, 5, 4, 4, 6, 8, 6, 3, 1]);

/** Some 290 litres a day, as three people use (VEWIN, 2021: 128 litres a head, less the garden). */
const DRAWS: readonly Draw[] = Object.freeze([
	Object.freeze({
		name: "toilet",
		runs: 1300,
		hours: PEOPLE,
		millilitresPerSecond: 110,
		seconds: 30,
		more: 45,
		hot: 0,
	}),
	Object.freeze({ name: "tap", runs: 2800, hours: PEOPLE, millilitresPerSecond: 75, seconds: 4, more: 45, hot: 200 }),
	Object.freeze({
		name: "sink",
		runs: 260,
		hours: PEOPLE,
		millilitresPerSecond: 110,
		seconds: 40,
		more: 70,
		hot: 600,
	}),
	Object.freeze({
		name: "shower",
		runs: 200,
		hours: SHOWERS,
		millilitresPerSecond: 135,
		seconds: 220,
		more: 300,
		hot: 640,
	}),
	Object.freeze({
		name: "machines",
		runs: 420,
		hours: MACHINES,
		millilitresPerSecond: 140,
		seconds: 40,
		more: 60,
		hot: 0,
	}),
]);

const RUN_DAYS = 100;
const SECONDS_PER_HOUR = 3600;

export class Taps {
	/** This second's, and how much of it was hot. */
	millilitres = 0;
	hotMillilitres = 0;
	readonly #random: Random;
	/** Seconds that each goes on. */
	readonly #open: number[];
	/** By hour: the chance that any is opened in a second, and below which sum of chances it is which. */
	readonly #chances: readonly (readonly number[])[];

	constructor(random: Random) {
		this.#random = random;
		this.#open = DRAWS.map(() => 0);
		const sums = DRAWS.map(({ hours }) => hours.reduce((sum, hour) => sum + hour, 0));
		this.#chances = PEOPLE.map((_, hour) => {
			let sum = 0;
			return DRAWS.map(({ runs, hours }, index) => {
				sum += (runs * hours[hour]) / (RUN_DAYS * sums[index] * SECONDS_PER_HOUR);
				return sum;
			});
		});
	}

	tick(clock: LocalClock): void {
		const chances = this.#chances[clock.hour];
		const chance = this.#random();
		if (chance < chances[DRAWS.length - 1]) {
			const index = chances.findIndex((least) => chance < least);
			const { seconds, more } = DRAWS[index];
			this.#open[index] = seconds + below(this.#random, more);
		}
		this.millilitres = 0;
		this.hotMillilitres = 0;
		for (let index = 0; index < DRAWS.length; index++) {
			if (this.#open[index] === 0) continue;
			this.#open[index]--;
			const { millilitresPerSecond, hot } = DRAWS[index];
			const flow = millilitresPerSecond + spread(this.#random, 4);
			this.millilitres += flow;
			this.hotMillilitres += Math.floor((flow * hot) / 1000);
		}
	}
}

/** One appliance, a second at a time: when it starts, and what it takes while it runs. */
import type { Random } from "../random.js";
import type { Appliance } from "./appliances.js";
import { below, divide, spread } from "./arithmetic.js";
import type { LocalClock } from "./calendar.js";

/** Runs begin at a chance that is looked at each so many seconds. */
const LOOK_SECONDS = 60;
const MINUTES_PER_HOUR = 60;
/** `runs` is of so many days. */
const RUN_DAYS = 100;
const NOMINAL_DECIVOLTS = 2300;

export class RunningAppliance {
	readonly appliance: Appliance;
	/** In milliwatts. */
	power = 0;
	readonly #random: Random;
	/** Chance of a run in a minute of each hour, as random() tells it. */
	readonly #chances: readonly number[];
	/** Which step it is in; undefined while it doesn't run. */
	#step: number | undefined;
	#second = 0;
	/** How long this step takes this time. */
	#seconds = 0;
	/** Until it is on, or off, in its turn. */
	#turn = 0;
	#on = true;
	/** This run's power, in thousandths of the appliance's. */
	#size = 1000;
	#untilLook: number;

	constructor(appliance: Appliance, random: Random) {
		this.appliance = appliance;
		this.#random = random;
		this.#untilLook = below(random, LOOK_SECONDS);
		const sum = appliance.hours.reduce((sum, hour) => sum + hour, 0);
		this.#chances = appliance.hours.map((hour) => (appliance.runs * hour) / (RUN_DAYS * sum * MINUTES_PER_HOUR));
		// A compressor may be anywhere in its cycle.
		if (appliance.runs === 0) this.#enter(below(random, appliance.steps.length), true);
	}

	get running(): boolean {
		return this.#step !== undefined;
	}

	tick(clock: LocalClock, decivolts: number): void {
		if (this.#step === undefined) {
			this.power = 0;
			if (--this.#untilLook > 0) return;
			this.#untilLook = LOOK_SECONDS;
			const share = clock.weekend ? this.appliance.weekend : 100;
			if (this.#random() * 100 >= this.#chances[clock.hour] * share) return;
			this.#size = 1000 + spread(this.#random, 40);
			this.#enter(0, false);
		}
		this.#run(decivolts);
	}

	#run(decivolts: number): void {
		const { steps, flicker, inrush = 10, resistive } = this.appliance;
		const step = steps[this.#step ?? 0];
		if (step.on !== undefined && step.off !== undefined && --this.#turn <= 0) {
			this.#on = !this.#on;
			const turn = this.#on ? step.on : step.off;
			this.#turn = turn + spread(this.#random, turn >> 2);
		}
		const watts = this.#on ? step.watts : (step.idle ?? 0);
		let power = watts * this.#size;
		if (resistive) power = divide(power * decivolts * decivolts, NOMINAL_DECIVOLTS * NOMINAL_DECIVOLTS);
		if (this.#second === 0 && this.#step === 0) power = divide(power * inrush, 10);
		this.power = Math.max(0, power + spread(this.#random, divide(power * flicker, 1000)));
		if (++this.#second >= this.#seconds) this.#leave();
	}

	#leave(): void {
		const next = (this.#step ?? 0) + 1;
		const { steps, runs } = this.appliance;
		if (next < steps.length) this.#enter(next, false);
		else if (runs === 0) this.#enter(0, false);
		else this.#step = undefined;
	}

	/** Begins a step: `midway` for one that has been going on already. */
	#enter(step: number, midway: boolean): void {
		const { seconds } = this.appliance.steps[step];
		this.#step = step;
		this.#seconds = Math.max(1, seconds + spread(this.#random, seconds >> 3));
		this.#second = midway ? below(this.#random, this.#seconds) : 0;
		this.#turn = 0;
		this.#on = false;
		if (this.appliance.steps[step].on === undefined) this.#on = true;
	}
}

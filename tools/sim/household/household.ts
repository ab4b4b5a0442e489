/**
 * A household's days, second by second, in integers: the same seed gives the same days on every engine. Appliances run,
 * the sun shines on the roof between clouds, the mains breathe; water and heat flow. What of it a meter counts is the
 * meter's affair.
 */
import { type Random, seededRandom } from "../random.js";
import { APPLIANCES } from "./appliances.js";
import { below, divide, spread, squareRoot } from "./arithmetic.js";
import { LocalClock, type UtcSeconds } from "./calendar.js";
import { Car } from "./car.js";
import { Heating, type HeatSource } from "./heating.js";
import { Mains } from "./mains.js";
import { RunningAppliance } from "./running-appliance.js";
import { Supply } from "./supply.js";
import { Taps } from "./water.js";
import { Weather } from "./weather.js";

export interface HouseholdOptions {
	/** In [0, 1), the same on every engine. Drawn from once: each part of the house has a chance of its own. */
	random: Random;
	phases: 1 | 3;
	/** Peak of the solar panels, in watts; 0 for none. */
	solarWatts: number;
	heat: HeatSource;
	/** Phases with which a car is charged; 0 for no car. */
	carPhases: 0 | 1 | 3;
	/** When it begins. */
	start: UtcSeconds;
	/** Hours ahead of UTC in winter. */
	zone: number;
}

/** Less than that share of its peak wakes no inverter, in millionths; more than this it doesn't give. */
const INVERTER_LEAST = 8000;
const INVERTER_MOST = 920_000;
const INVERTER_REACTIVE = -12;
const CAR_REACTIVE = 40;
const HEAT_REACTIVE = 260;
/** Routers, clocks, chargers: mostly capacitors. */
const STANDBY_LEAST = 9000;
const STANDBY_MORE = 52_000;
const STANDBY_REACTIVE = -620;
const NOMINAL_MILLIVOLTS = 230_000;

/** One second's state. Powers are net of the sun: negative flows back to the grid. */
export class Household {
	readonly clock: LocalClock;
	readonly phases: number;
	/** Per phase. */
	readonly milliwatts: number[];
	readonly millivars: number[];
	readonly millivolts: number[];
	/** The power of the second before, per phase. */
	readonly before: number[];
	/** In millilitres, and joules of heat, since the beginning. */
	gasMillilitres = 0;
	waterMillilitres = 0;
	heatJoules = 0;
	readonly weather: Weather;
	readonly mains: Mains;
	readonly supply: Supply;
	readonly #solarWatts: number;
	readonly #carPhases: number;
	readonly #appliances: readonly RunningAppliance[];
	readonly #taps: Taps;
	readonly #heating: Heating;
	readonly #car: Car;
	readonly #standby: number[];
	readonly #flicker: number[];
	readonly #random: Random;

	constructor({ random, phases, solarWatts, heat, carPhases, start, zone }: HouseholdOptions) {
		const seed = below(random, 2 ** 20) * 2 ** 12 + below(random, 2 ** 12);
		const stream = (name: string) => seededRandom(seed, name);
		this.clock = new LocalClock(start, zone);
		this.phases = phases;
		this.#solarWatts = solarWatts;
		this.#carPhases = carPhases;
		this.milliwatts = new Array<number>(phases).fill(0);
		this.millivars = new Array<number>(phases).fill(0);
		this.before = new Array<number>(phases).fill(0);
		this.weather = new Weather(stream("weather"), this.clock);
		this.mains = new Mains(stream("mains"), phases);
		this.supply = new Supply(stream("supply"));
		this.millivolts = [...this.mains.millivolts];
		this.#appliances = APPLIANCES.map((appliance) => new RunningAppliance(appliance, stream(appliance.name)));
		this.#taps = new Taps(stream("taps"));
		this.#heating = new Heating(stream("heating"), heat);
		this.#car = new Car(stream("car"));
		this.#random = stream("standby");
		this.#standby = this.milliwatts.map(() => STANDBY_LEAST + below(this.#random, STANDBY_MORE));
		this.#flicker = this.milliwatts.map(() => 0);
	}

	/** Lets one second pass. */
	tick(): void {
		const { clock, weather, supply } = this;
		clock.tick();
		weather.tick();
		supply.tick();
		this.#taps.tick(clock);
		this.#heating.tick(clock, weather.temperature, this.#taps.hotMillilitres);
		this.#car.tick(clock);
		this.waterMillilitres += this.#taps.millilitres;
		if (supply.live) this.#useElectricity();
		else this.#goDark();
	}

	#useElectricity(): void {
		this.gasMillilitres += this.#heating.gasMillilitres;
		this.heatJoules += this.#heating.joules;
		for (let phase = 0; phase < this.phases; phase++) {
			this.before[phase] = this.milliwatts[phase];
			this.#idle(phase);
		}
		this.#runAppliances();
		this.#take(0, this.#heating.milliwatts, HEAT_REACTIVE);
		this.#charge();
		this.#shine();
		this.#energize();
	}

	/** What flows in a phase, in milliamperes: of the apparent power, not of the active one alone. */
	milliamperes(phase: number): number {
		const active = this.milliwatts[phase];
		const reactive = this.millivars[phase];
		const apparent = squareRoot(active * active + reactive * reactive);
		return divide(apparent * 1000, Math.max(1, this.millivolts[phase]));
	}

	#idle(phase: number): void {
		const random = this.#random;
		// The deviation of what is always on is some two watts, and it lasts for a second or two.
		this.#flicker[phase] = divide(this.#flicker[phase], 2) + spread(random, this.#standby[phase] >> 4);
		const standby = this.#standby[phase] + this.#flicker[phase];
		this.milliwatts[phase] = standby;
		this.millivars[phase] = divide(standby * STANDBY_REACTIVE, 1000);
	}

	#runAppliances(): void {
		for (const running of this.#appliances) {
			const { phase, reactive } = running.appliance;
			running.tick(this.clock, divide(this.millivolts[phase % this.phases], 100));
			if (running.power > 0) this.#take(phase, running.power, reactive);
		}
	}

	#charge(): void {
		const { milliamperes } = this.#car;
		if (milliamperes === 0) return;
		for (let phase = 0; phase < this.#carPhases; phase++) {
			const on = (phase + 1) % this.phases;
			this.#take(on, divide(milliamperes * this.millivolts[on], 1000), CAR_REACTIVE);
		}
	}

	#shine(): void {
		const { sunshine } = this.weather;
		if (this.#solarWatts === 0 || sunshine < INVERTER_LEAST) return;
		const total = divide(this.#solarWatts * Math.min(sunshine, INVERTER_MOST), 1000);
		const each = divide(total, this.phases);
		for (let phase = 0; phase < this.phases; phase++) {
			this.#take(phase, -each + spread(this.#random, each >> 9), INVERTER_REACTIVE);
		}
	}

	#take(phase: number, milliwatts: number, reactive: number): void {
		const on = phase % this.phases;
		this.milliwatts[on] += milliwatts;
		this.millivars[on] += divide(milliwatts * reactive, 1000);
	}

	#energize(): void {
		const { mains, supply } = this;
		mains.tick(this.clock.secondOfDay, this.milliwatts);
		for (let phase = 0; phase < this.phases; phase++) {
			const dipped = (supply.dippedPhases >> phase) & 1;
			this.millivolts[phase] = mains.millivolts[phase] + dipped * divide(NOMINAL_MILLIVOLTS * supply.dip, 1000);
		}
	}

	/** No power, and nothing of what needs it. Water flows. */
	#goDark(): void {
		for (let phase = 0; phase < this.phases; phase++) {
			this.before[phase] = 0;
			this.milliwatts[phase] = 0;
			this.millivars[phase] = 0;
			this.millivolts[phase] = 0;
		}
	}
}

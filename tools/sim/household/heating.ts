/** Heating and hot water: what heat the house wants, and what it takes from gas, from the heat net or from electricity. */
import type { Random } from "../random.js";
import { clamp, divide, spread } from "./arithmetic.js";
import type { LocalClock } from "./calendar.js";

export type HeatSource = "gas" | "heat pump" | "heat net";

/** The house loses so much heat for each degree between its walls: watts. People and the sun do the rest above 16. */
const LOSS = 205;
const HEATED_BELOW = 1600;
/** By hour, in per cent: cooler at night, warmed up in the morning. */
const WANTED = Object.freeze([
	35, 35, 35, 35, 40, 90, 190, 180, 130, 100, 95, 90, 90, 90, 90, 95, 105, 125, 130, 125, 115, 95, 60, 40,
]);

/** A burner or compressor starts when so much heat is lacking, in joules, and runs until nothing is. */
const START = 1_600_000;
const LEAST_WATTS = 4500;
const MOST_WATTS = 16_000;

/** Heating a gram of water from 12 to 45 degrees takes 138 joules. */
const WATER_JOULES = 138;

/** Groningen gas: 35.17 MJ in a cubic metre, of which a condensing boiler makes use of 95 %: joules in a millilitre. */
const GAS_JOULES = 33;

/** What a heat pump makes of a watt, in tenths, at 7 degrees outside; a tenth more for each four degrees. */
const PERFORMANCE = 36;
const HEAT_PUMP_LEAST_WATTS = 420;
const HEAT_PUMP_MOST_WATTS = 2600;
/** A compressor's speed changes slowly. In milliwatts a second. */
const HEAT_PUMP_RAMP = 9000;
const PUMP_MILLIWATTS = 38_000;
const FAN_MILLIWATTS = 26_000;

export class Heating {
	/** This second's: gas in millilitres, heat in joules, electricity in milliwatts. */
	gasMillilitres = 0;
	joules = 0;
	milliwatts = 0;
	readonly #source: HeatSource;
	readonly #random: Random;
	/** Heat that is lacking, in joules. */
	#debt: number;
	#heating = false;
	#watts = 0;

	constructor(random: Random, source: HeatSource) {
		this.#random = random;
		this.#source = source;
		this.#debt = divide(START, 2);
	}

	/** `temperature` outside, in hundredths of a degree. */
	tick(clock: LocalClock, temperature: number, hotMillilitres: number): void {
		const wanted = divide(LOSS * Math.max(0, HEATED_BELOW - temperature) * WANTED[clock.hour], 10_000);
		this.#debt += wanted;
		if (!this.#heating && this.#debt > START) {
			this.#heating = true;
			this.#watts = clamp(wanted * 2, LEAST_WATTS, MOST_WATTS);
		} else if (this.#heating && this.#debt <= 0) {
			this.#heating = false;
		}
		if (this.#source === "heat pump") this.#pumpHeat(wanted, temperature, hotMillilitres);
		else this.#burn(hotMillilitres);
	}

	/** Hot water comes first: while it flows, the radiators wait. */
	#burn(hotMillilitres: number): void {
		let watts = hotMillilitres * WATER_JOULES;
		if (watts === 0 && this.#heating) {
			// A valve modulates down as the water that comes back gets warmer.
			watts = this.#watts + spread(this.#random, 120);
			this.#debt -= watts;
		}
		this.joules = watts;
		if (this.#source === "heat net") return;
		this.gasMillilitres = divide(watts, GAS_JOULES);
		const running = this.#heating ? PUMP_MILLIWATTS + spread(this.#random, 900) : 0;
		this.milliwatts = running + (watts > 0 ? FAN_MILLIWATTS + spread(this.#random, 1500) : 0);
	}

	/** Hot water comes from a tank, whose heat is but more debt. */
	#pumpHeat(wanted: number, temperature: number, hotMillilitres: number): void {
		this.#debt += hotMillilitres * WATER_JOULES;
		const performance = PERFORMANCE + divide(temperature - 700, 400);
		const electric = divide(wanted * 11, performance);
		const goal = this.#heating ? clamp(electric, HEAT_PUMP_LEAST_WATTS, HEAT_PUMP_MOST_WATTS) * 1000 : 0;
		const step = clamp(goal - this.milliwatts, -HEAT_PUMP_RAMP * 4, HEAT_PUMP_RAMP);
		const noise = goal === 0 ? 0 : spread(this.#random, 6000);
		this.milliwatts = Math.max(0, this.milliwatts + step + noise);
		this.joules = divide(this.milliwatts * performance, 10_000);
		this.#debt -= this.joules;
	}
}

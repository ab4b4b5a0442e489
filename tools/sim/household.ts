/**
 * A household's day, second by second, in integers: the same seed gives the same day on every engine. Appliances go on
 * and off, the sun shines on the roof, the mains breathe; gas and water flow now and then.
 */

const DAY = 86_400;

interface Appliance {
	watts: number;
	phase: 0 | 1 | 2;
	/** Mean seconds that it is on, and off. */
	on: number;
	off: number;
}

const APPLIANCES: readonly Appliance[] = Object.freeze([
	{ watts: 95, phase: 0, on: 900, off: 1500 },
	{ watts: 2100, phase: 1, on: 150, off: 9000 },
	{ watts: 1800, phase: 2, on: 2400, off: 30_000 },
	{ watts: 700, phase: 0, on: 600, off: 14_000 },
	{ watts: 2900, phase: 1, on: 1800, off: 40_000 },
	{ watts: 140, phase: 2, on: 9000, off: 9000 },
	{ watts: 60, phase: 0, on: 12_000, off: 20_000 },
]);

export interface HouseholdOptions {
	/** In [0, 1), the same on every engine. */
	random: () => number;
	phases: 1 | 3;
	/** Peak of the solar panels, in watts; 0 for none. */
	solarWatts: number;
	/** Second of the day at which it begins. */
	startSecond: number;
}

/** One second's state of everything a meter shows. Powers are net of the sun: negative flows back to the grid. */
export class Household {
	/** Per phase, in watts. */
	readonly watts: number[];
	/** Per phase, in tenths of a volt. */
	readonly decivolts: number[];
	/** Registers, in watt-seconds: day import, night import, day export, night export. */
	readonly wattSeconds = { importDay: 0, importNight: 0, exportDay: 0, exportNight: 0 };
	/** In litres. */
	gasLitres = 0;
	waterLitres = 0;
	/** Import of the running quarter of an hour, in watt-seconds, and the highest quarter's mean so far, in watts. */
	quarterWattSeconds = 0;
	peakWatts = 0;
	/** Seconds since midnight of the first day. */
	second: number;
	readonly #random: () => number;
	readonly #phases: number;
	readonly #solarWatts: number;
	readonly #on: boolean[];

	constructor({ random, phases, solarWatts, startSecond }: HouseholdOptions) {
		this.#random = random;
		this.#phases = phases;
		this.#solarWatts = solarWatts;
		this.second = startSecond;
		this.watts = new Array<number>(phases).fill(0);
		this.decivolts = new Array<number>(phases).fill(2340);
		this.#on = APPLIANCES.map(() => false);
	}

	/** The day tariff holds from 7 to 22 o'clock. */
	get dayTariff(): boolean {
		const hour = Math.floor((this.second % DAY) / 3600);
		return hour >= 7 && hour < 22;
	}

	/** Lets one second pass. */
	tick(): void {
		const random = this.#random;
		this.second++;
		if (this.second % 900 === 0) {
			this.peakWatts = Math.max(this.peakWatts, Math.floor(this.quarterWattSeconds / 900));
			this.quarterWattSeconds = 0;
		}
		const sun = Math.floor((this.#sunWatts() * (900 + Math.floor(random() * 100))) / 1000 / this.#phases);
		for (let phase = 0; phase < this.#phases; phase++) {
			this.watts[phase] = 45 + Math.floor(random() * 12) - sun;
			const drift = Math.floor(random() * 5) - 2;
			this.decivolts[phase] = Math.max(2250, Math.min(2430, this.decivolts[phase] + drift));
		}
		APPLIANCES.forEach((appliance, index) => {
			const mean = this.#on[index] ? appliance.on : appliance.off;
			if (random() * mean < 1) this.#on[index] = !this.#on[index];
			if (!this.#on[index]) return;
			const wobble = Math.floor(appliance.watts * random()) >> 6;
			this.watts[appliance.phase % this.#phases] += appliance.watts + wobble;
		});
		this.#meter();
		if (random() < 0.004) this.gasLitres += 1 + Math.floor(random() * 8);
		if (random() < 0.001) this.waterLitres += 1 + Math.floor(random() * 30);
	}

	#meter(): void {
		const total = this.watts.reduce((sum, watts) => sum + watts, 0);
		const registers = this.wattSeconds;
		if (total >= 0) {
			registers[this.dayTariff ? "importDay" : "importNight"] += total;
			this.quarterWattSeconds += total;
		} else {
			registers[this.dayTariff ? "exportDay" : "exportNight"] -= total;
		}
	}

	/** A parabola from 6 to 20 o'clock: no engine's sine need agree with another's. */
	#sunWatts(): number {
		const noon = 13 * 3600;
		const half = 7 * 3600;
		const away = Math.abs((this.second % DAY) - noon);
		if (away >= half) return 0;
		return Math.floor((this.#solarWatts * (half * half - away * away)) / (half * half));
	}
}

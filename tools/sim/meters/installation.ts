/** A house with its meters: electricity, and what is on its M-Bus. What a family's telegram shows is taken from here. */
import { below } from "../household/arithmetic.js";
import type { UtcSeconds } from "../household/calendar.js";
import type { HeatSource } from "../household/heating.js";
import { Household } from "../household/household.js";
import { type Random, seededRandom } from "../random.js";
import { Peaks, QuarterHour } from "./demand.js";
import { Events } from "./events.js";
import { MBusDevice, type MBusSchedule } from "./mbus.js";
import { MonthEnd } from "./month-end.js";
import { DAY, NIGHT, Registers, type Summation, type Tariff } from "./registers.js";

/** The day tariff's hours on working days; at the weekend it is night. */
export interface TariffHours {
	from: number;
	to: number;
}

export interface InstallationPlan {
	phases: 1 | 3;
	solarWatts: number;
	heat: HeatSource;
	carPhases: 0 | 1 | 3;
	/** Hours ahead of UTC in winter. */
	zone: number;
	tariff: TariffHours;
	summation: Summation;
	gas?: MBusSchedule;
	water?: MBusSchedule;
	heatMeter?: MBusSchedule;
	/** Months that the meter has been there. */
	months: number;
	/** A month's highest quarter, about. */
	peakWatts: number;
}

const MILLILITRES = 1000;
const MEGAJOULE = 1_000_000;

export class Installation {
	readonly home: Household;
	readonly registers: Registers;
	/** Demand: of active power either way, and of reactive power. */
	readonly delivered = new QuarterHour();
	readonly returned = new QuarterHour();
	readonly reactiveDelivered = new QuarterHour();
	readonly reactiveReturned = new QuarterHour();
	readonly peaks: Peaks;
	readonly monthEnd: MonthEnd;
	readonly events: Events;
	readonly gas: MBusDevice | undefined;
	readonly water: MBusDevice | undefined;
	readonly heat: MBusDevice | undefined;
	tariff: Tariff;
	readonly #hours: TariffHours;

	constructor(plan: InstallationPlan, random: Random, start: UtcSeconds) {
		const { phases, solarWatts, heat, carPhases, zone, summation, months, peakWatts } = plan;
		this.home = new Household({ random, phases, solarWatts, heat, carPhases, start, zone });
		const seed = below(random, 2 ** 20) * 2 ** 12 + below(random, 2 ** 12);
		const stream = (name: string) => seededRandom(seed, name);
		this.registers = new Registers(summation, stream("registers"), solarWatts > 0);
		this.peaks = new Peaks(this.home.clock, stream("peaks"), months, peakWatts);
		this.monthEnd = new MonthEnd(this.home.clock, this.registers, peakWatts * 1000);
		this.events = new Events(stream("events"), phases, start);
		const device = (name: string, schedule: MBusSchedule | undefined, step: number, most: number) => {
			const random = stream(name);
			return schedule && new MBusDevice(random, schedule, step, below(random, most), start);
		};
		this.gas = device("gas", plan.gas, MILLILITRES, 900_000);
		this.water = device("water", plan.water, MILLILITRES, 400_000);
		this.heat = device("heat", plan.heatMeter, MEGAJOULE, 90_000);
		this.#hours = plan.tariff;
		this.tariff = this.#tariffNow();
	}

	/** Lets a second pass. */
	tick(): void {
		const { home, registers } = this;
		home.tick();
		const { clock, supply } = home;
		registers.tick(home, this.tariff);
		const { delivered, returned, quadrants } = registers.now;
		this.delivered.tick(clock.utc, delivered);
		this.returned.tick(clock.utc, returned);
		this.reactiveDelivered.tick(clock.utc, quadrants[0] + quadrants[1]);
		this.reactiveReturned.tick(clock.utc, quadrants[2] + quadrants[3]);
		this.peaks.tick(clock, this.delivered);
		this.monthEnd.tick(clock, registers, this.delivered, this.returned, this.tariff);
		this.events.tick(clock.utc, supply);
		this.tariff = this.#tariffNow();
		if (supply.live) {
			this.gas?.tick(clock.utc, home.gasMillilitres);
			this.water?.tick(clock.utc, home.waterMillilitres);
			this.heat?.tick(clock.utc, home.heatJoules);
		}
	}

	#tariffNow(): Tariff {
		const { clock } = this.home;
		return !clock.weekend && clock.hour >= this.#hours.from && clock.hour < this.#hours.to ? DAY : NIGHT;
	}
}

/**
 * Demand by the quarter of an hour, on which the Belgian capacity tariff is charged: how much of this quarter's energy
 * there is so far, the month's highest quarter, and the months before.
 *
 * 1.4.0 is the energy so far over the whole quarter's length, so it climbs from zero to the quarter's mean: a DLMS
 * demand register's current_average_value (IEC 62056-6-2, class 5). Telegrams of the field say the same: 183 seconds
 * into a quarter one shows 0.027 kW at a steady 0.132 kW.
 */
import { below, divide } from "../household/arithmetic.js";
import { daysOf, type LocalClock, type UtcSeconds, utcOf } from "../household/calendar.js";
import type { Random } from "../random.js";

export const QUARTER_SECONDS = 900;
const MONTHS_KEPT = 13;

export interface Peak {
	/** The quarter's end. */
	at: UtcSeconds;
	milliwatts: number;
}

/** A month's peak, recorded at the first moment of the next month. */
export interface PastMonth {
	recordedAt: UtcSeconds;
	peak: Peak;
}

export class Demand {
	/** Energy of the running quarter so far, in milliwatt-seconds. */
	energy = 0;
	/** Mean of the last whole quarter, in milliwatts. */
	last = 0;
	/** The running month's; its time is the month's begin until its first quarter is over. */
	peak: Peak;
	/** The oldest first. */
	readonly months: PastMonth[];
	#month: number;

	/** A meter that has been there for so many `months`, and this one's days so far. */
	constructor(clock: LocalClock, random: Random, months: number, peakWatts: number) {
		this.#month = clock.month;
		const peak = () => divide(peakWatts * (700 + below(random, 600)), 1);
		this.months = Array.from({ length: months }, (_, index) => {
			const age = months - 1 - index;
			return {
				recordedAt: monthBegin(clock, age),
				peak: { at: someQuarter(clock, age + 1, random), milliwatts: peak() },
			};
		});
		const begin = monthBegin(clock, 0);
		const quarters = divide(clock.utc - begin, QUARTER_SECONDS);
		this.peak = {
			at: begin + (quarters === 0 ? 0 : 1 + below(random, quarters)) * QUARTER_SECONDS,
			milliwatts: quarters === 0 ? 0 : peak(),
		};
	}

	/** Demand as the meter shows it, in milliwatts. */
	get current(): number {
		return divide(this.energy, QUARTER_SECONDS);
	}

	/** Counts the energy of the second that ends now; on the quarter, what has been counted becomes the last. */
	tick(clock: LocalClock, milliwattSeconds: number): void {
		this.energy += milliwattSeconds;
		if (clock.utc % QUARTER_SECONDS === 0) {
			this.last = this.current;
			this.energy = 0;
			if (this.last > this.peak.milliwatts) this.peak = { at: clock.utc, milliwatts: this.last };
		}
		if (clock.month !== this.#month) {
			this.#month = clock.month;
			this.months.push({ recordedAt: clock.utc, peak: this.peak });
			if (this.months.length > MONTHS_KEPT) this.months.shift();
			this.peak = { at: clock.utc, milliwatts: 0 };
		}
	}
}

/** Midnight of the first day, so many months ago. */
function monthBegin({ year, month, zone }: LocalClock, ago: number): UtcSeconds {
	const months = year * 12 + month - 1 - ago;
	return utcOf(daysOf({ year: divide(months, 12), month: (months % 12) + 1, day: 1 }) * 86_400, zone);
}

/** A quarter of an hour of an evening in the month so long ago. */
function someQuarter(clock: LocalClock, ago: number, random: Random): UtcSeconds {
	const evening = below(random, 28) * 86_400 + (17 * 4 + below(random, 16)) * QUARTER_SECONDS;
	return monthBegin(clock, ago) + evening;
}

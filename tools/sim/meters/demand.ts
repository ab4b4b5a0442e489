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

/** A quarter of an hour's mean of one quantity. */
export class QuarterHour {
	/** Mean of the last whole quarter, in milliwatts or millivars. */
	last = 0;
	/** The running quarter's so far, in milliwatt-seconds. */
	#energy = 0;

	/** As the meter shows it: what there is so far over the whole quarter. */
	get current(): number {
		return divide(this.#energy, QUARTER_SECONDS);
	}

	/** Counts the second that ends now; on the quarter, what has been counted becomes the last. */
	tick(now: UtcSeconds, flow: number): void {
		this.#energy += flow;
		if (now % QUARTER_SECONDS !== 0) return;
		this.last = this.current;
		this.#energy = 0;
	}
}

/** The highest quarters: of the running month, and of those before. */
export class Peaks {
	/** The running month's; its time is the month's begin until its first quarter is over. */
	running: Peak;
	/** The oldest first. */
	readonly months: PastMonth[];
	#month: number;

	/** Of a meter that has been there for so many `months`, and this one's days so far. */
	constructor(clock: LocalClock, random: Random, months: number, peakWatts: number) {
		this.#month = clock.month;
		const peak = () => peakWatts * (700 + below(random, 600));
		this.months = Array.from({ length: months }, (_, index) => {
			const age = months - 1 - index;
			const at = someQuarter(clock, age + 1, random);
			return { recordedAt: monthBegin(clock, age), peak: { at, milliwatts: peak() } };
		});
		const begin = monthBegin(clock, 0);
		const quarters = divide(clock.utc - begin, QUARTER_SECONDS);
		this.running =
			quarters === 0
				? { at: begin, milliwatts: 0 }
				: { at: begin + (1 + below(random, quarters)) * QUARTER_SECONDS, milliwatts: peak() };
	}

	/** Takes the quarter that has just been counted, if there is one; at the month's end all begins anew. */
	tick(clock: LocalClock, quarter: QuarterHour): void {
		if (clock.utc % QUARTER_SECONDS === 0 && quarter.last > this.running.milliwatts) {
			this.running = { at: clock.utc, milliwatts: quarter.last };
		}
		if (clock.month === this.#month) return;
		this.#month = clock.month;
		this.months.push({ recordedAt: clock.utc, peak: this.running });
		if (this.months.length > MONTHS_KEPT) this.months.shift();
		this.running = { at: clock.utc, milliwatts: 0 };
	}
}

/** Midnight of the first day, so many months ago. */
export function monthBegin({ year, month, zone }: LocalClock, ago: number): UtcSeconds {
	const months = year * 12 + month - 1 - ago;
	return utcOf(daysOf({ year: divide(months, 12), month: (months % 12) + 1, day: 1 }) * 86_400, zone);
}

/** A quarter of an hour of an evening in the month so long ago. */
function someQuarter(clock: LocalClock, ago: number, random: Random): UtcSeconds {
	const evening = below(random, 28) * 86_400 + (17 * 4 + below(random, 16)) * QUARTER_SECONDS;
	return monthBegin(clock, ago) + evening;
}

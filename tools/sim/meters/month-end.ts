/** What a Hungarian meter keeps of the month before: its registers at the month's end, and its highest quarters. */
import { divide } from "../household/arithmetic.js";
import type { LocalClock, UtcSeconds } from "../household/calendar.js";
import { monthBegin, QUARTER_SECONDS, type QuarterHour } from "./demand.js";
import type { Registers, Tariff } from "./registers.js";

interface Snapshot {
	at: UtcSeconds;
	delivered: readonly number[];
	returned: readonly number[];
	quadrants: readonly number[];
	/** The highest quarters by direction and tariff, in milliwatts. */
	deliveredPeaks: readonly number[];
	returnedPeaks: readonly number[];
}

export class MonthEnd {
	last: Snapshot;
	#month: number;
	#deliveredPeaks: [number, number] = [0, 0];
	#returnedPeaks: [number, number] = [0, 0];

	/** Of a month before the beginning, a twentieth of all that was counted is taken to be of this one. */
	constructor(clock: LocalClock, registers: Registers, peakMilliwatts: number) {
		this.#month = clock.month;
		const before = (values: readonly number[]) => values.map((value) => divide(value * 19, 20));
		const exported = registers.returned[0] > 0 ? peakMilliwatts : 0;
		this.last = {
			at: monthBegin(clock, 0),
			delivered: before(registers.delivered),
			returned: before(registers.returned),
			quadrants: before(registers.quadrants),
			deliveredPeaks: [peakMilliwatts, divide(peakMilliwatts * 9, 10)],
			returnedPeaks: [exported, divide(exported * 8, 10)],
		};
	}

	/** `tariff`: the one that this second was counted by. */
	tick(clock: LocalClock, registers: Registers, delivered: QuarterHour, returned: QuarterHour, tariff: Tariff): void {
		if (clock.utc % QUARTER_SECONDS === 0) {
			this.#deliveredPeaks[tariff] = Math.max(this.#deliveredPeaks[tariff], delivered.last);
			this.#returnedPeaks[tariff] = Math.max(this.#returnedPeaks[tariff], returned.last);
		}
		if (clock.month === this.#month) return;
		this.#month = clock.month;
		this.last = {
			at: clock.utc,
			delivered: [...registers.delivered],
			returned: [...registers.returned],
			quadrants: [...registers.quadrants],
			deliveredPeaks: this.#deliveredPeaks,
			returnedPeaks: this.#returnedPeaks,
		};
		this.#deliveredPeaks = [0, 0];
		this.#returnedPeaks = [0, 0];
	}
}

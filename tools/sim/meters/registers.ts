/** An electricity meter's energy registers. */

import { below } from "../household/arithmetic.js";
import type { Household } from "../household/household.js";
import type { Random } from "../random.js";

/** The tariffs' number: what a country calls them is its line table's affair. */
export const DAY = 0;
export const NIGHT = 1;
export type Tariff = typeof DAY | typeof NIGHT;

/**
 * How a meter adds its phases: most take their sum each moment, so that one phase's sun feeds the other's kettle;
 * some count each phase by itself, and import and export grow at once.
 */
export type Summation = "net" | "per phase";

/** Active energy in milliwatt-seconds, by tariff; reactive energy in millivar-seconds, by tariff or quadrant. */
export class Registers {
	readonly delivered: [number, number];
	readonly returned: [number, number];
	/** Of quadrants I and II, and of III and IV. */
	readonly reactiveDelivered: [number, number];
	readonly reactiveReturned: [number, number];
	readonly quadrants: [number, number, number, number];
	/** This second's power by direction, in milliwatts; and reactive power by quadrant, in millivars. */
	readonly now = { delivered: 0, returned: 0, quadrants: [0, 0, 0, 0] };
	readonly #summation: Summation;

	/** `random` tells what the meter has counted before; `solar`, whether any of it was returned. */
	constructor(summation: Summation, random: Random, solar: boolean) {
		this.#summation = summation;
		this.delivered = [before(random, 6_000), before(random, 7_000)];
		this.returned = solar ? [before(random, 4_000), before(random, 1_500)] : [0, 0];
		const [q1, q2, q3, q4] = [30, solar ? 40 : 0, solar ? 500 : 0, 1400].map((most) => before(random, most));
		this.quadrants = [q1, q2, q3, q4];
		this.reactiveDelivered = [q1, q2];
		this.reactiveReturned = [q3, q4];
	}

	/** Counts one second of what flows in the house. */
	tick({ milliwatts, millivars }: Household, tariff: Tariff): void {
		const { now } = this;
		now.delivered = 0;
		now.returned = 0;
		now.quadrants.fill(0);
		if (this.#summation === "net") {
			this.#flow(sum(milliwatts), sum(millivars));
		} else {
			for (let phase = 0; phase < milliwatts.length; phase++) this.#flow(milliwatts[phase], millivars[phase]);
		}
		this.delivered[tariff] += now.delivered;
		this.returned[tariff] += now.returned;
		for (let quadrant = 0; quadrant < 4; quadrant++) {
			const flow = now.quadrants[quadrant];
			this.quadrants[quadrant] += flow;
			const register = quadrant < 2 ? this.reactiveDelivered : this.reactiveReturned;
			register[tariff] += flow;
		}
	}

	#flow(active: number, reactive: number): void {
		const { now } = this;
		if (active >= 0) now.delivered += active;
		else now.returned -= active;
		// IEC 62053-23, annex C: I is import of both, II export with inductive loads, III export of both, IV import.
		if (reactive >= 0) now.quadrants[active >= 0 ? 0 : 1] += reactive;
		else now.quadrants[active >= 0 ? 3 : 2] -= reactive;
	}
}

export function sum(values: readonly number[]): number {
	let total = 0;
	for (const value of values) total += value;
	return total;
}

/** Up to `most` kWh, to the watt-second. */
function before(random: Random, most: number): number {
	return (below(random, most * 1000) * 3600 + below(random, 3600)) * 1000;
}

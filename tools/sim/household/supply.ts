/** What goes wrong with the grid: power failures, and sags and swells of the voltage. */
import type { Random } from "../random.js";
import { below } from "./arithmetic.js";

const DAY = 86_400;

/** More often than on most grids, so that a week of telegrams has some: one failure in forty days, a sag in nine. */
const FAILURE_CHANCE = 1 / (40 * DAY);
const SAG_CHANCE = FAILURE_CHANCE + 1 / (9 * DAY);
const SWELL_CHANCE = SAG_CHANCE + 1 / (60 * DAY);

const SHORTEST_SECONDS = 4;
const SHORT_SECONDS = 120;
const LONG_SECONDS = 5400;

/** A voltage that is off for a second, in per mille of the nominal one, as a difference. */
const SAG = -130;
const DEEPEST_SAG = -420;
const SWELL = 112;

export class Supply {
	/** Whether there is power. */
	live = true;
	/** This second's difference of the voltage, in per mille, and the phases that have it as a mask of bits; 0 for none. */
	dip = 0;
	dippedPhases = 0;
	readonly #random: Random;
	#secondsOff = 0;

	constructor(random: Random) {
		this.#random = random;
	}

	/** Cuts the power for so many seconds, from the next on. */
	fail(seconds: number): void {
		this.#secondsOff = seconds;
	}

	tick(): void {
		this.dip = 0;
		this.dippedPhases = 0;
		this.live = true;
		if (this.#secondsOff > 0) {
			this.#secondsOff--;
			this.live = false;
			return;
		}
		const chance = this.#random();
		if (chance >= SWELL_CHANCE) return;
		const random = this.#random;
		if (chance < FAILURE_CHANCE) {
			// Most are over when the grid has been switched; some last until the cable is mended.
			const long = below(random, 3) === 0;
			this.#secondsOff = long
				? SHORT_SECONDS + below(random, LONG_SECONDS)
				: SHORTEST_SECONDS + below(random, SHORT_SECONDS);
			return;
		}
		this.dip = chance < SAG_CHANCE ? SAG - below(random, SAG - DEEPEST_SAG) : SWELL;
		this.dippedPhases = below(random, 2) === 0 ? 7 : 1 << below(random, 3);
	}
}

/** How far two boards that hear each other far better than they need go below full power. */
import { type Rung, TOP_RUNG } from "./ladder.js";

const STEP_DB = 3;
export const LARGEST_REDUCTION_DB = 12;
/** What fading and a door may take away. */
const KEPT_MARGIN_DB = 10;
/** So many answers in a row that leave a whole step to spare lower the power by that step. */
const CALM = 16;

/** A reduction that may be asked for. */
export function isReduction(value: number): boolean {
	return value >= 0 && value <= LARGEST_REDUCTION_DB && value % STEP_DB === 0;
}

export class PowerControl {
	#reductionDb = 0;
	#calm = 0;

	get reductionDb(): number {
		return this.#reductionDb;
	}

	/**
	 * Notes an exchange with this much to spare in its worse direction; returns the reduction from now on. On any rung but
	 * the highest there is none: the power is better spent on the next rung.
	 */
	heard(marginDb: number, rung: Rung): number {
		if (rung !== TOP_RUNG || marginDb < KEPT_MARGIN_DB) return this.lost();
		this.#calm = marginDb >= KEPT_MARGIN_DB + STEP_DB ? this.#calm + 1 : 0;
		if (this.#calm >= CALM && this.#reductionDb < LARGEST_REDUCTION_DB) {
			this.#reductionDb += STEP_DB;
			this.#calm = 0;
		}
		return this.#reductionDb;
	}

	/** Notes an exchange that failed; returns the reduction from now on, none. */
	lost(): number {
		this.#reductionDb = 0;
		this.#calm = 0;
		return 0;
	}
}

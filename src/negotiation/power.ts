/** How far below full power two boards stay that hear each other far better than they need. */
import { type Rung, TOP_RUNG } from "./ladder.js";

const STEP_DB = 3;
export const LARGEST_REDUCTION_DB = 12;
/** What fading and a door may take away. */
const KEPT_MARGIN_DB = 10;
/** Answers in a row, all of them with a step to spare, that earn one. */
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
	 * An exchange with so much to spare in its worse direction; the reduction from now on. On a rung below the highest
	 * power is better spent on the next one.
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

	/** An exchange failed: full power. */
	lost(): number {
		this.#reductionDb = 0;
		this.#calm = 0;
		return 0;
	}
}

/** What must never be, and was: the invariants' common notebook. */
import type { Clock, Milliseconds } from "../../src/clock.js";

export const INVARIANTS = Object.freeze({
	I1: "no nonce twice",
	I2: "only what the meter sent is handed on, in its order, once",
	I3: "left in peace, the link is back within a quarter of an hour",
	I4: "no hour with more airtime, and no frame with more power, than the law allows",
	I5: "what is published is one of the meter's telegrams, and never goes back",
	I6: "each quarter of an hour that the transmitter heard begin is handed on once, and gets to the broker",
	I7: "whatever comes, no program throws",
	I8: "the broker knows within one and a half keep-alives who is there",
	I9: "a packet that is refused changes nothing",
	I10: "the same seed is the same run",
} as const);
export type Invariant = keyof typeof INVARIANTS;

export interface Violation {
	invariant: Invariant;
	at: Milliseconds;
	what: string;
}

/** One broken promise tends to break on: so many of each tell enough. */
const MOST_OF_EACH = 5;

export class Violations {
	readonly all: Violation[] = [];
	readonly #clock: Clock;
	readonly #counts = new Map<Invariant, number>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	report(invariant: Invariant, what: string): void {
		const count = (this.#counts.get(invariant) ?? 0) + 1;
		this.#counts.set(invariant, count);
		if (count <= MOST_OF_EACH) this.all.push({ invariant, at: this.#clock.now(), what });
	}
}

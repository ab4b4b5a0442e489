/** I2: what the receiver hands on, held against what the meter sent. */
import type { Clock, Milliseconds } from "../../../src/clock.js";
import type { Violations } from "../violations.js";

/** What is older than so many telegrams is no news, whoever says it. */
const REMEMBERED = 6000;

export class Provenance {
	handedOn = 0;
	readonly #violations: Violations;
	readonly #order = new Map<string, number>();
	readonly #texts: string[] = [];
	#sent = 0;
	#last = -1;
	#lastAt: Milliseconds = 0;
	/** The receiver may not remember that it has handed on the last one, if that was the first of a quarter. */
	#forgotten = false;
	readonly #clock: Clock;

	constructor(violations: Violations, clock: Clock) {
		this.#violations = violations;
		this.#clock = clock;
	}

	/** Its storage has lost, or not taken, what it remembers of what it told. */
	receiverForgot(): void {
		this.#forgotten = true;
	}

	/** At once after it handed something on, it may not have written that down. */
	receiverCut(): void {
		if (this.#lastAt === this.#clock.now()) this.#forgotten = true;
	}

	/** How many telegrams the meter has sent. */
	get sent(): number {
		return this.#sent;
	}

	/** The latest of the meter's telegrams that was handed on, counted from 0; -1 before the first. */
	get last(): number {
		return this.#last;
	}

	meterSent(text: string): void {
		this.#order.set(text, this.#sent++);
		this.#texts.push(text);
		if (this.#texts.length < 2 * REMEMBERED) return;
		for (const old of this.#texts.splice(0, REMEMBERED)) this.#order.delete(old);
	}

	received(telegram: string): void {
		this.handedOn++;
		const index = this.#order.get(telegram);
		if (index === undefined) this.#violations.report("I2", `telegram ${this.handedOn} is none that the meter sent`);
		else if (index === this.#last) {
			if (!this.#forgotten) this.#violations.report("I2", `the meter's telegram ${index} was handed on twice`);
		} else if (index < this.#last)
			this.#violations.report("I2", `the meter's telegram ${index} was handed on after its telegram ${this.#last}`);
		this.#last = Math.max(this.#last, index ?? -1);
		this.#lastAt = this.#clock.now();
		this.#forgotten = false;
	}
}

/**
 * Lets the board's LED flash. The program is asked once per pattern, and nothing is done between two changes of light.
 */
import type { Clock, Milliseconds } from "../clock.js";
import type { Digital, DigitalClass, Hardware } from "../io.js";
import { isLit, LED_CODES, type LEDCode, type LEDPattern, patternLength, untilChange } from "./led-codes.js";

/** `active` is the level at which it is lit. */
export type LEDWiring = Hardware<DigitalClass, { pin: number; active: 0 | 1 }>;

/** What it is to tell, and how many telegrams there were: each new one is a flash while all is well. */
export interface LEDReport {
	code: LEDCode;
	telegrams: number;
}

export class LED {
	readonly #clock: Clock;
	readonly #report: () => LEDReport;
	readonly #pin: Digital;
	readonly #active: 0 | 1;
	#pattern: LEDPattern = LED_CODES.running;
	#begunAt: Milliseconds = Number.NEGATIVE_INFINITY;
	#telegrams = 0;
	#isLit = false;
	/** One closure for all turns, so that they make no garbage but the clock's own timer. */
	readonly #onTurn = () => this.#turn();

	/** Begins once the caller has returned. Throws where the pin is in use. */
	constructor(clock: Clock, { io: Output, pin, active }: LEDWiring, report: () => LEDReport) {
		this.#clock = clock;
		this.#report = report;
		this.#active = active;
		this.#pin = new Output({ pin, mode: Output.Output, initialValue: 1 - active });
		clock.after(0, this.#onTurn);
	}

	#turn(): void {
		const now = this.#clock.now();
		if (now - this.#begunAt >= patternLength(this.#pattern)) this.#begin(now);
		const at = now - this.#begunAt;
		const lit = isLit(this.#pattern, at);
		if (lit !== this.#isLit) this.#pin.write(lit ? this.#active : 1 - this.#active);
		this.#isLit = lit;
		this.#clock.after(untilChange(this.#pattern, at), this.#onTurn);
	}

	#begin(now: Milliseconds): void {
		const { code, telegrams } = this.#report();
		const isNew = telegrams !== this.#telegrams;
		this.#telegrams = telegrams;
		this.#pattern = LED_CODES[code === "running" && isNew ? "telegram" : code];
		this.#begunAt = now;
	}
}

/** I9: somebody plays old hellos back for ever; what the receiver answers leaves airtime for the link. */
import type { Clock, Milliseconds } from "../../../src/clock.js";
import type { Opened } from "../../../src/link/channel.js";
import type { Emission } from "../../sim/on-air.js";
import type { Violations } from "../violations.js";
import { lawfulShare } from "./airtime.js";

const HOUR: Milliseconds = 3_600_000;
/** Of what is lawful in an hour: once since a start, and for each hour since then. */
const AT_ONCE = 0.5;
const HOURLY = 0.2;

export class StaleAnswerWatch {
	readonly #violations: Violations;
	readonly #clock: Clock;
	#startedAt: Milliseconds = 0;
	/** Of what is lawful in an hour, since the start. */
	#used = 0;
	/** What the receiver sends next answers an old hello, if it answers that at all: it never speaks unasked. */
	#isAsked = false;

	constructor(violations: Violations, clock: Clock) {
		this.#violations = violations;
		this.#clock = clock;
	}

	receiverStarted(): void {
		this.#startedAt = this.#clock.now();
		this.#used = 0;
		this.#isAsked = false;
	}

	/** The receiver, which answers nothing at the moment, has looked into a packet. */
	heard(opened: Opened): void {
		if (opened.ok) this.#isAsked = false;
		else if (opened.reason === "stale hello") this.#isAsked = true;
	}

	/** The receiver answers. The frame that goes beyond the bound is allowed: frames are whole. */
	sent(emission: Emission): void {
		if (!this.#isAsked) return;
		this.#isAsked = false;
		const hours = (this.#clock.now() - this.#startedAt) / HOUR;
		if (this.#used > AT_ONCE + HOURLY * hours) {
			const percent = Math.round(100 * this.#used);
			const what = `answers to old hellos took ${percent} % of a lawful hour's airtime in ${hours.toFixed(2)} hours`;
			this.#violations.report("I9", what);
		}
		this.#used += lawfulShare(emission);
	}
}

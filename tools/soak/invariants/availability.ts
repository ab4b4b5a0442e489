/** I8: what the broker tells of the receiver, held against whether it is there. */
import type { Milliseconds } from "../../../src/clock.js";
import type { Violations } from "../violations.js";

/** One and a half of the receiver's keep-alive, and a moment. */
const GONE: Milliseconds = 45_000 + 1000;
/** A connection that is dead is noticed within a keep-alive, then retried once a minute at least; and a restart. */
const BACK: Milliseconds = 180_000;

export class AvailabilityWatch {
	checks = 0;
	readonly #violations: Violations;
	#since: Milliseconds = 0;
	#present = false;

	constructor(violations: Violations) {
		this.#violations = violations;
	}

	/** To be called often: whether the receiver is there for the broker, since when at the latest, and what the broker tells. */
	check(
		now: Milliseconds,
		{ present, since }: { present: boolean; since: Milliseconds },
		told: string | undefined,
	): void {
		if (present !== this.#present) this.#since = now;
		this.#present = present;
		this.#since = Math.max(this.#since, since);
		this.checks++;
		const lasted = now - this.#since;
		if (present && lasted > BACK && told !== "online")
			this.#violations.report("I8", `the receiver is there for ${lasted / 1000} s, and told to be ${told}`);
		if (!present && lasted > GONE && told === "online")
			this.#violations.report("I8", `the receiver is gone for ${lasted / 1000} s, and told to be online`);
	}
}

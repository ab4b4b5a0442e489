/** When to connect again, and as whom. */
import { retryDelay } from "../backoff.js";
import type { Milliseconds } from "../clock.js";
import type { MQTTFault } from "./fault.js";

/** A connection that lasted this long starts the delays anew. */
const STABLE: Milliseconds = 60_000;

/** Where nobody answers, asking costs nobody anything: at most this step of `retryDelay`, 4 to 8 s. */
const AWAY_STEP = 3;

/**
 * After so many connections in a row that the broker ended soon, another client is taken to have this id: each cuts the
 * other off.
 */
const RIVALRY = 4;
/** CONNACK's codes for an id that is not accepted, and a client that is not authorized (MQTT 3.1.1, table 3.1). */
const ID_REFUSED: readonly number[] = Object.freeze([2, 5]);

export class Retry {
	#failures = 0;
	#cutShort = 0;
	#suffix = "";

	/** What is to stand behind the client's id, to make it another one. */
	get suffix(): string {
		return this.#suffix;
	}

	/**
	 * How long to wait after a connection that ended, or did not come about. `lasted`: since the broker accepted it; undefined
	 * where it did not. `random` draws from [0, 1).
	 */
	after(fault: MQTTFault, lasted: Milliseconds | undefined, random: () => number): Milliseconds {
		const isStable = lasted !== undefined && lasted >= STABLE;
		this.#failures = isStable ? 1 : this.#failures + 1;
		const isAway = fault.kind === "unreachable" || fault.kind === "unresolved";
		const delay = retryDelay(isAway ? Math.min(this.#failures, AWAY_STEP) : this.#failures, random());
		if (isStable) this.#cutShort = 0;
		else if (lasted !== undefined && fault.kind === "lost" && ++this.#cutShort === RIVALRY) this.#suffix = draw(random);
		else if (fault.kind === "refused" && ID_REFUSED.includes(fault.code)) {
			this.#cutShort = 0;
			this.#suffix = "";
		}
		return delay;
	}
}

function draw(random: () => number): string {
	const drawn = Math.floor(random() * 0x10000);
	return `-${drawn.toString(16).padStart(4, "0")}`;
}

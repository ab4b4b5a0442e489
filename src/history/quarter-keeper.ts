/**
 * The transmitter's care for the quarters of an hour: the first telegram of each is sent before fresher ones, and where it
 * does not get through, its registers are kept until they do.
 */
import type { Milliseconds } from "../clock.js";
import type { Encoded } from "../codec/encoder.js";
import { quarterHourOf } from "../p1/own-time.js";
import { Backlog } from "./backlog.js";
import { snapshotOf } from "./register-snapshot.js";

/**
 * For so long the first telegram of a quarter is repeated until it is delivered; after that only its registers are
 * kept.
 */
export const FIRST_PATIENCE: Milliseconds = 5 * 60_000;

export class QuarterKeeper {
	readonly backlog = new Backlog();
	#quarter: number | undefined;
	#first: { telegram: Uint8Array; at: Milliseconds } | undefined;
	/**
	 * `#first` was answered, but the receiver may lose power before it publishes it. Once it understands a later delta, it has
	 * kept its memory since, and so has published it.
	 */
	#isAnswered = false;

	/** The telegram that goes before all others. */
	get first(): Uint8Array | undefined {
		return this.#isAnswered ? undefined : this.#first?.telegram;
	}

	/** A telegram that the meter just sent. */
	heard(telegram: Uint8Array, now: Milliseconds): void {
		const quarter = quarterHourOf(telegram);
		if (quarter === undefined || quarter === this.#quarter) return;
		// The first one after power-on is not the first one of its quarter.
		const isFirst = this.#quarter !== undefined;
		this.#quarter = quarter;
		if (!isFirst) return;
		this.#keep();
		this.#first = { telegram, at: now };
	}

	/** What has waited too long becomes a snapshot. */
	expire(now: Milliseconds): void {
		if (this.#first !== undefined && !this.#isAnswered && now - this.#first.at > FIRST_PATIENCE) this.#keep();
	}

	/**
	 * A telegram was delivered. One that went as a template or as plain bytes may have come in fragments too slowly to be
	 * published, so that it is sent again.
	 */
	delivered(telegram: Uint8Array, form: Exclude<Encoded["kind"], "partial">): void {
		if (this.#isAnswered && form === "delta") {
			this.#first = undefined;
			this.#isAnswered = false;
		} else if (telegram === this.#first?.telegram && (form === "delta" || form === "key")) this.#isAnswered = true;
	}

	/** The receiver asks for what it had before: it has lost its memory, and perhaps what it was about to publish. */
	forgotten(): void {
		if (this.#isAnswered) this.#keep();
	}

	#keep(): void {
		const snapshot = this.#first && snapshotOf(this.#first.telegram);
		this.#first = undefined;
		this.#isAnswered = false;
		if (snapshot !== undefined) this.backlog.add(snapshot);
	}
}

/**
 * How many telegrams the channel in use carries, and how many turns others take from it: counted in spans of a minute,
 * judged over the last two.
 */
import type { Milliseconds } from "../clock.js";
import type { Carried } from "../negotiation/channel-choice.js";
import type { Profile } from "../negotiation/profile.js";

const SPAN: Milliseconds = 60_000;

/** Where telegrams are rare, a span lasts until there were enough turns to judge by, but no longer than this. */
const LONGEST_SPAN: Milliseconds = 10 * 60_000;

/** Turns that others must take in each of two spans in a row: a neighbour who comes by makes no crowd. */
const CROWD = 2;

/** How long, in spans, a look waits for an answer: what is proposed right behind one is likely to be heard. */
const PATIENCE = 1.5;

interface Span {
	elapsed: Milliseconds;
	delivered: number;
	disturbed: number;
}

export class CrowdWatch {
	#profile: Profile | undefined;
	#since: Milliseconds = 0;
	#delivered = 0;
	#disturbed = 0;
	#before: Span | undefined;

	/** A telegram, or a piece of one, got through. */
	delivered(): void {
		this.#delivered++;
	}

	/** A telegram was left out for others, or lost on a strong link. */
	disturbed(): void {
		this.#disturbed++;
	}

	/**
	 * What the last two spans have come to; undefined while the second one is not over. `isAnswered`: an answer has just come
	 * in, which is the best moment to look; without one a span lasts longer.
	 */
	look(profile: Profile, now: Milliseconds, isAnswered: boolean): Pick<Carried, "interval" | "isCrowded"> | undefined {
		if (profile !== this.#profile) {
			this.#begin(profile, now, undefined);
			return undefined;
		}
		const span: Span = { elapsed: now - this.#since, delivered: this.#delivered, disturbed: this.#disturbed };
		const { elapsed } = span;
		const isTold = span.delivered + span.disturbed >= CROWD || elapsed >= LONGEST_SPAN;
		if (!isTold || elapsed < (isAnswered ? 1 : PATIENCE) * SPAN) return undefined;
		const before = this.#before;
		this.#begin(profile, now, span);
		if (before === undefined) return undefined;
		const delivered = before.delivered + span.delivered;
		return {
			interval: delivered === 0 ? Number.POSITIVE_INFINITY : (before.elapsed + elapsed) / delivered,
			isCrowded: before.disturbed >= CROWD && span.disturbed >= CROWD,
		};
	}

	#begin(profile: Profile, now: Milliseconds, before: Span | undefined): void {
		this.#profile = profile;
		this.#since = now;
		this.#delivered = 0;
		this.#disturbed = 0;
		this.#before = before;
	}
}

/** What the channel in use has carried, and whether others take turns of it: looked at every minute, over the last two. */
import type { Milliseconds } from "../clock.js";
import type { Carried } from "../negotiation/channel-choice.js";
import type { Profile } from "../negotiation/profile.js";

const SPAN: Milliseconds = 60_000;

/** Where telegrams are rare: until there were enough turns to tell, but no longer than this. */
const LONGEST_SPAN: Milliseconds = 10 * 60_000;

/** Turns lost to others in each of two spans in a row: a neighbour who comes by makes no crowd. */
const CROWD = 2;

/** In spans: so long an answer to look behind is waited for. */
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

	/** One was left out for others, or lost on a link that is strong. */
	disturbed(): void {
		this.#disturbed++;
	}

	/**
	 * What the last two spans have come to; undefined while they are not over. An answer is waited for, since what follows
	 * one is heard, but not for ever.
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

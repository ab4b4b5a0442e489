/** What the channel in use has carried, and whether others take turns of it: looked at every two minutes. */
import type { Milliseconds } from "../clock.js";
import type { Carried } from "../negotiation/channel-choice.js";
import type { Profile } from "../negotiation/profile.js";

const SPAN: Milliseconds = 2 * 60_000;

/** Where slots are long: so many turns at least. */
const SLOTS = 4;

/** Turns lost to others in each half of the time: a neighbour who comes by makes no crowd. */
const CROWD = 2;

export class CrowdWatch {
	#profile: Profile | undefined;
	#since: Milliseconds = 0;
	#span: Milliseconds = 0;
	#delivered = 0;
	/** In the first half of the span and since. */
	#disturbed: [number, number] = [0, 0];

	/** A telegram, or a piece of one, got through. */
	delivered(): void {
		this.#delivered++;
	}

	/** One was left out for others, or lost on a link that is strong. */
	disturbed(now: Milliseconds): void {
		this.#disturbed[now - this.#since < this.#span / 2 ? 0 : 1]++;
	}

	/** What the time since the last look has come to; undefined while that is too short. */
	look(profile: Profile, slot: Milliseconds, now: Milliseconds): Omit<Carried, "spare"> | undefined {
		const elapsed = now - this.#since;
		if (profile === this.#profile && elapsed < this.#span) return undefined;
		const isSame = profile === this.#profile;
		const interval = this.#delivered === 0 ? Number.POSITIVE_INFINITY : elapsed / this.#delivered;
		const isCrowded = Math.min(...this.#disturbed) >= CROWD;
		this.#profile = profile;
		this.#since = now;
		this.#span = Math.max(SPAN, SLOTS * slot);
		this.#delivered = 0;
		this.#disturbed = [0, 0];
		return isSame ? { interval, slot, isCrowded } : undefined;
	}
}

/** Where the link ran last, kept over a reboot. */
import type { KeyValue } from "../io.js";
import type { ChannelPlan } from "../negotiation/channel-plan.js";
import { isRung } from "../negotiation/ladder.js";
import { type Profile, profileOf, rungOf } from "../negotiation/profile.js";

const KEY = "rung";

/** Two bytes: the profile, and the channel that the boards met on. Older programs wrote one, the rung on that channel. */
export class LastGood {
	readonly #storage: KeyValue;
	readonly #plan: ChannelPlan;

	constructor(storage: KeyValue, plan: ChannelPlan) {
		this.#storage = storage;
		this.#plan = plan;
	}

	/** Undefined also where storage can't be read: the boards meet without it. */
	get profile(): Profile | undefined {
		const stored = this.#read();
		if (stored === undefined || stored.byteLength === 0) return undefined;
		const [profile, meeting] = new Uint8Array(stored);
		const plan = this.#plan;
		// A person who has set another frequency wants the boards there: only the rung is still good.
		if (meeting === plan.meeting && plan.knows(profile)) return profile;
		const rung = meeting === undefined ? profile : rungOf(profile);
		return isRung(rung) ? profileOf(plan.meeting, rung) : undefined;
	}

	#read(): ArrayBuffer | undefined {
		try {
			return this.#storage.read(KEY);
		} catch {
			return undefined;
		}
	}

	/** Where storage does not take it, the next meeting after a reboot takes longer: nothing to stop the link for. */
	keep(profile: Profile): void {
		try {
			this.#storage.write(KEY, Uint8Array.of(profile, this.#plan.meeting).buffer);
		} catch {
			// Nobody could do anything about it.
		}
	}
}

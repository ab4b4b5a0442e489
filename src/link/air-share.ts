/**
 * How a transmitter shares the air with others: when its next frame goes, whether that one yields to others, and what its
 * losses say. On a strong link they tell of a crowd, and not of a rung that is too fast.
 */
import type { Milliseconds } from "../clock.js";
import type { Carried } from "../negotiation/channel-choice.js";
import { channelOf, type Profile } from "../negotiation/profile.js";
import { LEFT_OUT } from "../negotiation/timing.js";
import { CrowdWatch } from "./crowd-watch.js";
import { Pace, type PaceOptions } from "./pace.js";

export class AirShare {
	readonly pace: Pace;
	readonly #options: PaceOptions;
	readonly #watch = new CrowdWatch();
	/** Telegrams left out for others since one went out. */
	#leftOut = 0;
	/** Frames of others came in since the last telegram's outcome: if the next one is lost, it is lost to them. */
	#hearsOthers = false;

	constructor(options: PaceOptions) {
		this.#options = options;
		this.pace = new Pace(options);
	}

	/** Whether the next telegram may yield once more, rather than go out though the channel is busy. */
	get mayYield(): boolean {
		return this.#leftOut < LEFT_OUT;
	}

	heardOthers(): void {
		this.#hearsOthers = true;
	}

	/** A telegram went out: the channel was free, or it did not yield. */
	sent(): void {
		this.#leftOut = 0;
	}

	/** A telegram was left out: others were on the air at every look. */
	leftOut(): void {
		this.#leftOut++;
		this.#watch.disturbed();
		this.pace.crowded(this.#options.port.rung);
	}

	answered(): void {
		this.#hearsOthers = false;
		this.#watch.delivered();
		this.pace.answered();
	}

	/** `isStrong`: the boards hear each other so well that a loss is others' doing. */
	unanswered(isStrong: boolean): void {
		if (isStrong) this.#watch.disturbed();
		if (this.#hearsOthers && isStrong) this.pace.crowded(this.#options.port.rung);
		else this.pace.unanswered();
		this.#hearsOthers = false;
	}

	/** On another channel there are other pairs: nothing is known of them yet. */
	tuned(from: Profile, to: Profile): void {
		if (channelOf(from) !== channelOf(to)) this.pace.restart();
	}

	/** What the channel has carried lately; undefined while there is not enough to judge by. */
	look(now: Milliseconds, isAnswered: boolean): Carried | undefined {
		const { port } = this.#options;
		const carried = this.#watch.look(port.profile, now, isAnswered);
		return carried && { ...carried, slot: this.pace.slot(port.rung), spare: port.spareChannels };
	}
}

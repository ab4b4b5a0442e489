/**
 * How a transmitter shares the air with others: when its next frame goes, which give way, and what losses on a strong
 * link say: a crowd is no weak link.
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
	/** Telegrams left out since one went out. */
	#leftOut = 0;
	/** Frames of others came in since the last telegram: what is lost then is lost to them. */
	#hearsOthers = false;

	constructor(options: PaceOptions) {
		this.#options = options;
		this.pace = new Pace(options);
	}

	/** Whether the next telegram gives way to others; the law asks for a duty cycle, not for silence. */
	get yields(): boolean {
		return this.#leftOut < LEFT_OUT;
	}

	heardOthers(): void {
		this.#hearsOthers = true;
	}

	/** A telegram found the channel free, or went out all the same. */
	sent(): void {
		this.#leftOut = 0;
	}

	/** Others were on the air at every look. */
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

	/** `isStrong`: the two hear each other so well that a loss is others' doing. */
	unanswered(isStrong: boolean): void {
		if (isStrong) this.#watch.disturbed();
		if (this.#hearsOthers && isStrong) this.pace.crowded(this.#options.port.rung);
		else this.pace.unanswered();
		this.#hearsOthers = false;
	}

	/** Others fill another channel more, or less. */
	tuned(from: Profile, to: Profile): void {
		if (channelOf(from) !== channelOf(to)) this.pace.restart();
	}

	/** What the channel has carried since the last look; undefined while that is not long ago. */
	look(now: Milliseconds, isAnswered: boolean): Carried | undefined {
		const { port } = this.#options;
		const carried = this.#watch.look(port.profile, now, isAnswered);
		return carried && { ...carried, slot: this.pace.slot(port.rung), spare: port.spareChannels };
	}
}

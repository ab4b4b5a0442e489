/** The channels that a pair may use, and what the law allows this board on each. */
import type { Milliseconds } from "../clock.js";
import type { SubBand } from "../lora/regions.js";
import { RENDEZVOUS, type Rung, TOP_RUNG } from "./ladder.js";
import { channelOf, isProfile, type Profile, profileOf, rungOf } from "./profile.js";
import type { LinkPlace } from "./report.js";
import { settledPatience } from "./timing.js";

export interface RadioChannel {
	frequencyHz: number;
	subBand: SubBand;
	/** Full power there, at the connector. */
	powerDbm: number;
}

/**
 * The longest that a receiver may wait on a channel where the transmitter does not look for it, before it goes to where
 * they meet.
 */
const LONGEST_PATIENCE: Milliseconds = 15 * 60_000;

/** The least that the SX1276 sends with at PA_BOOST (datasheet 5.4.3). */
export const LEAST_POWER_DBM = 2;

export class ChannelPlan {
	/** In the region's order. */
	readonly channels: readonly RadioChannel[];
	/** Index of the channel where the boards meet. */
	readonly meeting: number;
	/** Index of the channel where they look for each other now and then, should nothing get through on the first. */
	readonly #second: number | undefined;

	constructor(channels: readonly RadioChannel[], meeting = 0, second?: number) {
		this.channels = channels;
		this.meeting = meeting;
		this.#second = second;
	}

	/** Where the boards look for each other: the slowest rung, which is heard the farthest. */
	get rendezvous(): Profile {
		return profileOf(this.meeting, RENDEZVOUS);
	}

	/** The other place where they do: where they ran last, or, if they never did, the rung that takes least of the air. */
	home(lastGood: Profile | undefined): Profile {
		return lastGood ?? profileOf(this.meeting, TOP_RUNG);
	}

	/** Home's rung on the second channel, where it is fast enough there; undefined where there is none, or it is home. */
	elsewhere(lastGood: Profile | undefined): Profile | undefined {
		if (this.#second === undefined) return undefined;
		const there = profileOf(this.#second, rungOf(this.home(lastGood)));
		return there !== lastGood && this.bears(there) ? there : undefined;
	}

	/** Whether this board may send there: with some antennas even its least power is too much. */
	knows(profile: number): boolean {
		const channel = this.channels[channelOf(profile)];
		return isProfile(profile) && channel !== undefined && channel.powerDbm >= LEAST_POWER_DBM;
	}

	/**
	 * Whether a link may run there. Should a power cut separate the boards on the way, the receiver waits there out of reach
	 * for as long as its patience lasts, and that is long on a slow rung with a small duty cycle. Where they meet any rung will
	 * do.
	 */
	bears(profile: Profile): boolean {
		if (!this.knows(profile)) return false;
		const isMeeting = channelOf(profile) === this.meeting;
		return isMeeting || settledPatience(rungOf(profile), this.dutyCycle(profile)) <= LONGEST_PATIENCE;
	}

	/** This rung on the same channel where it bears it, else on the channel where they meet. */
	withRung(profile: Profile, rung: Rung): Profile {
		const there = profileOf(channelOf(profile), rung);
		return this.bears(there) ? there : profileOf(this.meeting, rung);
	}

	/** The profile's channel: one that the plan knows. */
	at(profile: Profile): RadioChannel {
		return this.channels[channelOf(profile)];
	}

	/** Share of any hour that each board may be on the air there, all channels of its sub-band together. */
	dutyCycle(profile: Profile): number {
		return this.at(profile).subBand.dutyCycle;
	}

	/** How much more power, in dB, this board may send with at `to` than at `from`. */
	gainDb(from: Profile, to: Profile): number {
		return this.at(to).powerDbm - this.at(from).powerDbm;
	}

	/** The place as reports name it. */
	place(profile: Profile): LinkPlace {
		const rung = rungOf(profile);
		return channelOf(profile) === this.meeting ? { rung } : { rung, frequencyHz: this.at(profile).frequencyHz };
	}
}

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

/** How long a receiver waits, on a channel that the transmitter may not know of, before it comes to where they meet. */
const LONGEST_PATIENCE: Milliseconds = 15 * 60_000;

/** The least that the SX1276 sends with at PA_BOOST (datasheet 5.4.3). */
export const LEAST_POWER_DBM = 2;

export class ChannelPlan {
	/** In the region's order. */
	readonly channels: readonly RadioChannel[];
	/** Index of the channel where the boards meet. */
	readonly meeting: number;
	/** Of the one where they look for each other now and then, in case that nothing gets through there. */
	readonly #second: number | undefined;

	constructor(channels: readonly RadioChannel[], meeting = 0, second?: number) {
		this.channels = channels;
		this.meeting = meeting;
		this.#second = second;
	}

	/** Where the boards look for each other: heard the farthest. */
	get rendezvous(): Profile {
		return profileOf(this.meeting, RENDEZVOUS);
	}

	/** Where else: where they ran, or, before they did, on the rung that takes least of the air. */
	home(lastGood: Profile | undefined): Profile {
		return lastGood ?? profileOf(this.meeting, TOP_RUNG);
	}

	/** Home's rung on the second channel, where it is fast enough there; undefined where there is none, or it is home. */
	elsewhere(lastGood: Profile | undefined): Profile | undefined {
		if (this.#second === undefined) return undefined;
		const there = profileOf(this.#second, rungOf(this.home(lastGood)));
		return there !== lastGood && this.bears(there) ? there : undefined;
	}

	/** Whether this board can be there: with some antennas its least power is too much. */
	knows(profile: number): boolean {
		const channel = this.channels[channelOf(profile)];
		return isProfile(profile) && channel !== undefined && channel.powerDbm >= LEAST_POWER_DBM;
	}

	/**
	 * Whether both can run there without waiting too long for each other after a power cut on the way: where little may be
	 * sent, a slow rung's silences are long. On the channel that they meet on, any rung.
	 */
	bears(profile: Profile): boolean {
		if (!this.knows(profile)) return false;
		const isMeeting = channelOf(profile) === this.meeting;
		return isMeeting || settledPatience(rungOf(profile), this.dutyCycle(profile)) <= LONGEST_PATIENCE;
	}

	/** This rung on the same channel, or where they meet. */
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

	/** How much louder this board may be at `to` than at `from`, in dB. */
	gainDb(from: Profile, to: Profile): number {
		return this.at(to).powerDbm - this.at(from).powerDbm;
	}

	/** As a report tells it. */
	place(profile: Profile): LinkPlace {
		const rung = rungOf(profile);
		return channelOf(profile) === this.meeting ? { rung } : { rung, frequencyHz: this.at(profile).frequencyHz };
	}
}

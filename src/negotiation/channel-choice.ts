/**
 * When both boards change to another channel, and to which. A crowded channel is left for one that lawfully carries more;
 * of several one is drawn, so that many pairs spread out. A pair that only its channel's duty cycle holds up tries one with
 * more of it.
 */
import type { Milliseconds } from "../clock.js";
import { Backoff } from "./backoff.js";
import type { ChannelPlan } from "./channel-plan.js";
import { isWeak } from "./ladder.js";
import { channelOf, type Profile, profileOf, rungOf } from "./profile.js";

/** What a channel has carried lately. */
export interface Carried {
	/** The mean time between two telegrams that got through; Infinity where none did. */
	interval: Milliseconds;
	/** The time between two that the law allows there: the slot. */
	slot: Milliseconds;
	/** Turns were lost to others, again and again. */
	isCrowded: boolean;
	/** Channels on which enough of the hour's airtime is left. */
	spare: readonly number[];
}

/** Another channel must carry so many times as much: going there costs a second, and it may be as crowded. */
const MUCH_MORE = 1.25;

/** Telegrams that come more slowly than so many slots are not held up by the law. */
const HELD_UP = 1.5;

/** From one change to the next, twice as long after each that led nowhere. */
const HOLD_OFF: Milliseconds = 5 * 60_000;
const LONGEST_HOLD_OFF: Milliseconds = 6 * 3_600_000;

/**
 * A channel that was left for being busy, or did not work, is avoided for so long, twice as long each time; after a day
 * without such a failure, for the first span again.
 */
const AVOIDED: Milliseconds = 3_600_000;
const LONGEST_AVOIDED: Milliseconds = 12 * 3_600_000;

export class ChannelChoice {
	readonly #plan: ChannelPlan;
	readonly #random: () => number;
	/** By channel. */
	readonly #avoidances: readonly Backoff[];
	/** Between two moves. */
	readonly #holdOff = new Backoff(HOLD_OFF, LONGEST_HOLD_OFF);
	/** Where the latest move that was wanted was to leave a crowd; undefined where it only sought more duty cycle. */
	#full: Profile | undefined;

	constructor(plan: ChannelPlan, random: () => number) {
		this.#plan = plan;
		this.#random = random;
		this.#avoidances = plan.channels.map(() => new Backoff(AVOIDED, LONGEST_AVOIDED));
	}

	/** The same rung on a better channel; undefined where there is none, or where others of the crowd are to go. */
	better(from: Profile, snrDb: number, carried: Carried, now: Milliseconds): Profile | undefined {
		const { interval, slot, isCrowded, spare } = carried;
		if (this.#holdOff.lasts(now) || (!isCrowded && interval > HELD_UP * slot)) return undefined;
		const slotThere = (to: Profile) => (slot * this.#plan.dutyCycle(from)) / this.#plan.dutyCycle(to);
		const candidates = spare
			.map((channel) => profileOf(channel, rungOf(from)))
			.filter((to) => this.#isOpen(from, to, snrDb, now) && MUCH_MORE * slotThere(to) < interval);
		if (candidates.length === 0) return undefined;
		const to = candidates[Math.floor(this.#random() * candidates.length)];
		this.#full = isCrowded ? from : undefined;
		// Each pair of a crowd draws for itself: as many leave as must, until those that stay carry as much as those that
		// left.
		return this.#random() < 1 - (MUCH_MORE * slotThere(to)) / interval ? to : undefined;
	}

	/**
	 * Both run on another channel than before. Returns whether the old one is taken for busy: it was crowded, or it is the
	 * one where boards meet, which is not left without need.
	 */
	moved(from: Profile, now: Milliseconds): boolean {
		const isBusy = from === this.#full || channelOf(from) === this.#plan.meeting;
		if (isBusy) this.#avoidances[channelOf(from)].failed(now);
		this.#holdOff.restart(now + HOLD_OFF);
		return isBusy;
	}

	/** The other board was not heard there. */
	failed(to: Profile, now: Milliseconds): void {
		this.#avoidances[channelOf(to)].failed(now);
		this.#holdOff.failed(now);
	}

	/**
	 * Whether `to` may be tried: another channel, fit for its rung, not avoided, and strong enough with the power allowed
	 * there.
	 */
	#isOpen(from: Profile, to: Profile, snrDb: number, now: Milliseconds): boolean {
		if (channelOf(to) === channelOf(from) || !this.#plan.bears(to)) return false;
		if (this.#avoidances[channelOf(to)].lasts(now)) return false;
		return !isWeak(snrDb + this.#plan.gainDb(from, to), rungOf(to));
	}
}

/**
 * When both boards leave a channel, and for which. A channel that others fill is left where another one lawfully carries
 * more; which one is drawn, so that many pairs spread. One that may be on the air more often is looked at again later.
 */
import type { Milliseconds } from "../clock.js";
import type { ChannelPlan } from "./channel-plan.js";
import { isWeak } from "./ladder.js";
import { channelOf, type Profile, profileOf, rungOf } from "./profile.js";
import { FORGIVEN } from "./timing.js";

/** What a channel has carried lately. */
export interface Carried {
	/** Between two telegrams that got through; Infinity where none did. */
	interval: Milliseconds;
	/** Between two that the law allows there. */
	slot: Milliseconds;
	/** Turns were lost to others, all the time. */
	isCrowded: boolean;
	/** Channels on which enough of the hour's airtime is left. */
	spare: readonly number[];
}

/** Another channel must carry so many times as much: going there costs a second, and it may be as full. */
const MUCH_MORE = 1.25;

/** Telegrams that come more slowly than so many slots are not held up by the law. */
const HELD_UP = 1.5;

/** From one change to the next, twice as long after each that led nowhere. */
const HOLD_OFF: Milliseconds = 5 * 60_000;
const LONGEST_HOLD_OFF: Milliseconds = 6 * 3_600_000;

/** A channel that was left, or did not work, is not taken for so long, twice as long each time until a day was quiet. */
const AVOIDED: Milliseconds = 3_600_000;
const LONGEST_AVOIDED: Milliseconds = 12 * 3_600_000;

interface Record {
	avoidedUntil: Milliseconds;
	avoidedNext: Milliseconds;
}

export class ChannelChoice {
	readonly #plan: ChannelPlan;
	readonly #random: () => number;
	readonly #records: readonly Record[];
	#nextAt: Milliseconds = Number.NEGATIVE_INFINITY;
	#holdOff = HOLD_OFF;
	/** Of the latest move that was asked for, what was too full. */
	#full: Profile | undefined;

	constructor(plan: ChannelPlan, random: () => number) {
		this.#plan = plan;
		this.#random = random;
		this.#records = plan.channels.map(() => ({ avoidedUntil: Number.NEGATIVE_INFINITY, avoidedNext: AVOIDED }));
	}

	/** The same rung on a better channel; undefined where there is none, or it is for others to go. */
	better(from: Profile, snrDb: number, carried: Carried, now: Milliseconds): Profile | undefined {
		const { interval, slot, isCrowded, spare } = carried;
		if (now < this.#nextAt || (!isCrowded && interval > HELD_UP * slot)) return undefined;
		const slotThere = (to: Profile) => (slot * this.#plan.dutyCycle(from)) / this.#plan.dutyCycle(to);
		const candidates = spare
			.map((channel) => profileOf(channel, rungOf(from)))
			.filter((to) => this.#isOpen(from, to, snrDb, now) && MUCH_MORE * slotThere(to) < interval);
		if (candidates.length === 0) return undefined;
		const to = candidates[Math.floor(this.#random() * candidates.length)];
		this.#full = isCrowded ? from : undefined;
		// As many go as have to until those that stay carry as much as there.
		return this.#random() < 1 - (MUCH_MORE * slotThere(to)) / interval ? to : undefined;
	}

	/** Both run on another channel than before; returns whether that before is busy. Where boards meet is not left without need. */
	moved(from: Profile, now: Milliseconds): boolean {
		const isBusy = from === this.#full || channelOf(from) === this.#plan.meeting;
		if (isBusy) this.#avoid(from, now);
		this.#holdOff = HOLD_OFF;
		this.#nextAt = now + HOLD_OFF;
		return isBusy;
	}

	/** The other board was not heard there. */
	failed(to: Profile, now: Milliseconds): void {
		this.#avoid(to, now);
		if (now - this.#nextAt > FORGIVEN) this.#holdOff = HOLD_OFF;
		this.#nextAt = now + this.#holdOff;
		this.#holdOff = Math.min(2 * this.#holdOff, LONGEST_HOLD_OFF);
	}

	/** Another one than now, one that bears the rung, not avoided, and no weaker than a link may be with the power allowed there. */
	#isOpen(from: Profile, to: Profile, snrDb: number, now: Milliseconds): boolean {
		if (channelOf(to) === channelOf(from) || !this.#plan.bears(to)) return false;
		if (now < this.#records[channelOf(to)].avoidedUntil) return false;
		return !isWeak(snrDb + this.#plan.gainDb(from, to), rungOf(to));
	}

	#avoid(profile: Profile, now: Milliseconds): void {
		const record = this.#records[channelOf(profile)];
		if (now - record.avoidedUntil > FORGIVEN) record.avoidedNext = AVOIDED;
		record.avoidedUntil = now + record.avoidedNext;
		record.avoidedNext = Math.min(2 * record.avoidedNext, LONGEST_AVOIDED);
	}
}

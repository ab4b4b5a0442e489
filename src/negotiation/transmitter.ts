/**
 * The transmitter's side of the negotiation: discovery, virtual telegrams, the climb, the fall back, a new sync. It
 * asks, the receiver answers; every request ends in `answered` or `unanswered`. No radio, no timer, no key is known
 * here: an event and a time go in, actions come out.
 */
import type { Milliseconds } from "../clock.js";
import { type Carried, ChannelChoice } from "./channel-choice.js";
import type { ChannelPlan } from "./channel-plan.js";
import { nextRung, rungBelow } from "./climb.js";
import { type DiscoveryRequest, discoveryPause, discoveryPlace, LONGEST_POSTPONEMENT, REVISITS } from "./discovery.js";
import { isWeak, predictSnrDb, RENDEZVOUS, type Rung, TOP_RUNG } from "./ladder.js";
import { confirmProbe, failProbe, nextProbe, type Probing } from "./probing.js";
import { channelOf, type Profile, rungOf } from "./profile.js";
import { fellBack, moved, switching } from "./report.js";
import { RungWish } from "./rung-wish.js";
import { fullPower, recordOutcome, settledNow } from "./running.js";
import { COMMIT_ATTEMPTS, PROPOSE_ATTEMPTS, returnPatience, returnPause, unansweredPatience } from "./timing.js";
import {
	isOutcome,
	type Outcome,
	type Running,
	report,
	request,
	type TransmitterAction,
	type TransmitterEvent,
	type TransmitterState,
} from "./transmitter-state.js";

/** A person is told of so many discoveries, and of every tenth after them. */
const TOLD_ATTEMPTS = 5;
/** How often the receiver is called back to the rendezvous before the transmitter goes there alone. */
const RESYNC_ATTEMPTS = 3;
/** A good spell this long earns a try one rung up; each try that leads nowhere doubles it, till the next sync. */
const RAISE_AFTER: Milliseconds = 10 * 60_000;
const RAISE_AFTER_MAX: Milliseconds = 6 * 3_600_000;

export interface TransmitterNegotiationOptions {
	/** Where the link ran before the reboot, if it did. */
	lastGood: Profile | undefined;
	plan: ChannelPlan;
	/** In [0, 1): spreads discoveries, so that two pairs switched on together do not collide for ever. */
	random: () => number;
}

export class TransmitterNegotiation {
	#state: TransmitterState = { phase: "idle" };
	#lastGood: Profile | undefined;
	/** The lowest rung known to fail in this climb, or before the sync that led to it; one past the top when none is. */
	#ceiling: Rung = TOP_RUNG + 1;
	#raiseAfter = RAISE_AFTER;
	/** Where the other board may have settled unheard. */
	#committed: Profile | undefined;
	readonly #choice: ChannelChoice;
	/** What the person at the receiver wants. */
	readonly wish = new RungWish();
	readonly #plan: ChannelPlan;
	readonly #random: () => number;

	constructor({ lastGood, plan, random }: TransmitterNegotiationOptions) {
		this.#lastGood = lastGood;
		this.#plan = plan;
		this.#random = random;
		this.#choice = new ChannelChoice(plan, random);
	}

	get state(): TransmitterState {
		return this.#state;
	}

	/** What to do about `event`. While running, the outcome of each telegram comes in as answered or unanswered too. */
	step(event: TransmitterEvent, now: Milliseconds): TransmitterAction[] {
		const state = this.#state;
		switch (state.phase) {
			case "idle":
				return event.kind === "start" ? this.#discover(0) : [];
			case "discovering":
				if (event.kind === "answered") return this.#met(state, event.snrDb, now);
				if (event.kind === "unanswered") {
					return [{ kind: "wake", at: now + discoveryPause(this.#discovery(state.attempt), this.#random()) }];
				}
				if (event.kind === "forbidden") return postponed(state, event.until, now);
				return event.kind === "wake" ? this.#discover(state.attempt + (state.isPostponed ? 0 : 1), state.resume) : [];
			case "probing":
				if (event.kind === "answered" && event.intact) return this.#confirmed(state, event.snrDb, now);
				return isOutcome(event) ? this.#failed(state, now) : [];
			case "proposing":
				if (event.kind === "answered") return this.#switch(state);
				if (event.kind !== "unanswered") return [];
				// Perhaps only the answer was lost and the receiver has switched: then it waits there.
				if (state.attempt >= PROPOSE_ATTEMPTS) return this.#switch(state);
				state.attempt++;
				return [request({ kind: "propose", to: state.to })];
			case "returning":
				if (event.kind === "answered") return this.#climb(state.profile, event.snrDb, now);
				if (event.kind === "unanswered") return [{ kind: "wake", at: now + returnPause(rungOf(state.profile)) }];
				if (event.kind !== "wake") return [];
				return now < state.until ? [request({ kind: "hello" })] : this.#discover(0);
			case "committing":
				if (event.kind === "answered") return this.#settle(state.profile, event.snrDb, now);
				if (event.kind !== "unanswered") return [];
				if (state.attempt >= COMMIT_ATTEMPTS) {
					this.#committed = state.profile;
					return this.#discover(0);
				}
				state.attempt++;
				return [request({ kind: "commit", profile: state.profile })];
			case "running":
				if (event.kind === "carried") return this.#move(state, event.carried, now);
				return isOutcome(event) ? this.#ran(state, event, now) : [];
			case "resyncing":
				if (event.kind === "unanswered" && state.attempt < RESYNC_ATTEMPTS) {
					state.attempt++;
					return [request({ kind: "resync" })];
				}
				// A receiver that answered is on its way to the rendezvous: no use to look for it here.
				return isOutcome(event) ? this.#discover(event.kind === "answered" ? REVISITS : 0) : [];
		}
	}

	#discovery(attempt: number): DiscoveryRequest {
		return { attempt, plan: this.#plan, lastGood: this.#lastGood, committed: this.#committed };
	}

	#discover(attempt: number, resume?: Running): TransmitterAction[] {
		const profile = discoveryPlace(this.#discovery(attempt));
		this.#state = { phase: "discovering", profile, attempt, resume, isPostponed: false };
		const actions = [request({ kind: "hello" })];
		if (attempt < TOLD_ATTEMPTS || (attempt + 1) % 10 === 0) {
			actions.unshift(report({ kind: "searching", ...this.#plan.place(profile), attempt: attempt + 1 }));
		}
		return [{ kind: "tune", profile }, ...actions];
	}

	/**
	 * The receiver answered a discovery. Where it is met on the rung that they had, and heard well, there is nothing to
	 * find out.
	 */
	#met(
		{ profile, attempt, resume }: Extract<TransmitterState, { phase: "discovering" }>,
		snrDb: number,
		now: Milliseconds,
	): TransmitterAction[] {
		const rung = rungOf(profile);
		const met = report({ kind: "met", ...this.#plan.place(profile) });
		if (resume?.profile === profile && attempt < REVISITS) {
			// It never left. A short probe at once shows it that its answers are heard: a hello alone does not keep it here.
			this.#state = { ...resume, answeredAt: now };
			resume.losses.record(false);
			return [met, request({ kind: "short probe" })];
		}
		this.#raiseAfter = RAISE_AFTER;
		if (rung !== RENDEZVOUS && profile === this.#lastGood && !isWeak(snrDb, rung))
			return [met, ...this.#commit(profile, snrDb)];
		// Boards that never ran together hear each other there, but barely.
		if (rung === TOP_RUNG && this.#lastGood === undefined && isWeak(snrDb, rung)) {
			return [met, ...this.#propose(profile, this.#plan.withRung(profile, rungBelow(rung, snrDb)), snrDb)];
		}
		return [met, ...this.#probe(profile, undefined, snrDb)];
	}

	#probe(profile: Profile, lastGood: Profile | undefined, snrDb: number): TransmitterAction[] {
		this.#state = { phase: "probing", profile, confirmed: 0, failed: 0, lastGood, snrDb };
		return [report({ kind: "testing", ...this.#plan.place(profile) }), nextProbe(profile)];
	}

	#confirmed(state: Probing, snrDb: number, now: Milliseconds): TransmitterAction[] {
		const { profile } = state;
		if (!confirmProbe(state, snrDb)) return [nextProbe(profile)];
		const proven = report({ kind: "proven", ...this.#plan.place(profile), snrDb: state.snrDb });
		return [proven, ...this.#climb(profile, state.snrDb, now)];
	}

	#failed(state: Probing, now: Milliseconds): TransmitterAction[] {
		const { profile, lastGood } = state;
		if (!failProbe(state)) return [nextProbe(profile)];
		if (lastGood === undefined) return this.#discover(0);
		const rung = rungOf(profile);
		if (channelOf(profile) !== channelOf(lastGood)) this.#choice.failed(profile, now);
		if (rung !== rungOf(lastGood)) {
			this.#ceiling = rung;
			this.wish.failed(rung, now);
		}
		const until = now + returnPatience(rungOf(lastGood), rung);
		this.#state = { phase: "returning", profile: lastGood, until };
		return [
			{ kind: "tune", profile: lastGood },
			report(fellBack(this.#plan, profile, lastGood)),
			// A hello: if the receiver has restarted meanwhile, it takes nothing else.
			request({ kind: "hello" }),
		];
	}

	/** Where to go from a rung that works: to the one that is wished for, or to the best in reach. Undefined: stay. */
	#next(rung: Rung, snrDb: number, now: Milliseconds): Rung | undefined {
		const wanted = this.wish.at(now);
		if (wanted === undefined) return nextRung({ rung, snrDb, ceiling: this.#ceiling });
		return wanted === rung ? undefined : wanted;
	}

	/** It works at `profile`: on to the next rung, or stay. */
	#climb(profile: Profile, snrDb: number, now: Milliseconds): TransmitterAction[] {
		const to = this.#next(rungOf(profile), snrDb, now);
		return to === undefined
			? this.#commit(profile, snrDb)
			: this.#propose(profile, this.#plan.withRung(profile, to), snrDb);
	}

	#propose(profile: Profile, to: Profile, snrDb: number): TransmitterAction[] {
		this.#state = { phase: "proposing", profile, to, attempt: 1, snrDb };
		return [report(switching(this.#plan, profile, to)), request({ kind: "propose", to })];
	}

	#commit(profile: Profile, snrDb: number): TransmitterAction[] {
		this.#state = { phase: "committing", profile, attempt: 1, snrDb };
		return [request({ kind: "commit", profile })];
	}

	#switch({ profile, to, snrDb }: Extract<TransmitterState, { phase: "proposing" }>): TransmitterAction[] {
		const there = predictSnrDb(snrDb, rungOf(profile), rungOf(to)) + this.#plan.gainDb(profile, to);
		return [{ kind: "tune", profile: to }, ...this.#probe(to, profile, there)];
	}

	#settle(profile: Profile, snrDb: number, now: Milliseconds): TransmitterAction[] {
		// A try that led somewhere else: the next one may come as soon.
		if (profile !== this.#lastGood) this.#raiseAfter = RAISE_AFTER;
		this.#state = settledNow(profile, snrDb, now, now + this.#raiseAfter);
		const actions: TransmitterAction[] = [report({ kind: "settled", ...this.#plan.place(profile) })];
		const before = this.#lastGood;
		if (profile !== before) actions.unshift({ kind: "remember", profile });
		if (before !== undefined && channelOf(before) !== channelOf(profile))
			actions.push(report(moved(this.#plan, before, profile, this.#choice.moved(before, now))));
		this.#lastGood = profile;
		this.#committed = undefined;
		this.#ceiling = TOP_RUNG + 1;
		return actions;
	}

	#ran(state: Running, event: Outcome, now: Milliseconds): TransmitterAction[] {
		const { profile, losses, power } = state;
		const rung = rungOf(profile);
		const reduced = power.reductionDb;
		const reductionDb = recordOutcome(state, event, now);
		const change: TransmitterAction[] = reductionDb === reduced ? [] : [{ kind: "power", reductionDb }];
		if (isWeak(state.meanSnrDb, rung) && losses.callsForSync) {
			this.wish.failed(rung, now);
			return [...change, ...this.#resync(state)];
		}
		const unanswered = now - state.answeredAt >= unansweredPatience(rung, this.#plan.dutyCycle(profile));
		if (unanswered || losses.callsForSearch)
			return [...change, report({ kind: "lost", ...this.#plan.place(profile) }), ...this.#discover(0, state)];
		if (losses.callsForHello) return [...change, request({ kind: "hello" })];
		// More power before the command goes out, so that it is heard; less power only after it.
		if (change.length > 0) {
			const said = request({ kind: "power", reductionDb });
			return reductionDb < reduced ? [...change, said] : [said, ...change];
		}
		const isWantedElsewhere = (this.wish.at(now) ?? rung) !== rung;
		if ((now < state.raiseAt && !isWantedElsewhere) || event.kind !== "answered") return [];
		const { snrDb } = state;
		// What counted is the lowest SNR since the last look; the next spell is judged by itself.
		state.snrDb = event.snrDb;
		state.raiseAt = now + this.#raiseAfter;
		if (this.#next(rung, snrDb, now) === undefined) return [];
		this.#raiseAfter = Math.min(2 * this.#raiseAfter, RAISE_AFTER_MAX);
		return [...fullPower(state), ...this.#climb(profile, snrDb, now)];
	}

	/** Proposes another channel, where one carries more. */
	#move(state: Running, carried: Carried, now: Milliseconds): TransmitterAction[] {
		const { profile, meanSnrDb } = state;
		const to = this.#choice.better(profile, meanSnrDb, carried, now);
		if (to === undefined) return [];
		return [...fullPower(state), ...this.#propose(profile, to, meanSnrDb)];
	}

	/** The receiver is called back to the rendezvous. The next climb ends below the rung that was too weak. */
	#resync({ profile, losses }: Running): TransmitterAction[] {
		this.#state = { phase: "resyncing", profile, attempt: 1 };
		const rung = rungOf(profile);
		if (rung > RENDEZVOUS) this.#ceiling = rung;
		return [report({ kind: "lossy", ...this.#plan.place(profile), lost: losses.lost }), request({ kind: "resync" })];
	}
}

/** The law forbids this discovery before `until`: it waits for that, or, where that takes long, leaves it to the next. */
function postponed(
	state: Extract<TransmitterState, { phase: "discovering" }>,
	until: Milliseconds,
	now: Milliseconds,
): TransmitterAction[] {
	state.isPostponed = until <= now + LONGEST_POSTPONEMENT;
	return [{ kind: "wake", at: Math.min(until, now + LONGEST_POSTPONEMENT) }];
}

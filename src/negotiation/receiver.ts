/**
 * The receiver's side of the negotiation. It never speaks unasked: it follows the transmitter's proposals to another rung or
 * channel, and goes back by itself when nothing comes there, so that no lost frame can separate the two for good.
 */
import type { Milliseconds } from "../clock.js";
import type { ChannelPlan } from "./channel-plan.js";
import { type Profile, rungOf } from "./profile.js";
import { fellBack, type NegotiationReport, switching } from "./report.js";
import {
	helloPatience,
	homeVisit,
	rendezvousVisit,
	revisitPatience,
	settledPatience,
	trialPatience,
} from "./timing.js";

export type ReceiverState =
	/**
	 * Listening at the rendezvous and at home by turns, for as long as it takes. `until` ends the turn or, once somebody was
	 * `heard`, the wait for more; undefined where there are no turns, as home is the rendezvous.
	 */
	| { phase: "searching"; profile: Profile; until: Milliseconds | undefined; heard: boolean }
	/** Followed a proposal; back to `from` unless the transmitter is heard before `until`. */
	| { phase: "trial"; profile: Profile; from: Profile; until: Milliseconds }
	/** Where the transmitter committed to, or did before a reboot; lost when silent until `until`. */
	| { phase: "settled"; profile: Profile; until: Milliseconds };

/** A frame that proved to be the transmitter's, and new. */
export type HeardFrame =
	| { kind: "propose"; to: Profile }
	| { kind: "commit"; profile: Profile }
	| { kind: "resync" }
	/** Says that the transmitter is there, not that it hears the answers: it does not keep the receiver on a rung. */
	| { kind: "hello" }
	/** Both boards are to send with this much less power. */
	| { kind: "power"; reductionDb: number }
	/** Anything else: a telegram, a piece of one, snapshots, a probe. */
	| { kind: "other" };

export type ReceiverEvent = { kind: "start" } | { kind: "heard"; frame: HeardFrame } | { kind: "wake" };

export type ReceiverAction =
	/** After the answer to the frame just heard, if one is due. */
	| { kind: "tune"; profile: Profile }
	/** At once, with the answer to the frame just heard: full power may be what that needs. */
	| { kind: "power"; reductionDb: number }
	| { kind: "wake"; at: Milliseconds }
	| { kind: "remember"; profile: Profile }
	| { kind: "report"; report: NegotiationReport };

export interface ReceiverNegotiationOptions {
	lastGood: Profile | undefined;
	/** Tells how often the law lets the transmitter speak on each channel. */
	plan: ChannelPlan;
}

/** Of so many visits at home one is made on the second channel instead, to begin with the third. */
const ELSEWHERE_EVERY = 10;
const ELSEWHERE_FIRST = 3;

export class ReceiverNegotiation {
	#state: ReceiverState;
	#lastGood: Profile | undefined;
	#reductionDb = 0;
	/** How often this search has come home from the rendezvous. */
	#rounds = 0;
	readonly #plan: ChannelPlan;

	constructor({ lastGood, plan }: ReceiverNegotiationOptions) {
		this.#lastGood = lastGood;
		this.#plan = plan;
		this.#state = { phase: "searching", profile: plan.rendezvous, until: undefined, heard: false };
	}

	get state(): ReceiverState {
		return this.#state;
	}

	/** Power stays reduced only while nothing but telegrams and probes comes: all else is a sync, or a search. */
	step(event: ReceiverEvent, now: Milliseconds): ReceiverAction[] {
		const actions = this.#act(event, now);
		const reductionDb = this.#reductionAfter(event);
		if (reductionDb !== this.#reductionDb) actions.push({ kind: "power", reductionDb });
		this.#reductionDb = reductionDb;
		return actions;
	}

	#reductionAfter(event: ReceiverEvent): number {
		if (this.#state.phase !== "settled") return 0;
		if (event.kind !== "heard") return this.#reductionDb;
		const { frame } = event;
		if (frame.kind === "power") return frame.reductionDb;
		return frame.kind === "other" ? this.#reductionDb : 0;
	}

	#act(event: ReceiverEvent, now: Milliseconds): ReceiverAction[] {
		switch (event.kind) {
			case "start":
				return this.#start(now);
			case "heard":
				return this.#heard(event.frame, now);
			case "wake":
				return this.#woke(now);
		}
	}

	/** A transmitter that still runs is heard soon; one that has given up waits at the rendezvous. */
	#start(now: Milliseconds): ReceiverAction[] {
		const home = this.#plan.home(this.#lastGood);
		if (this.#lastGood === undefined || home === this.#plan.rendezvous) return this.#search(home, now);
		return this.#goTo(home, now, revisitPatience(rungOf(home), this.#plan.dutyCycle(home)));
	}

	#heard(frame: HeardFrame, now: Milliseconds): ReceiverAction[] {
		const state = this.#state;
		switch (frame.kind) {
			case "propose":
				if (frame.to === state.profile) break;
				return this.#try(state.profile, frame.to, now);
			case "commit":
				// A commit names where it was sent; any other, or one said again, changes nothing.
				if (frame.profile !== state.profile || state.phase === "settled") break;
				return this.#settle(frame.profile, now);
			case "resync":
				return this.#goTo(this.#plan.rendezvous, now);
			case "hello":
				if (state.phase === "searching") state.heard = true;
				state.until = Math.max(state.until ?? now, now + helloPatience(rungOf(state.profile)));
				return [{ kind: "wake", at: state.until }];
			case "power":
			case "other":
				// The transmitter goes on where they ran.
				if (state.phase === "searching" && state.profile !== this.#plan.rendezvous && state.profile === this.#lastGood)
					return this.#settle(state.profile, now);
				break;
		}
		return this.#renew(now);
	}

	/** The transmitter is there: the patience starts anew. */
	#renew(now: Milliseconds): ReceiverAction[] {
		const state = this.#state;
		if (state.phase === "searching") state.heard = true;
		const patience = state.phase === "trial" ? this.#trialPatience(state) : this.#settledPatience(state.profile);
		const until = now + patience;
		state.until = until;
		return [{ kind: "wake", at: until }];
	}

	#woke(now: Milliseconds): ReceiverAction[] {
		const state = this.#state;
		if (state.until === undefined || now < state.until) return [];
		if (state.phase === "trial") {
			return [
				{ kind: "report", report: fellBack(this.#plan, state.profile, state.from) },
				...this.#goTo(state.from, now),
			];
		}
		const { rendezvous } = this.#plan;
		if (state.phase === "searching" && !state.heard) {
			return this.#visit(state.profile === rendezvous ? this.#nextHome() : rendezvous, now);
		}
		const lost: ReceiverAction = { kind: "report", report: { kind: "lost", ...this.#plan.place(state.profile) } };
		return [lost, ...this.#search(rendezvous, now)];
	}

	/**
	 * Home, or now and then the second channel, should nothing get through on the first; too seldom to slow a meeting
	 * there.
	 */
	#nextHome(): Profile {
		const elsewhere = this.#plan.elsewhere(this.#lastGood);
		const isTurn = ++this.#rounds % ELSEWHERE_EVERY === ELSEWHERE_FIRST;
		return isTurn && elsewhere !== undefined ? elsewhere : this.#plan.home(this.#lastGood);
	}

	#try(from: Profile, to: Profile, now: Milliseconds): ReceiverAction[] {
		const until = now + this.#trialPatience({ from, profile: to });
		this.#state = { phase: "trial", profile: to, from, until };
		return [
			{ kind: "tune", profile: to },
			{ kind: "wake", at: until },
			{ kind: "report", report: switching(this.#plan, from, to) },
		];
	}

	#settle(profile: Profile, now: Milliseconds): ReceiverAction[] {
		const until = now + this.#settledPatience(profile);
		this.#state = { phase: "settled", profile, until };
		const actions: ReceiverAction[] = [
			{ kind: "wake", at: until },
			{ kind: "report", report: { kind: "settled", ...this.#plan.place(profile) } },
		];
		if (profile !== this.#lastGood) actions.unshift({ kind: "remember", profile });
		this.#lastGood = profile;
		return actions;
	}

	/** Listens where the link worked before, and the transmitter is expected. */
	#goTo(profile: Profile, now: Milliseconds, patience = this.#settledPatience(profile)): ReceiverAction[] {
		const until = now + patience;
		this.#state =
			profile === this.#plan.rendezvous
				? { phase: "searching", profile, until, heard: true }
				: { phase: "settled", profile, until };
		return [
			{ kind: "tune", profile },
			{ kind: "report", report: { kind: "listening", ...this.#plan.place(profile) } },
			{ kind: "wake", at: until },
		];
	}

	/** Listens for a transmitter that may come at any time, or never, at `profile` first. */
	#search(profile: Profile, now: Milliseconds): ReceiverAction[] {
		const listening: ReceiverAction = {
			kind: "report",
			report: { kind: "listening", ...this.#plan.place(profile) },
		};
		this.#rounds = 0;
		return [listening, ...this.#visit(profile, now)];
	}

	#visit(profile: Profile, now: Milliseconds): ReceiverAction[] {
		const home = this.#plan.home(this.#lastGood);
		const visit = profile === home ? homeVisit : rendezvousVisit;
		const until = home === this.#plan.rendezvous ? undefined : now + visit(rungOf(home), this.#plan.dutyCycle(home));
		this.#state = { phase: "searching", profile, until, heard: false };
		const tune: ReceiverAction = { kind: "tune", profile };
		return until === undefined ? [tune] : [tune, { kind: "wake", at: until }];
	}

	#trialPatience({ from, profile }: { from: Profile; profile: Profile }): Milliseconds {
		return trialPatience(rungOf(from), rungOf(profile));
	}

	#settledPatience(profile: Profile): Milliseconds {
		return settledPatience(rungOf(profile), this.#plan.dutyCycle(profile));
	}
}

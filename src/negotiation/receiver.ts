/**
 * The receiver's side of the negotiation. It never speaks unasked: it follows the transmitter to the rung that this
 * proposes, and goes back by itself when nothing comes, so that a lost frame cannot strand the two apart.
 */
import type { Milliseconds } from "../clock.js";
import { homeRung, RENDEZVOUS, type Rung } from "./ladder.js";
import type { NegotiationReport } from "./report.js";
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
	 * At the rendezvous and at home by turns, for as long as it takes; `until` then, or, where somebody was heard, until that
	 * one is lost. Undefined where the rendezvous is home.
	 */
	| { phase: "searching"; rung: Rung; until: Milliseconds | undefined; heard: boolean }
	/** Followed a proposal; back to `from` unless the transmitter is heard before `until`. */
	| { phase: "trial"; rung: Rung; from: Rung; until: Milliseconds }
	/** At a rung that the transmitter committed to, or did before a reboot; lost when silent until `until`. */
	| { phase: "settled"; rung: Rung; until: Milliseconds };

/** A frame that proved to be the transmitter's, and new. */
export type HeardFrame =
	| { kind: "propose"; to: Rung }
	| { kind: "commit"; rung: Rung }
	| { kind: "resync" }
	/** Says that the transmitter is there, not that it hears the answers: it does not keep the receiver on a rung. */
	| { kind: "hello" }
	/** So much less power, both. */
	| { kind: "power"; reductionDb: number }
	/** Anything else: virtual telegram, telegram. */
	| { kind: "other" };

export type ReceiverEvent = { kind: "start" } | { kind: "heard"; frame: HeardFrame } | { kind: "wake" };

export type ReceiverAction =
	/** After the answer to the frame just heard, if one is due. */
	| { kind: "tune"; rung: Rung }
	/** At once, with the answer to the frame just heard: full power may be what that needs. */
	| { kind: "power"; reductionDb: number }
	| { kind: "wake"; at: Milliseconds }
	| { kind: "remember"; rung: Rung }
	| { kind: "report"; report: NegotiationReport };

export interface ReceiverNegotiationOptions {
	lastGood: Rung | undefined;
	/** Of the sub-band in use, 0.1 for 10 %: the transmitter speaks no more often than that allows. */
	dutyCycle: number;
}

export class ReceiverNegotiation {
	#state: ReceiverState = { phase: "searching", rung: RENDEZVOUS, until: undefined, heard: false };
	#lastGood: Rung | undefined;
	#reductionDb = 0;
	readonly #dutyCycle: number;

	constructor({ lastGood, dutyCycle }: ReceiverNegotiationOptions) {
		this.#lastGood = lastGood;
		this.#dutyCycle = dutyCycle;
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
		const home = homeRung(this.#lastGood);
		if (this.#lastGood === undefined || home === RENDEZVOUS) return this.#search(home, now);
		return this.#goTo(home, now, revisitPatience(home, this.#dutyCycle));
	}

	#heard(frame: HeardFrame, now: Milliseconds): ReceiverAction[] {
		const state = this.#state;
		switch (frame.kind) {
			case "propose":
				if (frame.to === state.rung) break;
				return this.#try(state.rung, frame.to, now);
			case "commit":
				// A commit names the rung it was sent on; any other, or one said again, changes nothing.
				if (frame.rung !== state.rung || state.phase === "settled") break;
				return this.#settle(frame.rung, now);
			case "resync":
				return this.#goTo(RENDEZVOUS, now);
			case "hello":
				if (state.phase === "searching") state.heard = true;
				state.until = Math.max(state.until ?? now, now + helloPatience(state.rung));
				return [{ kind: "wake", at: state.until }];
			case "power":
			case "other":
				// The transmitter goes on where they ran.
				if (state.phase === "searching" && state.rung !== RENDEZVOUS && state.rung === this.#lastGood)
					return this.#settle(state.rung, now);
				break;
		}
		return this.#renew(now);
	}

	/** The transmitter is there: the patience starts anew. */
	#renew(now: Milliseconds): ReceiverAction[] {
		const state = this.#state;
		if (state.phase === "searching") state.heard = true;
		const until =
			now +
			(state.phase === "trial" ? trialPatience(state.from, state.rung) : settledPatience(state.rung, this.#dutyCycle));
		state.until = until;
		return [{ kind: "wake", at: until }];
	}

	#woke(now: Milliseconds): ReceiverAction[] {
		const state = this.#state;
		if (state.until === undefined || now < state.until) return [];
		if (state.phase === "trial") {
			return [
				{ kind: "report", report: { kind: "fell back", from: state.rung, to: state.from } },
				...this.#goTo(state.from, now),
			];
		}
		if (state.phase === "searching" && !state.heard) {
			return this.#visit(state.rung === RENDEZVOUS ? homeRung(this.#lastGood) : RENDEZVOUS, now);
		}
		const lost: ReceiverAction = { kind: "report", report: { kind: "lost", rung: state.rung } };
		return [lost, ...this.#search(RENDEZVOUS, now)];
	}

	#try(from: Rung, to: Rung, now: Milliseconds): ReceiverAction[] {
		const until = now + trialPatience(from, to);
		this.#state = { phase: "trial", rung: to, from, until };
		return [
			{ kind: "tune", rung: to },
			{ kind: "wake", at: until },
			{ kind: "report", report: { kind: "switching", from, to } },
		];
	}

	#settle(rung: Rung, now: Milliseconds): ReceiverAction[] {
		const until = now + settledPatience(rung, this.#dutyCycle);
		this.#state = { phase: "settled", rung, until };
		const actions: ReceiverAction[] = [
			{ kind: "wake", at: until },
			{ kind: "report", report: { kind: "settled", rung } },
		];
		if (rung !== this.#lastGood) actions.unshift({ kind: "remember", rung });
		this.#lastGood = rung;
		return actions;
	}

	/** Listens on a rung that worked before, where the transmitter is expected. */
	#goTo(rung: Rung, now: Milliseconds, patience = settledPatience(rung, this.#dutyCycle)): ReceiverAction[] {
		const until = now + patience;
		this.#state =
			rung === RENDEZVOUS ? { phase: "searching", rung, until, heard: true } : { phase: "settled", rung, until };
		return [...listen(rung), { kind: "wake", at: until }];
	}

	/** Listens for a transmitter that may come at any time, or never, at `rung` first. */
	#search(rung: Rung, now: Milliseconds): ReceiverAction[] {
		return [{ kind: "report", report: { kind: "listening", rung } }, ...this.#visit(rung, now)];
	}

	#visit(rung: Rung, now: Milliseconds): ReceiverAction[] {
		const home = homeRung(this.#lastGood);
		const visit = rung === home ? homeVisit : rendezvousVisit;
		const until = home === RENDEZVOUS ? undefined : now + visit(home, this.#dutyCycle);
		this.#state = { phase: "searching", rung, until, heard: false };
		const tune: ReceiverAction = { kind: "tune", rung };
		return until === undefined ? [tune] : [tune, { kind: "wake", at: until }];
	}
}

function listen(rung: Rung): ReceiverAction[] {
	return [
		{ kind: "tune", rung },
		{ kind: "report", report: { kind: "listening", rung } },
	];
}

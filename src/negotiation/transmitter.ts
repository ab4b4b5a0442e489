/**
 * The transmitter's side of the negotiation: discovery, virtual telegrams, the climb, the fall back, a new sync. It
 * asks, the receiver answers; every request ends in `answered` or `unanswered`. No radio, no timer, no key is known
 * here: an event and a time go in, actions come out.
 */
import type { Milliseconds } from "../clock.js";
import { nextRung } from "./climb.js";
import { predictMarginDb, RENDEZVOUS, type Rung, TOP_RUNG } from "./ladder.js";
import { LossWindow } from "./loss-window.js";
import type { NegotiationReport } from "./report.js";
import {
	COMMIT_ATTEMPTS,
	CONFIRMATIONS,
	discoveryInterval,
	PROBE_FAILURES,
	PROPOSE_ATTEMPTS,
	returnPatience,
	unansweredPatience,
} from "./timing.js";

/** Discoveries at the last good rung before the rendezvous is tried. */
const REVISITS = 2;
/** Discoveries in quick succession before the lawful pace. */
const QUICK_ATTEMPTS = 4;
const QUICK_PAUSE: Milliseconds = 1500;
/** Of these discoveries, and of every tenth, a person is told. */
const TOLD_ATTEMPTS = 5;
/** How often the receiver is called back to the rendezvous before the transmitter goes there alone. */
const RESYNC_ATTEMPTS = 3;
/** Losses with less than this to spare are the rung's fault: the next climb ends below it. */
const SAFE_MARGIN_DB = 4;
/** Failed virtual telegrams after which a board just met counts as lost again. */
const FIRST_FAILURES = 5;
/** A good spell this long earns a try one rung up; each try that leads nowhere doubles it, till the next sync. */
const RAISE_AFTER: Milliseconds = 10 * 60_000;
const RAISE_AFTER_MAX: Milliseconds = 6 * 3_600_000;

export type TransmitterState =
	| { phase: "idle" }
	| { phase: "discovering"; rung: Rung; attempt: number }
	| { phase: "probing"; rung: Rung; confirmed: number; failed: number; lastGood: Rung | undefined; snrDb: number }
	| { phase: "proposing"; rung: Rung; to: Rung; attempt: number }
	| { phase: "returning"; rung: Rung; until: Milliseconds }
	| { phase: "committing"; rung: Rung; attempt: number; snrDb: number }
	| {
			phase: "running";
			rung: Rung;
			losses: LossWindow;
			answeredAt: Milliseconds;
			raiseAt: Milliseconds;
			snrDb: number;
	  }
	| { phase: "resyncing"; rung: Rung; attempt: number };

export type TransmitterRequest =
	| { kind: "hello" }
	| { kind: "probe" }
	/** A virtual telegram as short as can be: is anybody there? */
	| { kind: "knock" }
	| { kind: "propose"; to: Rung }
	| { kind: "commit"; rung: Rung }
	| { kind: "resync" };

export type TransmitterEvent =
	/** The meter was heard: there is something to carry. */
	| { kind: "start" }
	/** The receiver answered; `snrDb` is what it heard the request with, `intact` whether its CRC matched. */
	| { kind: "answered"; snrDb: number; intact: boolean }
	| { kind: "unanswered" }
	| { kind: "wake" };

export type TransmitterAction =
	| { kind: "tune"; rung: Rung }
	| { kind: "request"; request: TransmitterRequest }
	| { kind: "wake"; at: Milliseconds }
	| { kind: "remember"; rung: Rung }
	| { kind: "report"; report: NegotiationReport };

export interface TransmitterNegotiationOptions {
	/** The rung that worked before the reboot, if any. */
	lastGood: Rung | undefined;
	/** Of the sub-band in use, 0.1 for 10 %. */
	dutyCycle: number;
	/** In [0, 1): spreads discoveries, so that two pairs switched on together do not collide for ever. */
	random: () => number;
}

export class TransmitterNegotiation {
	#state: TransmitterState = { phase: "idle" };
	#lastGood: Rung | undefined;
	/** The lowest rung known to fail in this climb, or before the sync that led to it; one past the top when none is. */
	#ceiling: Rung = TOP_RUNG + 1;
	#raiseAfter = RAISE_AFTER;
	readonly #dutyCycle: number;
	readonly #random: () => number;

	constructor({ lastGood, dutyCycle, random }: TransmitterNegotiationOptions) {
		this.#lastGood = lastGood;
		this.#dutyCycle = dutyCycle;
		this.#random = random;
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
				if (event.kind === "answered") {
					this.#raiseAfter = RAISE_AFTER;
					return [report({ kind: "met", rung: state.rung }), ...this.#probe(state.rung, undefined)];
				}
				if (event.kind === "unanswered") return [{ kind: "wake", at: now + this.#pause(state) }];
				return event.kind === "wake" ? this.#discover(state.attempt + 1) : [];
			case "probing":
				if (event.kind === "answered" && event.intact) return this.#confirmed(state, event.snrDb);
				return isOutcome(event) ? this.#failed(state, now) : [];
			case "proposing":
				if (event.kind === "answered") return this.#switch(state.rung, state.to);
				if (event.kind !== "unanswered") return [];
				// Perhaps only the answer was lost and the receiver has switched: then it waits there.
				if (state.attempt >= PROPOSE_ATTEMPTS) return this.#switch(state.rung, state.to);
				state.attempt++;
				return [request({ kind: "propose", to: state.to })];
			case "returning":
				if (event.kind === "answered") return this.#climb(state.rung, event.snrDb);
				if (event.kind !== "unanswered") return [];
				return now < state.until ? [request({ kind: "knock" })] : this.#discover(0);
			case "committing":
				if (event.kind === "answered") return this.#settle(state.rung, event.snrDb, now);
				if (event.kind !== "unanswered") return [];
				if (state.attempt >= COMMIT_ATTEMPTS) return this.#discover(0);
				state.attempt++;
				return [request({ kind: "commit", rung: state.rung })];
			case "running":
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

	#discover(attempt: number): TransmitterAction[] {
		const revisit = attempt < REVISITS && this.#lastGood !== undefined;
		const rung = revisit && this.#lastGood !== undefined ? this.#lastGood : RENDEZVOUS;
		this.#state = { phase: "discovering", rung, attempt };
		const actions = [request({ kind: "hello" })];
		if (attempt < TOLD_ATTEMPTS || (attempt + 1) % 10 === 0) {
			actions.unshift(report({ kind: "searching", rung, attempt: attempt + 1 }));
		}
		return [{ kind: "tune", rung }, ...actions];
	}

	#pause({ rung, attempt }: { rung: Rung; attempt: number }): Milliseconds {
		const base = attempt < QUICK_ATTEMPTS ? QUICK_PAUSE : discoveryInterval(rung, this.#dutyCycle);
		return Math.round(base * (0.75 + 0.5 * this.#random()));
	}

	#probe(rung: Rung, lastGood: Rung | undefined): TransmitterAction[] {
		this.#state = { phase: "probing", rung, confirmed: 0, failed: 0, lastGood, snrDb: Number.POSITIVE_INFINITY };
		return [report({ kind: "testing", rung }), request({ kind: "probe" })];
	}

	#confirmed(state: Extract<TransmitterState, { phase: "probing" }>, snrDb: number): TransmitterAction[] {
		state.confirmed++;
		state.snrDb = Math.min(state.snrDb, snrDb);
		if (state.confirmed < CONFIRMATIONS) return [request({ kind: "probe" })];
		return [report({ kind: "proven", rung: state.rung, snrDb: state.snrDb }), ...this.#climb(state.rung, state.snrDb)];
	}

	#failed(state: Extract<TransmitterState, { phase: "probing" }>, now: Milliseconds): TransmitterAction[] {
		state.failed++;
		const { rung, lastGood, failed } = state;
		if (lastGood === undefined) return failed < FIRST_FAILURES ? [request({ kind: "probe" })] : this.#discover(0);
		if (failed < PROBE_FAILURES) return [request({ kind: "probe" })];
		this.#ceiling = rung;
		this.#state = { phase: "returning", rung: lastGood, until: now + returnPatience(lastGood, rung) };
		return [
			{ kind: "tune", rung: lastGood },
			report({ kind: "fell back", from: rung, to: lastGood }),
			request({ kind: "knock" }),
		];
	}

	/** `rung` works: on to the next, or stay. */
	#climb(rung: Rung, snrDb: number): TransmitterAction[] {
		const to = nextRung({ rung, snrDb, ceiling: this.#ceiling });
		if (to === undefined) return this.#commit(rung, snrDb);
		this.#state = { phase: "proposing", rung, to, attempt: 1 };
		return [report({ kind: "switching", from: rung, to }), request({ kind: "propose", to })];
	}

	#commit(rung: Rung, snrDb: number): TransmitterAction[] {
		this.#state = { phase: "committing", rung, attempt: 1, snrDb };
		return [request({ kind: "commit", rung })];
	}

	#switch(from: Rung, to: Rung): TransmitterAction[] {
		return [{ kind: "tune", rung: to }, ...this.#probe(to, from)];
	}

	#settle(rung: Rung, snrDb: number, now: Milliseconds): TransmitterAction[] {
		// A try that led somewhere else makes the next one no less likely to succeed.
		if (rung !== this.#lastGood) this.#raiseAfter = RAISE_AFTER;
		this.#state = {
			phase: "running",
			rung,
			losses: new LossWindow(),
			answeredAt: now,
			raiseAt: now + this.#raiseAfter,
			snrDb,
		};
		const actions: TransmitterAction[] = [report({ kind: "settled", rung })];
		if (rung !== this.#lastGood) actions.unshift({ kind: "remember", rung });
		this.#lastGood = rung;
		this.#ceiling = TOP_RUNG + 1;
		return actions;
	}

	#ran(
		state: Extract<TransmitterState, { phase: "running" }>,
		event: Extract<TransmitterEvent, { kind: "answered" | "unanswered" }>,
		now: Milliseconds,
	): TransmitterAction[] {
		state.losses.record(event.kind === "unanswered");
		if (event.kind === "answered") {
			state.snrDb = Math.min(state.snrDb, event.snrDb);
			state.answeredAt = now;
		}
		const strength = predictMarginDb(state.snrDb, state.rung, state.rung) < SAFE_MARGIN_DB ? "weak" : "strong";
		const unanswered = now - state.answeredAt >= unansweredPatience(state.rung, this.#dutyCycle);
		if (unanswered || state.losses.tooHigh(strength)) return this.#resync(state);
		if (now < state.raiseAt || event.kind !== "answered" || !state.losses.spotless) return [];
		const { rung, snrDb } = state;
		// The lowest SNR since the last look; the next spell is judged by itself.
		state.snrDb = event.snrDb;
		state.raiseAt = now + this.#raiseAfter;
		if (nextRung({ rung, snrDb, ceiling: this.#ceiling }) === undefined) return [];
		this.#raiseAfter = Math.min(2 * this.#raiseAfter, RAISE_AFTER_MAX);
		return this.#climb(rung, snrDb);
	}

	#resync({ rung, losses, snrDb }: Extract<TransmitterState, { phase: "running" }>): TransmitterAction[] {
		this.#state = { phase: "resyncing", rung, attempt: 1 };
		if (rung > RENDEZVOUS && predictMarginDb(snrDb, rung, rung) < SAFE_MARGIN_DB) this.#ceiling = rung;
		return [report({ kind: "lossy", rung, lost: losses.lost }), request({ kind: "resync" })];
	}
}

function request(request: TransmitterRequest): TransmitterAction {
	return { kind: "request", request };
}

function report(report: NegotiationReport): TransmitterAction {
	return { kind: "report", report };
}

function isOutcome(event: TransmitterEvent): event is Extract<TransmitterEvent, { kind: "answered" | "unanswered" }> {
	return event.kind === "answered" || event.kind === "unanswered";
}

/**
 * The transmitter's side of the negotiation: discovery, virtual telegrams, the climb, the fall back, a new sync. It
 * asks, the receiver answers; every request ends in `answered` or `unanswered`. No radio, no timer, no key is known
 * here: an event and a time go in, actions come out.
 */
import type { Milliseconds } from "../clock.js";
import { nextRung, rungBelow } from "./climb.js";
import { discoveryPause, discoveryRung, REVISITS } from "./discovery.js";
import { isWeak, predictMarginDb, predictSnrDb, RENDEZVOUS, type Rung, TOP_RUNG } from "./ladder.js";
import { LossWindow } from "./loss-window.js";
import { PowerControl } from "./power.js";
import type { NegotiationReport } from "./report.js";
import { RungWish } from "./rung-wish.js";
import {
	COMMIT_ATTEMPTS,
	CONFIRMATIONS,
	CONFIRMATIONS_AT_RENDEZVOUS,
	knockPause,
	PROBE_FAILURES,
	PROPOSE_ATTEMPTS,
	returnPatience,
	unansweredPatience,
} from "./timing.js";
import type {
	Running,
	TransmitterAction,
	TransmitterEvent,
	TransmitterRequest,
	TransmitterState,
} from "./transmitter-state.js";

/** Of these discoveries, and of every tenth, a person is told. */
const TOLD_ATTEMPTS = 5;
/** How often the receiver is called back to the rendezvous before the transmitter goes there alone. */
const RESYNC_ATTEMPTS = 3;
/** Answers that the mean SNR is taken over. */
const MEAN_OF = 8;
/** A good spell this long earns a try one rung up; each try that leads nowhere doubles it, till the next sync. */
const RAISE_AFTER: Milliseconds = 10 * 60_000;
const RAISE_AFTER_MAX: Milliseconds = 6 * 3_600_000;

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
	/** Of the person at the receiver. */
	readonly wish = new RungWish();
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
				if (event.kind === "answered") return this.#met(state, event.snrDb, now);
				if (event.kind === "unanswered") {
					const { attempt } = state;
					const [lastGood, dutyCycle, random] = [this.#lastGood, this.#dutyCycle, this.#random()];
					return [{ kind: "wake", at: now + discoveryPause({ attempt, lastGood, dutyCycle, random }) }];
				}
				return event.kind === "wake" ? this.#discover(state.attempt + 1, state.resume) : [];
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
				if (event.kind === "answered") return this.#climb(state.rung, event.snrDb, now);
				if (event.kind === "unanswered") return [{ kind: "wake", at: now + knockPause(state.rung) }];
				if (event.kind !== "wake") return [];
				return now < state.until ? [request({ kind: "hello" })] : this.#discover(0);
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

	#discover(attempt: number, resume?: Running): TransmitterAction[] {
		const rung = discoveryRung(attempt, this.#lastGood);
		this.#state = { phase: "discovering", rung, attempt, resume };
		const actions = [request({ kind: "hello" })];
		if (attempt < TOLD_ATTEMPTS || (attempt + 1) % 10 === 0) {
			actions.unshift(report({ kind: "searching", rung, attempt: attempt + 1 }));
		}
		return [{ kind: "tune", rung }, ...actions];
	}

	/** The receiver answered a discovery. On the rung that they had, when it is strong, there is nothing to find out. */
	#met(
		{ rung, attempt, resume }: Extract<TransmitterState, { phase: "discovering" }>,
		snrDb: number,
		now: Milliseconds,
	): TransmitterAction[] {
		const met = report({ kind: "met", rung });
		if (resume?.rung === rung && attempt < REVISITS) {
			// It never left. At once a word that shows it that it is heard: a hello does not keep it here.
			this.#state = { ...resume, answeredAt: now };
			resume.losses.record(false);
			return [met, request({ kind: "knock" })];
		}
		this.#raiseAfter = RAISE_AFTER;
		if (rung !== RENDEZVOUS && rung === this.#lastGood && !isWeak(snrDb, rung))
			return [met, ...this.#commit(rung, snrDb)];
		// Two strangers that hear each other there, but hardly.
		if (rung === TOP_RUNG && this.#lastGood === undefined && isWeak(snrDb, rung)) {
			return [met, ...this.#propose(rung, rungBelow(rung, snrDb), snrDb)];
		}
		return [met, ...this.#probe(rung, undefined, snrDb)];
	}

	#probe(rung: Rung, lastGood: Rung | undefined, snrDb: number): TransmitterAction[] {
		this.#state = { phase: "probing", rung, confirmed: 0, failed: 0, lastGood, snrDb };
		return [report({ kind: "testing", rung }), this.#nextProbe(rung)];
	}

	/** As long as a real frame, but for the rendezvous: there is no slower rung to go to. */
	#nextProbe(rung: Rung): TransmitterAction {
		return request({ kind: rung === RENDEZVOUS ? "knock" : "probe" });
	}

	#confirmed(
		state: Extract<TransmitterState, { phase: "probing" }>,
		snrDb: number,
		now: Milliseconds,
	): TransmitterAction[] {
		// What was known of it before was measured elsewhere, but for the rendezvous: there the hello's answer tells.
		const isFirst = state.confirmed === 0 && state.rung !== RENDEZVOUS;
		state.snrDb = isFirst ? snrDb : Math.min(state.snrDb, snrDb);
		state.confirmed++;
		state.failed = 0;
		const enough = state.rung === RENDEZVOUS ? CONFIRMATIONS_AT_RENDEZVOUS : CONFIRMATIONS;
		if (state.confirmed < enough) return [this.#nextProbe(state.rung)];
		const proven = report({ kind: "proven", rung: state.rung, snrDb: state.snrDb });
		return [proven, ...this.#climb(state.rung, state.snrDb, now)];
	}

	#failed(state: Extract<TransmitterState, { phase: "probing" }>, now: Milliseconds): TransmitterAction[] {
		const { rung, lastGood, snrDb } = state;
		state.failed++;
		if (state.failed < PROBE_FAILURES[isWeak(snrDb, rung) ? "weak" : "strong"]) return [this.#nextProbe(rung)];
		if (lastGood === undefined) return this.#discover(0);
		this.#ceiling = rung;
		this.wish.failed(rung, now);
		this.#state = { phase: "returning", rung: lastGood, until: now + returnPatience(lastGood, rung) };
		return [
			{ kind: "tune", rung: lastGood },
			report({ kind: "fell back", from: rung, to: lastGood }),
			// A hello: if the receiver has restarted meanwhile, it takes nothing else.
			request({ kind: "hello" }),
		];
	}

	/** Where to go from a rung that works: to the one wanted, or the best that is in reach. Undefined: stay. */
	#next(rung: Rung, snrDb: number, now: Milliseconds): Rung | undefined {
		const wanted = this.wish.at(now);
		if (wanted === undefined) return nextRung({ rung, snrDb, ceiling: this.#ceiling });
		return wanted === rung ? undefined : wanted;
	}

	/** `rung` works: on to the next, or stay. */
	#climb(rung: Rung, snrDb: number, now: Milliseconds): TransmitterAction[] {
		const to = this.#next(rung, snrDb, now);
		return to === undefined ? this.#commit(rung, snrDb) : this.#propose(rung, to, snrDb);
	}

	#propose(rung: Rung, to: Rung, snrDb: number): TransmitterAction[] {
		this.#state = { phase: "proposing", rung, to, attempt: 1, snrDb };
		return [report({ kind: "switching", from: rung, to }), request({ kind: "propose", to })];
	}

	#commit(rung: Rung, snrDb: number): TransmitterAction[] {
		this.#state = { phase: "committing", rung, attempt: 1, snrDb };
		return [request({ kind: "commit", rung })];
	}

	#switch({ rung, to, snrDb }: Extract<TransmitterState, { phase: "proposing" }>): TransmitterAction[] {
		return [{ kind: "tune", rung: to }, ...this.#probe(to, rung, predictSnrDb(snrDb, rung, to))];
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
			meanSnrDb: snrDb,
			power: new PowerControl(),
		};
		const actions: TransmitterAction[] = [report({ kind: "settled", rung })];
		if (rung !== this.#lastGood) actions.unshift({ kind: "remember", rung });
		this.#lastGood = rung;
		this.#ceiling = TOP_RUNG + 1;
		return actions;
	}

	#ran(
		state: Running,
		event: Extract<TransmitterEvent, { kind: "answered" | "unanswered" }>,
		now: Milliseconds,
	): TransmitterAction[] {
		const { rung, losses, power } = state;
		losses.record(event.kind === "unanswered");
		if (event.kind === "answered") {
			state.snrDb = Math.min(state.snrDb, event.snrDb);
			state.meanSnrDb += (event.snrDb - state.meanSnrDb) / MEAN_OF;
			state.answeredAt = now;
		}
		const reduced = power.reductionDb;
		const reductionDb = event.kind === "unanswered" ? power.lost() : power.heard(marginDb(event, rung), rung);
		const change: TransmitterAction[] = reductionDb === reduced ? [] : [{ kind: "power", reductionDb }];
		if (isWeak(state.meanSnrDb, rung) && losses.callsForSync) {
			this.wish.failed(rung, now);
			return [...change, ...this.#resync(state)];
		}
		const unanswered = now - state.answeredAt >= unansweredPatience(rung, this.#dutyCycle);
		if (unanswered || losses.callsForSearch)
			return [...change, report({ kind: "lost", rung }), ...this.#discover(0, state)];
		if (losses.callsForHello) return [...change, request({ kind: "hello" })];
		// Louder first, so that the word for it is heard; more quietly once it is said.
		if (change.length > 0) {
			const said = request({ kind: "power", reductionDb });
			return reductionDb < reduced ? [...change, said] : [said, ...change];
		}
		const isWantedElsewhere = (this.wish.at(now) ?? rung) !== rung;
		if ((now < state.raiseAt && !isWantedElsewhere) || event.kind !== "answered") return [];
		const { snrDb } = state;
		// The lowest SNR since the last look; the next spell is judged by itself.
		state.snrDb = event.snrDb;
		state.raiseAt = now + this.#raiseAfter;
		if (this.#next(rung, snrDb, now) === undefined) return [];
		this.#raiseAfter = Math.min(2 * this.#raiseAfter, RAISE_AFTER_MAX);
		return this.#climb(rung, snrDb, now);
	}

	/** The receiver is called back to the rendezvous. The next climb ends below the rung that was too weak. */
	#resync({ rung, losses }: Running): TransmitterAction[] {
		this.#state = { phase: "resyncing", rung, attempt: 1 };
		if (rung > RENDEZVOUS) this.#ceiling = rung;
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

/** What the worse of the two directions has to spare. */
function marginDb(event: { snrDb: number; answerSnrDb: number }, rung: Rung): number {
	return Math.min(predictMarginDb(event.snrDb, rung, rung), predictMarginDb(event.answerSnrDb, rung, rung));
}

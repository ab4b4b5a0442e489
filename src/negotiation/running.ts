/** What is known of a running link: how its latest exchanges went, and how strong they were. */
import type { Milliseconds } from "../clock.js";
import { predictMarginDb, type Rung } from "./ladder.js";
import { LossWindow } from "./loss-window.js";
import { PowerControl } from "./power.js";
import { type Profile, rungOf } from "./profile.js";
import type { Outcome, Running, TransmitterAction } from "./transmitter-state.js";

/** Answers that the mean SNR is taken over. */
const MEAN_OF = 8;

/** The state of a link that has just settled. */
export function settledNow(profile: Profile, snrDb: number, now: Milliseconds, raiseAt: Milliseconds): Running {
	return {
		phase: "running",
		profile,
		losses: new LossWindow(),
		answeredAt: now,
		raiseAt,
		snrDb,
		meanSnrDb: snrDb,
		power: new PowerControl(),
	};
}

/** Notes an exchange; returns how far below full power both are to be from now on. */
export function recordOutcome(running: Running, outcome: Outcome, now: Milliseconds): number {
	const { losses, power } = running;
	losses.record(outcome.kind === "unanswered");
	if (outcome.kind === "unanswered") return power.lost();
	running.snrDb = Math.min(running.snrDb, outcome.snrDb);
	running.meanSnrDb += (outcome.snrDb - running.meanSnrDb) / MEAN_OF;
	running.answeredAt = now;
	const rung = rungOf(running.profile);
	return power.heard(marginDb(outcome, rung), rung);
}

/** What to do before a running link is left: both go back to full power. */
export function fullPower({ power }: Running): TransmitterAction[] {
	return power.reductionDb === 0 ? [] : [{ kind: "power", reductionDb: 0 }];
}

/** What the worse of the two directions has to spare. */
function marginDb({ snrDb, answerSnrDb }: { snrDb: number; answerSnrDb: number }, rung: Rung): number {
	return Math.min(predictMarginDb(snrDb, rung, rung), predictMarginDb(answerSnrDb, rung, rung));
}

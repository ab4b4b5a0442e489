/** The states of the transmitter's side of the negotiation, the events it is told, and the actions it asks for. */
import type { Milliseconds } from "../clock.js";
import type { Carried } from "./channel-choice.js";
import type { LossWindow } from "./loss-window.js";
import type { PowerControl } from "./power.js";
import type { Profile } from "./profile.js";
import type { NegotiationReport } from "./report.js";

export type TransmitterState =
	| { phase: "idle" }
	/**
	 * `resume` is what ran before, and goes on when the receiver is found where it ran. `isPostponed`: the same attempt comes
	 * once more, as the law forbade it.
	 */
	| { phase: "discovering"; profile: Profile; attempt: number; resume: Running | undefined; isPostponed: boolean }
	/** `failed` in a row. `lastGood` is where to return to; undefined where the boards have just met. */
	| {
			phase: "probing";
			profile: Profile;
			confirmed: number;
			failed: number;
			lastGood: Profile | undefined;
			snrDb: number;
	  }
	| { phase: "proposing"; profile: Profile; to: Profile; attempt: number; snrDb: number }
	| { phase: "returning"; profile: Profile; until: Milliseconds }
	| { phase: "committing"; profile: Profile; attempt: number; snrDb: number }
	| {
			phase: "running";
			profile: Profile;
			losses: LossWindow;
			answeredAt: Milliseconds;
			/** When a faster rung is tried next. */
			raiseAt: Milliseconds;
			/** The lowest since the last try of a faster rung. */
			snrDb: number;
			/** The mean of the latest answers: a single one that a neighbour's frame disturbed makes no weak link. */
			meanSnrDb: number;
			power: PowerControl;
	  }
	| { phase: "resyncing"; profile: Profile; attempt: number };

export type TransmitterRequest =
	| { kind: "hello" }
	| { kind: "probe" }
	/** A probe as short as can be: is anybody there? */
	| { kind: "short probe" }
	| { kind: "propose"; to: Profile }
	| { kind: "commit"; profile: Profile }
	| { kind: "resync" }
	/** How far both are to stay below their full power. */
	| { kind: "power"; reductionDb: number };

export type TransmitterEvent =
	/** The meter was heard: there is something to carry. */
	| { kind: "start" }
	/**
	 * The receiver answered; `snrDb` is what it heard the request with, `answerSnrDb` what the answer was heard with,
	 * `intact` whether its CRC matched.
	 */
	| { kind: "answered"; snrDb: number; answerSnrDb: number; intact: boolean }
	| { kind: "unanswered" }
	/** The law does not allow the discovery here before `until`. */
	| { kind: "forbidden"; until: Milliseconds }
	/** Between two exchanges: what the channel in use has carried lately. */
	| { kind: "carried"; carried: Carried }
	| { kind: "wake" };

export type TransmitterAction =
	| { kind: "tune"; profile: Profile }
	/** From the next frame on. */
	| { kind: "power"; reductionDb: number }
	| { kind: "request"; request: TransmitterRequest }
	| { kind: "wake"; at: Milliseconds }
	| { kind: "remember"; profile: Profile }
	| { kind: "report"; report: NegotiationReport };

export type Running = Extract<TransmitterState, { phase: "running" }>;

/** What a request came to. */
export type Outcome = Extract<TransmitterEvent, { kind: "answered" | "unanswered" }>;

export function isOutcome(event: TransmitterEvent): event is Outcome {
	return event.kind === "answered" || event.kind === "unanswered";
}

export function request(request: TransmitterRequest): TransmitterAction {
	return { kind: "request", request };
}

export function report(report: NegotiationReport): TransmitterAction {
	return { kind: "report", report };
}

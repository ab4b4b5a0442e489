/** What the transmitter's side of the negotiation can be at, what it is told, and what it asks for. */
import type { Milliseconds } from "../clock.js";
import type { Rung } from "./ladder.js";
import type { LossWindow } from "./loss-window.js";
import type { PowerControl } from "./power.js";
import type { NegotiationReport } from "./report.js";

export type TransmitterState =
	| { phase: "idle" }
	/** `resume` is what ran before, and goes on when the receiver is found on its rung. */
	| { phase: "discovering"; rung: Rung; attempt: number; resume: Running | undefined }
	/** `failed` in a row. `lastGood` is the rung to return to; undefined where the boards have just met. */
	| { phase: "probing"; rung: Rung; confirmed: number; failed: number; lastGood: Rung | undefined; snrDb: number }
	| { phase: "proposing"; rung: Rung; to: Rung; attempt: number; snrDb: number }
	| { phase: "returning"; rung: Rung; until: Milliseconds }
	| { phase: "committing"; rung: Rung; attempt: number; snrDb: number }
	| {
			phase: "running";
			rung: Rung;
			losses: LossWindow;
			answeredAt: Milliseconds;
			raiseAt: Milliseconds;
			snrDb: number;
			/** Of the latest answers: one that a neighbour's frame disturbed makes no weak link. */
			meanSnrDb: number;
			power: PowerControl;
	  }
	| { phase: "resyncing"; rung: Rung; attempt: number };

export type TransmitterRequest =
	| { kind: "hello" }
	| { kind: "probe" }
	/** A virtual telegram as short as can be: is anybody there? */
	| { kind: "knock" }
	| { kind: "propose"; to: Rung }
	| { kind: "commit"; rung: Rung }
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
	| { kind: "wake" };

export type TransmitterAction =
	| { kind: "tune"; rung: Rung }
	/** From the next frame on. */
	| { kind: "power"; reductionDb: number }
	| { kind: "request"; request: TransmitterRequest }
	| { kind: "wake"; at: Milliseconds }
	| { kind: "remember"; rung: Rung }
	| { kind: "report"; report: NegotiationReport };

export type Running = Extract<TransmitterState, { phase: "running" }>;

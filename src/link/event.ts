/** What happens on the link, told to whoever shows it: log, display, dashboard. */
import type { Rung } from "../negotiation/ladder.js";
import type { NegotiationReport } from "../negotiation/report.js";

export type LinkEvent =
	| { kind: "negotiation"; report: NegotiationReport }
	/** The receiver proved that it holds this telegram, byte for byte. */
	| {
			kind: "delivered";
			rung: Rung;
			form: "template" | "key" | "delta" | "plain";
			telegramBytes: number;
			bodyBytes: number;
			snrDb: number;
	  }
	/** The receiver has the registers of so many quarters of an hour that it had missed; `left` are still to come. */
	| { kind: "caught up"; rung: Rung; snapshots: number; left: number }
	/** No answer to a telegram; a fresher one follows. */
	| { kind: "unanswered"; rung: Rung }
	/** What the receiver rebuilt is not what was sent: all values go again. */
	| { kind: "mismatch"; rung: Rung }
	/** The hour's airtime in this sub-band is spent: nothing is sent there until the clock shows this. */
	| { kind: "airtime spent"; until: number }
	/** Storage does not take what must be written before a frame, or takes it again. */
	| { kind: "storage"; refuses: boolean }
	/** Frames of another version of the frames' layout came in, and none that opened in between. */
	| { kind: "other version"; version: number; count: number }
	/** So many frames that this pair's key does not open, and it has never opened one. */
	| { kind: "other key"; count: number }
	/** So many frames that bore this pair's mark and did not open. */
	| { kind: "forgeries"; count: number };

import type { Milliseconds } from "../clock.js";
import { rungName } from "../negotiation/ladder.js";
import { describe } from "../negotiation/report.js";
import type { LinkReport } from "./report.js";

/** A report of the link as a line for a person; `now` is the clock's time. */
export function describeLink(report: LinkReport, now: Milliseconds): string {
	switch (report.kind) {
		case "negotiation":
			return describe(report.report);
		case "delivered": {
			const { telegramBytes, bodyBytes, form, rung, snrDb } = report;
			return `telegram delivered: ${telegramBytes} bytes as ${form} of ${bodyBytes}, ${rungName(rung)}, SNR ${snrDb.toFixed(1)} dB`;
		}
		case "unanswered":
			return `no answer on ${rungName(report.rung)}`;
		case "mismatch":
			return "the receiver rebuilt something else: sending all values again";
		case "airtime spent":
			return `the hour's airtime is spent: silent for ${Math.ceil((report.until - now) / 1000)} s`;
	}
}

import type { Milliseconds } from "../clock.js";
import { rungName } from "../negotiation/ladder.js";
import { describeReport } from "../negotiation/report.js";
import type { LinkEvent } from "./event.js";
import { VERSION } from "./frame.js";

/** What happened on the link as a line for a person; `now` is the clock's time. */
export function describeLinkEvent(event: LinkEvent, now: Milliseconds): string {
	switch (event.kind) {
		case "negotiation":
			return describeReport(event.report);
		case "delivered": {
			const { telegramBytes, bodyBytes, form, rung, snrDb } = event;
			return `telegram delivered: ${telegramBytes} bytes as ${form} of ${bodyBytes}, ${rungName(rung)}, SNR ${snrDb.toFixed(1)} dB`;
		}
		case "caught up":
			return `registers of ${event.snapshots} quarter-hours missed before are delivered, ${event.left} are left`;
		case "unanswered":
			return `no answer on ${rungName(event.rung)}`;
		case "mismatch":
			return "the receiver rebuilt something else: sending all values again";
		case "airtime spent":
			return `the hour's airtime is spent: silent on this frequency for ${Math.ceil((event.until - now) / 1000)} s`;
		case "storage":
			return event.refuses
				? "storage refuses writes: nothing is sent until it takes them again"
				: "storage takes writes again";
		case "other version":
			return (
				`${event.count} frames were of version ${event.version} of the protocol, this board speaks ${VERSION}: ` +
				"if they are the other board's, install the same release on both"
			);
		case "other key":
			return (
				`nothing of the other board has been understood since the pairing, and ${event.count} frames of other keys were heard. ` +
				"Neighbours with such boards are normal. Or the other board has another key: is the fingerprint the same on both, " +
				"on page 3 of the display or by doctor? If not, pair both boards again"
			);
		case "forgeries":
			return (
				`ALARM: ${event.count} frames bore this pair's mark and did not open. One pair in eight has the same mark: are there ` +
				"neighbours with such boards? Else somebody tries to forge. None got through; pairing again changes the mark"
			);
	}
}

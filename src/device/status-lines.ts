/** What both boards have to say of radio and link, and the receiver of its network, as lines for a person. */
import type { Milliseconds } from "../clock.js";
import type { LinkStatus } from "../link/link-status.js";
import { describeFault as describeRadioFault } from "../lora/describe-fault.js";
import { phaseWord, placeName } from "../negotiation/report.js";
import type { StatusLine } from "./console.js";

export function linkLines({
	obstacle,
	radio,
	radioFault,
	link,
	place,
	airtimeUsedUs,
	airtimeLimitUs,
}: LinkStatus): StatusLine[] {
	if (obstacle !== undefined) return [["link", `not running: ${obstacle}`]];
	const lines: StatusLine[] = [];
	if (radio !== undefined) lines.push(["radio", describeRadio(radio)]);
	if (radioFault !== undefined) lines.push(["radio's last fault", radioFault]);
	if (link !== undefined)
		lines.push(["link", phaseWord(link.phase) + (place === undefined ? "" : ` on ${placeName(place)}`)]);
	lines.push([
		"airtime",
		`${Math.round(airtimeUsedUs / 1000)} of ${Math.round(airtimeLimitUs / 1000)} ms of this hour`,
	]);
	return lines;
}

/** A chip that is up has shown the version register of an SX1276. */
function describeRadio({ mode, fault }: NonNullable<LinkStatus["radio"]>): string {
	if (mode === "failed") return fault === undefined ? mode : `${mode}: ${describeRadioFault(fault)}`;
	return mode === "resetting" ? "being reset" : `SX1276 found, ${mode}`;
}

/** Behind a count of telegrams. */
export function lastOne(at: Milliseconds | undefined, now: Milliseconds): string {
	return at === undefined ? "" : `, the last one ${Math.round((now - at) / 1000)} s ago`;
}

/** How radio and link do, as both programs tell it: what displays, LEDs and status lines are made from. */
import type { RadioFault } from "../lora/radio-state.js";
import type { LinkPlace } from "../negotiation/report.js";

export interface LinkStatus {
	/** Why the board neither sends nor listens. */
	obstacle: string | undefined;
	/** Of the driver's states what a person is told. */
	radio: Readonly<{ mode: string; fault?: RadioFault }> | undefined;
	/** The radio's last fault, as a sentence. */
	radioFault: string | undefined;
	link: { phase: string } | undefined;
	/** Where the link is, or looks for the other board. */
	place: LinkPlace | undefined;
	airtimeUsedUs: number;
	airtimeLimitUs: number;
}

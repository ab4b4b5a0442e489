import type { LinkReport } from "../homeassistant/link-report.js";
import type { MQTTState } from "../mqtt/contract.js";
import type { ReceiverState } from "../negotiation/receiver.js";
import type { Reading } from "../p1/reading.js";

export interface WiFiReport {
	/** The network's name. */
	name: string;
	address: string | undefined;
	rssiDbm: number | undefined;
}

/** The receiver at one moment, for whoever asks over the network. */
export interface ReceiverReport {
	/** The pair's fingerprint. */
	deviceId: string;
	upSeconds: number;
	/** Telegrams come through: the reading tells what the meter says now. */
	isFresh: boolean;
	link: LinkReport;
	phase: ReceiverState["phase"];
	/** What a person wants: `automatic`, or a rung. */
	rungWanted: string;
	telegrams: number;
	/** Frames that did not open, by reason. */
	refused: Readonly<Record<string, number>>;
	/** Of the last hour. */
	airtimeUsedUs: number;
	airtimeLimitUs: number;
	broker: { host: string; state: Readonly<MQTTState> };
	/** Undefined where it has none: on a computer. */
	wifi: WiFiReport | undefined;
	reading: Reading | undefined;
	/** The last whole one, as the meter sent it. */
	telegram: Uint8Array | undefined;
}

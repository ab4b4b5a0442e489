/** What the receiver tells other machines of itself: its page and its metrics, and Home Assistant's diagnostics. */
import type { Clock, Milliseconds } from "../clock.js";
import type { ReceiverReport, WiFiReport } from "../home/receiver-report.js";
import type { Diagnostics } from "../homeassistant/diagnostics.js";
import type { LinkReport } from "../homeassistant/link-report.js";
import { rungName } from "../negotiation/ladder.js";
import type { Receiver } from "./receiver.js";

type Status = Receiver["status"];

export interface SelfReportOptions {
	clock: Clock;
	brokerHost: string;
	/** Over the board's life. */
	starts: number | undefined;
	/** Why it started the last time. */
	startReason: string | undefined;
	wifi: (() => WiFiReport | undefined) | undefined;
}

export class SelfReport {
	readonly #options: SelfReportOptions;
	readonly #startedAt: Milliseconds;

	/** At the start of the board. */
	constructor(options: SelfReportOptions) {
		this.#options = options;
		this.#startedAt = options.clock.now();
	}

	report(status: Status): ReceiverReport {
		const { brokerHost, wifi } = this.#options;
		const { fingerprint, isFresh, link, rungWanted, telegrams, refused, broker, reading, telegram } = status;
		return {
			deviceId: fingerprint ?? "",
			upSeconds: this.#upSeconds,
			isFresh,
			link: this.#link(status),
			phase: link?.phase ?? "searching",
			rungWanted,
			telegrams,
			refused,
			airtimeUsedUs: status.airtimeUsedUs,
			airtimeLimitUs: status.airtimeLimitUs,
			broker: { host: brokerHost, state: broker ?? { phase: "closed" } },
			wifi: wifi?.(),
			reading,
			telegram,
		};
	}

	diagnostics(status: Status): Omit<Diagnostics, "version"> {
		const { starts, startReason, wifi } = this.#options;
		const { airtimeUsedUs, airtimeLimitUs, rungWanted } = status;
		return {
			...this.#link(status),
			airtimePercent: airtimeLimitUs > 0 ? (100 * airtimeUsedUs) / airtimeLimitUs : undefined,
			upSeconds: this.#upSeconds,
			starts,
			startReason,
			wifiRssiDbm: wifi?.()?.rssiDbm,
			rungWanted,
		};
	}

	#link({ quality, lossPercent, telegramAt }: Status): LinkReport {
		return {
			rssiDbm: quality?.rssiDbm,
			snrDb: quality?.snrDb,
			rung: quality && rungName(quality.rung),
			frequencyMHz: quality && quality.frequencyHz / 1e6,
			lossPercent,
			ageSeconds: telegramAt === undefined ? undefined : Math.round((this.#options.clock.now() - telegramAt) / 1000),
		};
	}

	get #upSeconds(): number {
		return Math.floor((this.#options.clock.now() - this.#startedAt) / 1000);
	}
}

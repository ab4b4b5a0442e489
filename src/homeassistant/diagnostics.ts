/** How the receiver and its radio link do, as Home Assistant's diagnostic entities: a table. */
import { formatQuantity } from "../p1/reading.js";
import type { StateClass } from "./entities.js";
import type { LinkReport } from "./link-report.js";

/** What is not known is undefined. */
export interface Diagnostics extends LinkReport {
	/** Of the time on air that the law allows in an hour. */
	airtimePercent: number | undefined;
	upSeconds: number;
	/** How often the board has started, over its life. */
	starts: number | undefined;
	/** Why it did so the last time. */
	startReason: string | undefined;
	wifiRssiDbm: number | undefined;
	/** What a person wants of the link: `automatic`, or a rung. */
	rungWanted: string;
	/** Of this software. */
	version: string;
}

export interface DiagnosticEntity {
	/** In the payload, and in the entity's ids. */
	name: string;
	field: keyof Diagnostics;
	/** What a person reads. */
	label: string;
	deviceClass?: string;
	unit?: string;
	stateClass?: StateClass;
	/** Decimals. None for a text. */
	precision?: number;
	/** Not enabled until the user wants it. */
	optional?: boolean;
	/** No entity of its own: a control shows it. */
	isControl?: boolean;
}

function row(
	name: string,
	field: keyof Diagnostics,
	label: string,
	details: Omit<DiagnosticEntity, "name" | "field" | "label">,
): DiagnosticEntity {
	return Object.freeze({ name, field, label, ...details });
}

const STRENGTH = Object.freeze({ stateClass: "measurement", deviceClass: "signal_strength" } as const);
const SHARE = Object.freeze({ stateClass: "measurement", unit: "%", precision: 1 } as const);
const SECONDS = Object.freeze({ deviceClass: "duration", unit: "s", precision: 0, stateClass: "measurement" } as const);

export const DIAGNOSTIC_ENTITIES: readonly DiagnosticEntity[] = Object.freeze([
	row("link_rssi", "rssiDbm", "Link RSSI", { ...STRENGTH, unit: "dBm", precision: 0 }),
	row("link_snr", "snrDb", "Link SNR", { ...STRENGTH, unit: "dB", precision: 2 }),
	row("link_rung", "rung", "Link rung", {}),
	row("link_frequency", "frequencyMHz", "Link frequency", { deviceClass: "frequency", unit: "MHz", precision: 3 }),
	row("link_loss", "lossPercent", "Link loss", SHARE),
	row("link_age", "ageSeconds", "Telegram age", { ...SECONDS, optional: true }),
	row("airtime_used", "airtimePercent", "Airtime used", SHARE),
	row("uptime", "upSeconds", "Uptime", SECONDS),
	row("starts", "starts", "Starts", { stateClass: "total_increasing", precision: 0 }),
	row("start_reason", "startReason", "Reason of the last start", {}),
	row("wifi_rssi", "wifiRssiDbm", "Wi-Fi RSSI", { ...STRENGTH, unit: "dBm", precision: 0, optional: true }),
	row("rung_wanted", "rungWanted", "", { isControl: true }),
	row("version", "version", "Version", {}),
]);

/** One JSON object; what is not known is left out. */
export function diagnosticsPayload(diagnostics: Diagnostics): string {
	const members: string[] = [];
	for (const { name, field, precision } of DIAGNOSTIC_ENTITIES) {
		const value = diagnostics[field];
		if (typeof value === "string") members.push(`"${name}":${JSON.stringify(value)}`);
		else if (value !== undefined && Number.isFinite(value)) {
			const scale = precision ?? 0;
			const scaled = Math.round(value * 10 ** scale);
			members.push(`"${name}":${formatQuantity({ kind: "quantity", value: scaled, scale, unit: "" })}`);
		}
	}
	return `{${members.join(",")}}`;
}

/** The documents of `/api/status` and `/api/history`, in pieces: one reading or one column at a time. */
import { zoneOf } from "../p1/family.js";
import { formatQuantity, type Value } from "../p1/reading.js";
import { formatUtc, toUtc, type Zone } from "../p1/utc.js";
import { VERSION } from "../version.js";
import { asciiJSON } from "./ascii-json.js";
import type { Column, LinkHistory } from "./link-history.js";
import type { ReceiverReport } from "./receiver-report.js";

export function statusDocument(report: ReceiverReport): (index: number) => string | undefined {
	const { reading } = report;
	const values = reading?.values;
	const count = values?.size ?? 0;
	const zone = reading && zoneOf(reading);
	return (index) => {
		if (index === 0) return `${overview(report).slice(0, -1)},"readings":{`;
		if (values === undefined || index > count) return index === count + 1 ? "}}" : undefined;
		const name = values.names[index - 1];
		return `${index === 1 ? "" : ","}${asciiJSON(name)}:${asciiJSON(shown(values.at(index - 1), zone))}`;
	};
}

/** What is not known is left out. */
function overview(report: ReceiverReport): string {
	const { link, broker, wifi, reading } = report;
	return asciiJSON({
		version: VERSION,
		device: report.deviceId,
		upSeconds: report.upSeconds,
		meter: reading?.meter.header,
		fresh: report.isFresh,
		telegrams: report.telegrams,
		link: {
			phase: report.phase,
			...link,
			rungWanted: report.rungWanted,
			rssiDbm: link.rssiDbm && Math.round(link.rssiDbm),
			lossPercent: link.lossPercent && Math.round(link.lossPercent),
			refused: report.refused,
		},
		airtime: {
			usedSeconds: seconds(report.airtimeUsedUs),
			limitSeconds: seconds(report.airtimeLimitUs),
		},
		broker: { host: broker.host, state: broker.state.phase },
		wifi,
	});
}

function seconds(us: number): number {
	return Math.round(us / 1000) / 1000;
}

/** As strings, so that no digit of the meter is lost. Times are in UTC. */
function shown(value: Value, zone: Zone | undefined): object {
	switch (value.kind) {
		case "quantity":
			return { value: formatQuantity(value), unit: value.unit };
		case "time":
			return { value: zone === undefined ? value.local : formatUtc(toUtc(value, zone).seconds), unit: "" };
		case "text":
			return { value: value.text, unit: "" };
	}
}

const COLUMNS: readonly (readonly [name: string, column: Column])[] = Object.freeze([
	Object.freeze(["rssiDbm", "rssi"] as const),
	Object.freeze(["snrDb", "snr"] as const),
	Object.freeze(["rung", "rung"] as const),
	Object.freeze(["telegrams", "telegrams"] as const),
]);

/** Oldest point first; null where nothing was received. */
export function historyDocument(history: LinkHistory): (index: number) => string | undefined {
	return (index) => {
		if (index === 0) return `{"stepSeconds":${history.step / 1000}`;
		if (index > COLUMNS.length) return index === COLUMNS.length + 1 ? "}" : undefined;
		const [name, column] = COLUMNS[index - 1];
		const points: string[] = [];
		for (let point = 0; point < history.length; point++) points.push(String(history.at(point, column) ?? null));
		return `,"${name}":[${points.join(",")}]`;
	};
}

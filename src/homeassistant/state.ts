import { formatQuantity, type MeterTime, type Reading, type Value } from "../p1/reading.js";
import { LINK_ENTITIES, type LinkEntity } from "./entities.js";
import type { LinkReport } from "./link-report.js";

/**
 * One JSON object of all that the reading says, by name, and of how the link does: quantities as numbers with exactly
 * the digits of the meter, texts and times as strings (times `2026-01-31T23:59:00`, local to the meter). What is not
 * known is left out.
 */
export function statePayload(reading: Reading, link: LinkReport): string {
	const members: string[] = [];
	for (const [name, value] of reading.values) members.push(`${JSON.stringify(name)}:${formatValue(value)}`);
	for (const entity of LINK_ENTITIES) {
		const value = formatLink(entity, link);
		if (value !== undefined) members.push(`"${entity.name}":${value}`);
	}
	return `{${members.join(",")}}`;
}

function formatValue(value: Value): string {
	switch (value.kind) {
		case "quantity":
			return formatQuantity(value);
		case "time":
			return `"${isoTime(value)}"`;
		case "text":
			return JSON.stringify(value.text);
	}
}

/** ISO 8601 without a zone: S and W say summer or winter, but not of which country. The meters are of this century. */
function isoTime({ local }: MeterTime): string {
	const [year, month, day, hour, minute, second] = local.match(/\d\d/g) ?? [];
	return `20${year}-${month}-${day}T${hour}:${minute}:${second}`;
}

function formatLink({ field, precision = 0 }: LinkEntity, link: LinkReport): string | undefined {
	const value = link[field];
	if (typeof value !== "number") return value === undefined ? undefined : JSON.stringify(value);
	if (!Number.isFinite(value)) return undefined;
	return formatQuantity({ kind: "quantity", value: Math.round(value * 10 ** precision), scale: precision, unit: "" });
}

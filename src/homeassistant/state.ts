import { zoneOf } from "../p1/family.js";
import { formatQuantity, type Reading, type Value } from "../p1/reading.js";
import { formatUtc, toUtc, type Zone } from "../p1/utc.js";
import { LINK_ENTITIES, type LinkEntity } from "./entities.js";
import type { LinkReport } from "./link-report.js";

/**
 * One JSON object of all that the reading says, by name, and of how the link does: quantities as numbers with exactly
 * the digits of the meter, texts and times as strings (times in UTC, `2026-01-31T22:59:00Z`). What is not known is left
 * out.
 */
export function statePayload(reading: Reading, link: LinkReport): string {
	const members: string[] = [];
	const zone = zoneOf(reading);
	for (const [name, value] of reading.values) members.push(`"${name}":${formatValue(value, zone)}`);
	for (const entity of LINK_ENTITIES) {
		const value = formatLink(entity, link);
		if (value !== undefined) members.push(`"${entity.name}":${value}`);
	}
	return `{${members.join(",")}}`;
}

function formatValue(value: Value, zone: Zone): string {
	switch (value.kind) {
		case "quantity":
			return formatQuantity(value);
		case "time":
			return `"${formatUtc(toUtc(value, zone).seconds)}"`;
		case "text":
			return JSON.stringify(value.text);
	}
}

function formatLink({ field, precision = 0 }: LinkEntity, link: LinkReport): string | undefined {
	const value = link[field];
	if (typeof value !== "number") return value === undefined ? undefined : JSON.stringify(value);
	if (!Number.isFinite(value)) return undefined;
	return formatQuantity({ kind: "quantity", value: Math.round(value * 10 ** precision), scale: precision, unit: "" });
}

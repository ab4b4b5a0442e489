import { formatQuantity, type Reading } from "../p1/reading.js";
import { formatUtc } from "../p1/utc.js";
import { LINK_ENTITIES, type LinkEntity } from "./entities.js";
import type { LinkReport } from "./link-report.js";
import { PublishedTimes } from "./published-times.js";

/**
 * One JSON object of all that the reading says, by name, and of how the link does: quantities as numbers with exactly
 * the digits of the meter, texts and times as strings (times in UTC, `2026-01-31T22:59:00Z`). What is not known is left
 * out. `published` knows the times before, and goes on from them.
 */
export function statePayload(reading: Reading, link: LinkReport, published = new PublishedTimes()): string {
	const members: string[] = [];
	const times = published.of(reading);
	for (const [name, value] of reading.values) {
		const seconds = times.get(name);
		if (value.kind === "quantity") members.push(`"${name}":${formatQuantity(value)}`);
		else if (value.kind === "text") members.push(`"${name}":${JSON.stringify(value.text)}`);
		else if (seconds !== undefined) members.push(`"${name}":"${formatUtc(seconds)}"`);
	}
	for (const entity of LINK_ENTITIES) {
		const value = formatLink(entity, link);
		if (value !== undefined) members.push(`"${entity.name}":${value}`);
	}
	return `{${members.join(",")}}`;
}

function formatLink({ field, precision = 0 }: LinkEntity, link: LinkReport): string | undefined {
	const value = link[field];
	if (typeof value !== "number") return value === undefined ? undefined : JSON.stringify(value);
	if (!Number.isFinite(value)) return undefined;
	return formatQuantity({ kind: "quantity", value: Math.round(value * 10 ** precision), scale: precision, unit: "" });
}

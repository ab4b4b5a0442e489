import { formatQuantity, type Reading } from "../p1/reading.js";
import { formatUtc } from "../p1/utc.js";
import { PublishedTimes } from "./published-times.js";

/**
 * What the reading says, each value's name and its JSON: quantities as numbers with exactly the digits of the meter, texts
 * and times as strings (times in UTC, `2026-01-31T22:59:00Z`). `published` knows the times before, and goes on from them.
 */
export function stateMembers(reading: Reading, published = new PublishedTimes()): [name: string, json: string][] {
	const members: [string, string][] = [];
	const times = published.of(reading);
	for (const [name, value] of reading.values) {
		const seconds = times.get(name);
		if (value.kind === "quantity") members.push([name, formatQuantity(value)]);
		else if (value.kind === "text") members.push([name, JSON.stringify(value.text)]);
		else if (seconds !== undefined) members.push([name, `"${formatUtc(seconds)}"`]);
	}
	return members;
}

/** One JSON object. What is not known is left out. */
export function statePayload(members: readonly [name: string, json: string][]): string {
	return `{${members.map(([name, json]) => `"${name}":${json}`).join(",")}}`;
}

import { formatQuantity, type Reading } from "../p1/reading.js";

/** The numbers that a person looks for first, and the word behind each in the log. */
const HEADLINES = Object.freeze([
	Object.freeze({ name: "power_delivered", means: "in" }),
	Object.freeze({ name: "power_returned", means: "out" }),
	Object.freeze({ name: "thermal_delivered", means: "of heat" }),
	Object.freeze({ name: "energy_delivered_total", means: "in all" }),
]);

/** What a reading says, in a few words. */
export function summary(reading: Reading): string {
	const shown: string[] = [];
	for (const { name, means } of HEADLINES) {
		const value = reading.values.get(name);
		if (value?.kind === "quantity") shown.push(`${formatQuantity(value)} ${value.unit} ${means}`);
	}
	return shown.length > 0 ? shown.slice(0, 2).join(", ") : `${reading.values.size} values`;
}

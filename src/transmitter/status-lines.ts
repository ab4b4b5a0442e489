import type { StatusLine } from "../device/console.js";
import { linkLines } from "../device/status-lines.js";
import type { Transmitter } from "./transmitter.js";

/** How the transmitter does, for a person. */
export function transmitterLines(status: Transmitter["status"]): StatusLine[] {
	const { obstacle, telegrams, damaged, faults, reopenings } = status;
	const lines = linkLines(status);
	if (obstacle !== undefined) return lines;
	const kinds = Object.entries<number>(faults).filter(([, count]) => count > 0);
	lines.push(["meter", `${telegrams} telegrams, ${damaged} damaged`]);
	if (reopenings > 0) lines.push(["meter's port", `fell silent and was opened anew, ${reopenings} so far`]);
	if (kinds.length > 0) lines.push(["damage", kinds.map(([kind, count]) => `${kind} ${count}`).join(", ")]);
	return lines;
}

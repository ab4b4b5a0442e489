import type { Milliseconds } from "../clock.js";
import type { StatusLine } from "../device/console.js";
import { lastOne, linkLines } from "../device/status-lines.js";
import type { Transmitter } from "./transmitter.js";

/** How the transmitter does, for a person. */
export function transmitterLines(status: Transmitter["status"], now: Milliseconds): StatusLine[] {
	const { obstacle, telegrams, telegramAt, silentAfter, damaged, faults, reopenings } = status;
	const lines = linkLines(status);
	if (obstacle !== undefined) return lines;
	const kinds = Object.entries<number>(faults).filter(([, count]) => count > 0);
	const isSilent = telegramAt !== undefined && now - telegramAt >= silentAfter;
	const last = `${lastOne(telegramAt, now)}${isSilent ? ": it is silent" : ""}`;
	lines.push(["meter", `${telegrams} telegrams, ${damaged} damaged${last}`]);
	if (reopenings > 0) lines.push(["meter's port", `fell silent and was opened anew, ${reopenings} so far`]);
	if (kinds.length > 0) lines.push(["damage", kinds.map(([kind, count]) => `${kind} ${count}`).join(", ")]);
	return lines;
}

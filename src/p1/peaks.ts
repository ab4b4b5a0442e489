/**
 * The monthly peaks that a Belgian meter lists, whose average the capacity tariff charges (e-MUCS P1 1.7.1, 0-0:98.1.0): how
 * many there are, the code twice, then for each month when it ended, when its peak was, and the peak.
 */
import { splitGroups } from "./lines.js";
import type { Quantity } from "./reading.js";
import { readStamped } from "./value.js";

const MONTHS = 13;
const POWER: readonly string[] = Object.freeze(["kW", "W"]);
const HEAD = /^\((\d{1,2})\)\(1-0:1\.6\.0\)\(1-0:1\.6\.0\)/;

/**
 * The mean of the listed peaks, rounded to their last digit; undefined for any other log, and for a list that has lost
 * some of the months that it counts. A month that the meter did not measure, `(632525252525W)(00.000*kW)`, does not
 * count.
 */
export function averagePeak(log: string): Quantity | undefined {
	const head = HEAD.exec(log);
	if (head === null) return undefined;
	const groups = splitGroups(log.slice(head[0].length), 3 * MONTHS);
	if (groups === undefined || groups.length === 0 || groups.length !== 3 * Number(head[1])) return undefined;
	let sum = 0;
	let months = 0;
	let first: Quantity | undefined;
	for (let at = 0; at < groups.length; at += 3) {
		const peak = readStamped(groups.slice(at + 1, at + 3), POWER);
		if (peak === "unreadable") return undefined;
		if (typeof peak === "string") continue;
		const { quantity } = peak;
		first ??= quantity;
		if (quantity.scale !== first.scale || quantity.unit !== first.unit) return undefined;
		sum += quantity.value;
		months++;
	}
	return first && { ...first, value: Math.round(sum / months) };
}

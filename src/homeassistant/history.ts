import { REGISTERS, type RegisterSnapshot, UNITS } from "../history/register-snapshot.js";
import { formatQuantity } from "../p1/reading.js";
import { formatUtc } from "../p1/utc.js";

/**
 * A JSON array, oldest first, with an object for each moment: its `time` by the meter's clock, in UTC, and the registers by
 * the names that they have in the state, with exactly the digits of the meter.
 */
export function historyPayload(snapshots: readonly RegisterSnapshot[]): string {
	return `[${snapshots.map(formatSnapshot).join(",")}]`;
}

function formatSnapshot({ seconds, registers }: RegisterSnapshot): string {
	const members = registers.map(({ register, unit, scale, value }) => {
		const quantity = { kind: "quantity", value, scale, unit: UNITS[unit] } as const;
		return `,"${REGISTERS[register]}":${formatQuantity(quantity)}`;
	});
	return `{"time":"${formatUtc(seconds)}"${members.join("")}}`;
}

import { REGISTERS, type RegisterSnapshot, UNITS } from "../history/register-snapshot.js";
import { SnapshotReader } from "../history/snapshot-stream.js";
import type { Recipe } from "../mqtt/packets.js";
import { formatQuantity } from "../p1/reading.js";
import { formatUtc } from "../p1/utc.js";

/**
 * A JSON array, oldest first, with an object for each moment of a stream of snapshots: its `time` by the meter's clock, in
 * UTC, and the registers by the names that they have in the state, with exactly the digits of the meter.
 */
export function historyPayload(stream: Uint8Array): Recipe {
	return function* () {
		const reader = new SnapshotReader(stream);
		let separator = "[";
		for (let snapshot = reader.next(); snapshot !== undefined; snapshot = reader.next()) {
			yield `${separator}${formatSnapshot(snapshot)}`;
			separator = ",";
		}
		yield "]";
	};
}

function formatSnapshot({ seconds, registers }: RegisterSnapshot): string {
	const members = registers.map(({ register, unit, scale, value }) => {
		const quantity = { kind: "quantity", value, scale, unit: UNITS[unit] } as const;
		return `,"${REGISTERS[register]}":${formatQuantity(quantity)}`;
	});
	return `{"time":"${formatUtc(seconds)}"${members.join("")}}`;
}

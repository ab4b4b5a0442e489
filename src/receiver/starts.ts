import type { KeyValue } from "../io.js";

const KEY = "starts";
const BYTES = 4;

/**
 * Counts this start of the board, and returns how many there were in its life; undefined where storage fails. (The start
 * record, device/start-record.ts, counts only failed starts in a row, and forgets them after a good one.)
 */
export function countStart(storage: KeyValue): number | undefined {
	try {
		const stored = storage.read(KEY);
		const before = stored?.byteLength === BYTES ? new DataView(stored).getUint32(0) : 0;
		const view = new DataView(new ArrayBuffer(BYTES));
		view.setUint32(0, before + 1);
		storage.write(KEY, view.buffer);
		return before + 1;
	} catch {
		return undefined;
	}
}

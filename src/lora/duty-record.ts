import type { KeyValue } from "../io.js";
import type { Microseconds } from "./modulation.js";

/** Storage holds the hour in groups of so many minutes, each taken for as young as its youngest minute. */
export const GROUP_MINUTES = 5;

/** 62 minutes touch at most 14 groups. */
export const GROUPS = 14;

export const DUTY_RECORD_BYTES = 4 * (1 + GROUPS);

/** What a board had used of a sub-band, at a minute of its own count: minutes that it was switched on. */
export interface DutyState {
	minute: number;
	/** Time on air by group of minutes: of the group of `minute`, of the one before, and so on. */
	groups: readonly Microseconds[];
}

/** The record of a duty ledger in storage: the minute, then the groups, youngest first, each as a big-endian u32. */
export class DutyRecord {
	readonly #storage: KeyValue;
	readonly #key: string;

	constructor(storage: KeyValue, key: string) {
		this.#storage = storage;
		this.#key = key;
	}

	/** What storage holds, if anything; the whole limit where it holds what is no record, or can't be read. */
	read(limitUs: Microseconds): DutyState | undefined {
		const stored = this.#stored();
		if (stored === undefined) return undefined;
		if (stored?.byteLength !== DUTY_RECORD_BYTES) return { minute: 0, groups: [limitUs] };
		const view = new DataView(stored);
		const groups: Microseconds[] = [];
		let usedUs = 0;
		for (let age = 0; age < GROUPS; age++) {
			const groupUs = view.getUint32(4 * (1 + age));
			groups.push(groupUs);
			usedUs += groupUs;
		}
		return usedUs > limitUs ? { minute: 0, groups: [limitUs] } : { minute: view.getUint32(0), groups };
	}

	/** Null where it can't be read. */
	#stored(): ArrayBuffer | undefined | null {
		try {
			return this.#storage.read(this.#key);
		} catch {
			return null;
		}
	}

	/** Throws when storage does not take it, or says so and does not. */
	write({ minute, groups }: DutyState): void {
		const view = new DataView(new ArrayBuffer(DUTY_RECORD_BYTES));
		view.setUint32(0, minute);
		for (let age = 0; age < GROUPS; age++) view.setUint32(4 * (1 + age), groups[age]);
		this.#storage.write(this.#key, view.buffer);
		const kept = this.#storage.read(this.#key);
		if (kept === undefined || !same(new DataView(kept), view))
			throw new Error("storage does not keep the airtime used");
	}
}

function same(a: DataView, b: DataView): boolean {
	if (a.byteLength !== b.byteLength) return false;
	for (let at = 0; at < a.byteLength; at += 4) if (a.getUint32(at) !== b.getUint32(at)) return false;
	return true;
}

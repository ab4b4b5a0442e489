/**
 * The history that the broker does not have yet: the registers of each quarter of an hour, in flash from the first moment
 * until it has acknowledged them, since a connection may be dead for long before anybody notices; and while it is away,
 * those of each minute of the last hour. So the history of an outage gets coarser the older it is.
 */
import { Backlog, type BacklogFrame, MOST_SNAPSHOTS } from "../history/backlog.js";
import type { RegisterSnapshot } from "../history/register-snapshot.js";
import type { KeyValue } from "../io.js";

const MOST_MINUTES = 60;
const MINUTE_SECONDS = 60;

const KEY = "waiting";
/** A record in flash: a day of most meters takes half of it. */
const MOST_BYTES = 1900;

export class HistoryQueue {
	readonly #storage: KeyValue;
	readonly #quarters = new Backlog();
	readonly #minutes = new Backlog(MOST_MINUTES);
	/** When the last snapshot was, by the meter's clock. */
	#lastSeconds = 0;
	/** The message on its way: from which queue, and what of it. */
	#underWay: { queue: Backlog; frame: BacklogFrame } | undefined;

	constructor(storage: KeyValue) {
		this.#storage = storage;
		const stored = this.#read();
		if (stored !== undefined) this.#quarters.restore(new Uint8Array(stored));
	}

	/** Whether there is room for so many quarters more, without others being lost. */
	hasRoom(count: number): boolean {
		return this.#quarters.length + count <= MOST_SNAPSHOTS;
	}

	/** In flash when this returns. */
	addQuarters(snapshots: readonly RegisterSnapshot[]): void {
		for (const snapshot of snapshots) {
			this.#quarters.add(snapshot);
			this.#lastSeconds = Math.max(this.#lastSeconds, snapshot.seconds);
		}
		this.#save();
	}

	/** Takes a reading that the broker did not get; keeps one in a minute. */
	addReading(snapshot: RegisterSnapshot): void {
		if (Math.abs(snapshot.seconds - this.#lastSeconds) < MINUTE_SECONDS) return;
		this.#minutes.add(snapshot);
		this.#lastSeconds = snapshot.seconds;
	}

	/** The stream of snapshots for the next message, which then counts as on its way; undefined while one is. */
	next(): Uint8Array | undefined {
		if (this.#underWay !== undefined) return undefined;
		for (const queue of [this.#quarters, this.#minutes]) {
			const frame = queue.frame(Number.POSITIVE_INFINITY);
			if (frame === undefined) continue;
			this.#underWay = { queue, frame };
			return frame.body;
		}
		return undefined;
	}

	/** The message did not get on its way after all. */
	putBack(): void {
		this.#underWay = undefined;
	}

	/** The broker has it. */
	acknowledged(): void {
		if (this.#underWay === undefined) return;
		const { queue, frame } = this.#underWay;
		queue.delivered(frame.end);
		this.#underWay = undefined;
		if (queue === this.#quarters) this.#save();
	}

	/** Writes the quarters that wait to flash. Where it takes nothing, they wait in memory only. */
	#save(): void {
		const bytes = this.#quarters.save(MOST_BYTES);
		try {
			if (bytes.length > 0) this.#storage.write(KEY, bytes.buffer);
			else this.#storage.delete(KEY);
		} catch {
			// Nobody could do anything about it.
		}
	}

	#read(): ArrayBuffer | undefined {
		try {
			return this.#storage.read(KEY);
		} catch {
			return undefined;
		}
	}
}

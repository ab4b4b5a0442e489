/**
 * The snapshots that the other side does not have yet, oldest first, as bytes: a day of them takes about half a
 * kilobyte.
 */
import type { RegisterSnapshot } from "./register-snapshot.js";
import { decodeSnapshots, encodeFirst, encodeNext, SnapshotReader } from "./snapshot-stream.js";

/** A day, and an hour in which to bring it. */
export const MOST_SNAPSHOTS = 100;
/** A frame brings no more than this: the receiver makes a message of it while the transmitter waits for the answer. */
export const MOST_IN_FRAME = 20;

const LENGTH_BYTES = 2;

/** One stream of snapshots, in the form of a frame's body but for its length. */
interface Stream {
	bytes: Uint8Array;
	count: number;
	last: RegisterSnapshot;
}

/** A frame's body; `delivered(end)` is to be called once it has arrived. */
export interface BacklogFrame {
	body: Uint8Array;
	count: number;
	end: number;
}

export class Backlog {
	readonly #most: number;
	readonly #streams: Stream[] = [];
	#length = 0;
	/**
	 * How many snapshots have left, delivered or too old. Counted from the first there ever was, a frame's `end` stays
	 * right meanwhile.
	 */
	#removed = 0;

	/** Holds `most` snapshots at most. */
	constructor(most = MOST_SNAPSHOTS) {
		this.#most = most;
	}

	get length(): number {
		return this.#length;
	}

	/** Takes a snapshot, newer than all others; where there is no room left, the oldest goes. */
	add(snapshot: RegisterSnapshot): void {
		const stream = this.#streams.at(-1);
		const next = stream && encodeNext(stream.last, snapshot);
		if (stream === undefined || next === undefined) {
			this.#streams.push({ bytes: encodeFirst(snapshot), count: 1, last: snapshot });
		} else {
			stream.bytes = joined(stream.bytes, next);
			stream.bytes[0] = ++stream.count;
			stream.last = snapshot;
		}
		this.#length++;
		if (this.#length > this.#most) this.delivered(this.#removed + 1);
	}

	/** The oldest snapshots, as many as `room` bytes hold; undefined where there is none. */
	frame(room: number): BacklogFrame | undefined {
		const [stream] = this.#streams;
		if (stream === undefined) return undefined;
		const reader = new SnapshotReader(stream.bytes);
		let count = 0;
		let length = 0;
		while (count < MOST_IN_FRAME && reader.next() !== undefined && reader.at <= room) {
			count++;
			length = reader.at;
		}
		if (count === 0) return undefined;
		const body = stream.bytes.slice(0, length);
		body[0] = count;
		return { body, count, end: this.#removed + count };
	}

	/** The newest streams whose bytes are not more than `most`, each behind its length in two bytes. */
	save(most: number): Uint8Array<ArrayBuffer> {
		let bytes = new Uint8Array(0);
		for (let index = this.#streams.length - 1; index >= 0; index--) {
			const stream = this.#streams[index].bytes;
			if (bytes.length + LENGTH_BYTES + stream.length > most) break;
			bytes = joined(joined(Uint8Array.of(stream.length >> 8, stream.length & 0xff), stream), bytes);
		}
		return bytes;
	}

	/** Takes what `save` gave; of anything else as much as can be read. */
	restore(bytes: Uint8Array): void {
		for (let at = 0; at + LENGTH_BYTES <= bytes.length; ) {
			const end = at + LENGTH_BYTES + ((bytes[at] << 8) | bytes[at + 1]);
			const snapshots = decodeSnapshots(bytes.subarray(at + LENGTH_BYTES, end));
			if (snapshots === undefined) return;
			for (const snapshot of snapshots) this.add(snapshot);
			at = end;
		}
	}

	/** The receiver has all snapshots before `end`. */
	delivered(end: number): void {
		for (let [stream] = this.#streams; stream !== undefined && this.#removed < end; [stream] = this.#streams) {
			const count = Math.min(end - this.#removed, stream.count);
			if (count === stream.count) this.#streams.shift();
			else shorten(stream, count);
			this.#removed += count;
			this.#length -= count;
		}
	}
}

/** Takes the first `count` snapshots off, fewer than there are: the next one is told with all of its values. */
function shorten(stream: Stream, count: number): void {
	const reader = new SnapshotReader(stream.bytes);
	for (let read = 0; read < count; read++) reader.next();
	const first = reader.next();
	if (first === undefined) throw new Error("a stream of snapshots is shorter than it says");
	stream.bytes = joined(encodeFirst(first), stream.bytes.subarray(reader.at));
	stream.count -= count;
	stream.bytes[0] = stream.count;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(a.length + b.length);
	bytes.set(a);
	bytes.set(b, a.length);
	return bytes;
}

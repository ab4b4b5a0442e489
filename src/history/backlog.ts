/** The snapshots that the receiver does not have yet, oldest first, as bytes: a day of them takes about half a kilobyte. */
import type { RegisterSnapshot } from "./register-snapshot.js";
import { encodeFirst, encodeNext, SnapshotReader } from "./snapshot-stream.js";

/** A day, and an hour in which to bring it. */
export const MOST_SNAPSHOTS = 100;
/** A frame brings no more: the receiver makes a message of it while the transmitter waits. */
export const MOST_IN_FRAME = 20;

/** One stream of snapshots, in the form of a frame's body but for its length. */
interface Stream {
	bytes: Uint8Array;
	count: number;
	last: RegisterSnapshot;
}

/** A frame's body; `end` is what to call `delivered` with. */
export interface BacklogFrame {
	body: Uint8Array;
	count: number;
	end: number;
}

export class Backlog {
	readonly #streams: Stream[] = [];
	#length = 0;
	/** How many have left, delivered or too old: what a frame brings is named by where it ends in all there ever were. */
	#removed = 0;

	get length(): number {
		return this.#length;
	}

	/** Takes a snapshot newer than all others; beyond so many, the oldest goes. */
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
		if (this.#length > MOST_SNAPSHOTS) this.delivered(this.#removed + 1);
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

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(a.length + b.length);
	bytes.set(a);
	bytes.set(b, a.length);
	return bytes;
}

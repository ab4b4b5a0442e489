/**
 * What is sent, and in which frames. The freshest telegram; but before it the first one of each quarter of an hour, and
 * between two telegrams the snapshots of quarters that were missed. A telegram goes in one frame where it fits, else in
 * fragments. A telegram that is lost is not repeated, since the next one is fresher; fragments are, since they bring the
 * template and baseline of later telegrams. Where they will take long, the lines that somebody waits for go ahead of them.
 */
import type { Milliseconds } from "../clock.js";
import { type Encoded, encodePartial, TelegramEncoder } from "../codec/encoder.js";
import { wantedLines } from "../codec/wanted-lines.js";
import type { BacklogFrame } from "../history/backlog.js";
import { QuarterKeeper } from "../history/quarter-keeper.js";
import { crc32 } from "../vendor/crc-32.js";
import { FrameType, OVERHEAD_BYTES } from "./frame.js";
import { type Acknowledgement, encodeFragment, FRAGMENT_HEADER_BYTES } from "./messages.js";

/**
 * A template takes the receiver some 600,000 steps of its engine, snapshots of registers as many, other frames 250,000 at
 * most (docs/benchmarks.md): so much longer than usual their answer may take.
 */
const LONG_WORK: Milliseconds = 1500;

/** A telegram that waits for longer, as its meter sends no other, is dropped: the receiver would take it for news. */
const OLDEST_TELEGRAM: Milliseconds = 5 * 60_000;

/** Before snapshots go again to a receiver that has not taken them: it has no room for them while its broker is away. */
const SNAPSHOTS_PAUSE: Milliseconds = 60_000;

/**
 * The proof of a delta takes the board a quarter of a second. Where telegrams follow each other faster than this, deltas go
 * unproven: the next one is about to put right what is wrong.
 */
const TIME_FOR_PROOF: Milliseconds = 2000;

/** Where a telegram in fragments takes longer than this, its wanted lines go ahead of it. */
export const EARLY_VALUES_FROM: Milliseconds = 60_000;

/** A frame to send, and what its answer must say. */
export interface Outgoing {
	type: FrameType;
	body: Uint8Array;
	crc32: number;
	/** How much longer than usual its answer may take. */
	patience?: Milliseconds;
}

/** The frame that is to be sent next. */
export interface FrameSlot {
	/** How long it may be when sealed. */
	maxBytes: number;
	/** Its counter. */
	counter: number;
	/** How long after it the next one of this length may be sent. */
	interval: Milliseconds;
	/** The clock's time. */
	now: Milliseconds;
}

/** What the receiver's answer means for what was sent. */
export type Delivery =
	| { kind: "delivered"; form: Exclude<Encoded["kind"], "partial">; telegramBytes: number; bodyBytes: number }
	| { kind: "mismatch" }
	/** The receiver has the registers of so many quarters of an hour that were missed before; `left` are still to come. */
	| { kind: "caught up"; snapshots: number; left: number }
	/** A fragment arrived, or the receiver asked for more than it got: go on. */
	| { kind: "continue" };

/** A body on its way: in one frame, or piece by piece. */
interface Transfer {
	id: number;
	telegram: Uint8Array;
	encoded: Encoded;
	pieceBytes: number;
	index: number;
	count: number;
}

export class TelegramSender {
	readonly #encoder = new TelegramEncoder();
	readonly #quarters = new QuarterKeeper();
	#newest: Uint8Array | undefined;
	#offeredAt: Milliseconds = 0;
	#transfer: Transfer | undefined;
	/** The snapshots on their way. */
	#snapshots: BacklogFrame | undefined;
	/** A telegram was just delivered, so that snapshots may follow. Else they go only where no telegram waits. */
	#snapshotsMayFollow = false;
	/** The clock's time from which on snapshots may go. */
	#snapshotsFrom: Milliseconds = 0;
	/** How many transfers there were: each has another id. */
	#transfers = 0;
	/** When the latest telegram was encoded. */
	#begunAt: Milliseconds = Number.NEGATIVE_INFINITY;
	/** The wanted lines went ahead of the template that is under way. */
	#wentAhead = false;

	/** A telegram that the meter just sent. It replaces one that still waits. */
	offer(telegram: Uint8Array, now: Milliseconds): void {
		this.#newest = telegram;
		this.#offeredAt = now;
		this.#quarters.heard(telegram, now);
	}

	/** Drops what has waited too long to be news. */
	expire(now: Milliseconds): void {
		if (now - this.#offeredAt > OLDEST_TELEGRAM) this.#newest = undefined;
		this.#quarters.expire(now);
	}

	/** How many bytes a body with all values of this telegram has: probes are as long. */
	keyBodyBytes(telegram: Uint8Array): number {
		return this.#encoder.keyBodyBytes(telegram);
	}

	/** Whether something waits at `now`. */
	hasNext(now: Milliseconds): boolean {
		return this.#hasTelegram || this.#hasSnapshots(now);
	}

	get #hasTelegram(): boolean {
		return this.#transfer !== undefined || this.#newest !== undefined || this.#quarters.first !== undefined;
	}

	#hasSnapshots(now: Milliseconds): boolean {
		return this.#quarters.backlog.length > 0 && now >= this.#snapshotsFrom;
	}

	/** The frame to send now; undefined when there is nothing new. */
	next(slot: FrameSlot): Outgoing | undefined {
		return this.#nextSnapshots(slot) ?? this.#nextOfTelegram(slot);
	}

	#nextSnapshots({ maxBytes, now }: FrameSlot): Outgoing | undefined {
		const mayGo = this.#transfer === undefined && (this.#snapshotsMayFollow || !this.#hasTelegram);
		if (!mayGo || !this.#hasSnapshots(now)) return undefined;
		this.#snapshotsMayFollow = false;
		this.#snapshotsFrom = now + SNAPSHOTS_PAUSE;
		this.#snapshots = this.#quarters.backlog.frame(maxBytes - OVERHEAD_BYTES);
		const body = this.#snapshots?.body;
		return body && { type: FrameType.snapshots, body, crc32: crc32(body) >>> 0, patience: LONG_WORK };
	}

	#nextOfTelegram(slot: FrameSlot): Outgoing | undefined {
		const transfer = this.#transfer ?? this.#begin(slot);
		if (transfer === undefined) return undefined;
		const { encoded, id, index, count, pieceBytes } = transfer;
		const hasTemplate = encoded.kind === "template" || encoded.kind === "partial";
		const patience = hasTemplate ? LONG_WORK : 0;
		if (count === 1) return { type: FrameType.telegram, body: encoded.body, crc32: encoded.crc32, patience };
		const piece = encoded.body.subarray(index * pieceBytes, (index + 1) * pieceBytes);
		const body = encodeFragment({ transfer: id, index, count, piece });
		if (index < count - 1) return { type: FrameType.fragment, body, crc32: crc32(body) >>> 0 };
		return { type: FrameType.fragment, body, crc32: encoded.crc32, patience };
	}

	/** The receiver's answer to the frame that `next` gave, of which the counter was `frame`. */
	answered({ crc32: answer, needTemplate, needKey }: Acknowledgement, expected: number, frame: number): Delivery {
		if (this.#snapshots !== undefined) return this.#snapshotsAnswered(this.#snapshots, answer === expected);
		const transfer = this.#transfer;
		if (transfer === undefined) return { kind: "continue" };
		if (needTemplate || needKey) {
			this.forgotten(needTemplate);
			return { kind: "continue" };
		}
		if (transfer.index < transfer.count - 1) {
			if (answer === expected) transfer.index++;
			return { kind: "continue" };
		}
		const { encoded, telegram } = transfer;
		if (encoded.kind === "partial") {
			this.restart();
			return { kind: "continue" };
		}
		this.#transfer = undefined;
		if (!this.#encoder.acknowledge(answer, frame)) {
			this.#encoder.needKey();
			return { kind: "mismatch" };
		}
		this.#wentAhead = false;
		this.#snapshotsMayFollow = true;
		this.#quarters.delivered(telegram, encoded.kind);
		return {
			kind: "delivered",
			form: encoded.kind,
			telegramBytes: telegram.length,
			bodyBytes: encoded.body.length,
		};
	}

	#snapshotsAnswered({ count, end }: BacklogFrame, isTaken: boolean): Delivery {
		const { backlog } = this.#quarters;
		this.#snapshots = undefined;
		if (!isTaken) return { kind: "continue" };
		this.#snapshotsFrom = 0;
		backlog.delivered(end);
		return { kind: "caught up", snapshots: count, left: backlog.length };
	}

	/** No answer came: a telegram is dropped for a fresher one; a fragment and snapshots are tried again. */
	unanswered(): void {
		this.#snapshotsMayFollow = false;
		if (this.#snapshots !== undefined) this.#dropSnapshots();
		else if (this.#transfer?.encoded.kind === "partial") this.restart();
		else if (this.#transfer?.count === 1) this.#transfer = undefined;
	}

	/** The receiver has lost its baselines, and where `withTemplate` its template, too. */
	forgotten(withTemplate: boolean): void {
		this.#quarters.forgotten();
		if (withTemplate) this.#encoder.needTemplate();
		else this.#encoder.needKey();
		this.restart();
	}

	/** Gives up what is under way, to begin anew with the newest telegram, which may still be the same. */
	restart(): void {
		this.#snapshotsMayFollow = false;
		this.#newest ??= this.#transfer?.telegram;
		this.#transfer = undefined;
		this.#dropSnapshots();
	}

	/** They are still in the backlog. */
	#dropSnapshots(): void {
		if (this.#snapshots === undefined) return;
		this.#snapshots = undefined;
		this.#snapshotsFrom = 0;
	}

	#begin({ maxBytes, counter, interval, now }: FrameSlot): Transfer | undefined {
		const telegram = this.#quarters.first ?? this.#newest;
		if (telegram === undefined) return undefined;
		if (telegram === this.#newest) this.#newest = undefined;
		const room = maxBytes - OVERHEAD_BYTES;
		const pieceBytes = room - FRAGMENT_HEADER_BYTES;
		const hurry = now - this.#begunAt < TIME_FOR_PROOF;
		this.#begunAt = now;
		const encoded = this.#encoder.encode(telegram, counter, room, hurry);
		const count = encoded.body.length <= room ? 1 : Math.ceil(encoded.body.length / pieceBytes);
		const ahead = (count - 1) * interval > EARLY_VALUES_FROM ? this.#goAhead(telegram, encoded, room) : undefined;
		this.#transfer = {
			id: this.#transfers++ & 0xff,
			telegram,
			encoded: ahead ?? encoded,
			pieceBytes,
			index: 0,
			count: ahead === undefined ? count : 1,
		};
		return this.#transfer;
	}

	/** The wanted lines as a partial body, once before each template, where they fit into a frame. */
	#goAhead(telegram: Uint8Array, { kind }: Encoded, room: number): Encoded | undefined {
		if (kind !== "template" || this.#wentAhead) return undefined;
		this.#wentAhead = true;
		const ahead = encodePartial(wantedLines(telegram));
		return ahead !== undefined && ahead.body.length <= room ? ahead : undefined;
	}
}

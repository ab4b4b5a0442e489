import type { Clock, Milliseconds } from "../clock.js";
import type { Opened } from "./channel.js";
import type { LinkEvent } from "./event.js";
import { versionOf } from "./frame.js";

/** Nothing is said again within so long, however many frames are refused: anybody can send some. */
const REPEAT_AFTER: Milliseconds = 3_600_000;

/**
 * Frames of another version, none opening in between, before a person is told: neighbours' are normal beside one's own.
 */
const VERSIONS_TOLD = 3;

/**
 * Frames of other keys before a person is told, where this key has never opened one: neighbours' are normal beside
 * one's own.
 */
const STRANGERS_TOLD = 20;

/**
 * Frames that bore this pair's hint and did not open before it is an alarm: 8 hours of an attacker who never pauses. The
 * chance that one of so many forgeries gets through is 2^-44.
 */
const FORGERIES_TOLD = 2 ** 20;

type Reason = Extract<Opened, { ok: false }>["reason"];

/**
 * Counts the frames that were refused, and tells a person what many of a kind mean. This is all that a frame which
 * does not authenticate can change.
 */
export class Refusals {
	/** Frames by reason; a session counts its own kinds here, too. */
	readonly counts: Record<string, number> = {};
	readonly #clock: Clock;
	readonly #onEvent: (event: LinkEvent) => void;
	/** The key has opened a frame, in this life of the board or before: it is the other board's. */
	#isProven: boolean;
	#strangers = 0;
	/** Since the last frame that opened. */
	#versions = 0;
	/** By kind of event, when it may be told again. */
	readonly #silentUntil: Partial<Record<LinkEvent["kind"], Milliseconds>> = {};

	constructor(clock: Clock, onEvent: (event: LinkEvent) => void, isProven: boolean) {
		this.#isProven = isProven;
		this.#clock = clock;
		this.#onEvent = onEvent;
	}

	/** One more of this kind; returns how many there are. */
	count(kind: string): number {
		const count = (this.counts[kind] ?? 0) + 1;
		this.counts[kind] = count;
		return count;
	}

	/** A frame was refused. */
	refused(reason: Reason, frame: Uint8Array): void {
		const count = this.count(reason);
		if (reason === "version" && ++this.#versions >= VERSIONS_TOLD) {
			this.#tell({ kind: "other version", version: versionOf(frame), count: this.#versions });
		}
		if (reason !== "foreign" && reason !== "forged") return;
		if (!this.#isProven && ++this.#strangers >= STRANGERS_TOLD)
			this.#tell({ kind: "other key", count: this.#strangers });
		if (reason === "forged" && count % FORGERIES_TOLD === 0) this.#tell({ kind: "forgeries", count });
	}

	/** A frame opened: the key is right. */
	opened(): void {
		this.#isProven = true;
		this.#versions = 0;
	}

	#tell(event: LinkEvent): void {
		const now = this.#clock.now();
		if (now < (this.#silentUntil[event.kind] ?? 0)) return;
		this.#silentUntil[event.kind] = now + REPEAT_AFTER;
		this.#onEvent(event);
	}
}

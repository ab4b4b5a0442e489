/**
 * The sealed channel between the two boards: AES-256-CCM on every frame, one key for each direction, counters that are
 * never used twice and only ever accepted once (docs/protocol.md, Security).
 */
import { ccmOpen, ccmSeal } from "../crypto/ccm.js";
import { FrameCounter } from "../crypto/frame-counter.js";
import { deriveLinkKeys, HOME_TO_METER, type LinkKeys, METER_TO_HOME } from "../crypto/keys.js";
import { ReplayGuard } from "../crypto/replay-guard.js";
import type { KeyValue } from "../io.js";
import { decodeHeader, encodeHeader, FrameType } from "./frame.js";
import { COUNTERS } from "./pairing.js";

/** Keys have epochs so that they can be renewed; every pair starts in this one. */
const FIRST_EPOCH = 0;

export type Side = "transmitter" | "receiver";

/** The first byte of a nonce: a frame sent back to its sender never opens. */
const DIRECTION = Object.freeze({ transmitter: METER_TO_HOME, receiver: HOME_TO_METER });

export interface ChannelOptions {
	side: Side;
	/** The 32 secret bytes that the pair shares. */
	pairKey: Uint8Array;
	/** Where this pair's counters live, beside its key: key and counters come and go together. */
	storage: KeyValue;
}

export interface Sealed {
	frame: Uint8Array;
	/** The frame's counter; its low 16 bits come back in the answer. */
	counter: number;
}

export type Opened =
	| { ok: true; type: FrameType; counter: number; body: Uint8Array }
	/** A genuine hello whose counter was used before: a replay, or a peer whose counter fell back. */
	| { ok: false; reason: "stale hello"; counter: number; body: Uint8Array }
	| { ok: false; reason: "too short" | "version" | "unknown type" | "foreign" | "forged" | "replayed" };

export class SecureChannel {
	readonly #keys: LinkKeys;
	readonly #side: Side;
	readonly #counter: FrameCounter;
	readonly #guard: ReplayGuard;

	/** Throws when the stored counters are damaged: sending on could use a nonce twice. */
	constructor({ side, pairKey, storage }: ChannelOptions) {
		this.#side = side;
		this.#keys = deriveLinkKeys(pairKey, FIRST_EPOCH);
		this.#counter = new FrameCounter(storage, COUNTERS.sent);
		this.#guard = new ReplayGuard(storage, COUNTERS.accepted);
	}

	/** Eight hex digits that are the same on both boards of a pair, and tell nothing of the key. */
	get fingerprint(): string {
		return this.#keys.fingerprint;
	}

	/** The highest counter taken from the peer: what it must go beyond. */
	get lastAccepted(): number {
		return this.#guard.last;
	}

	/** The counter of the frame that is sealed next. */
	get nextCounter(): number {
		return this.#counter.upcoming;
	}

	/** The peer has seen counters up to `counter`: the next frame goes beyond. */
	jumpBeyond(counter: number): void {
		this.#counter.jumpBeyond(counter);
	}

	/**
	 * Seals `body`. `profile` names the rung and channel it will be sent on; it is authenticated but not sent.
	 * Undefined when no counter could be had: then nothing may be sent.
	 */
	seal(type: FrameType, body: Uint8Array, profile: number): Sealed | undefined {
		const counter = this.#counter.next();
		if (counter === undefined) return undefined;
		const header = encodeHeader(type, this.#keys.hint, counter, FIRST_EPOCH);
		const cipher = this.#side === "transmitter" ? this.#keys.meterToHome : this.#keys.homeToMeter;
		const nonce = this.#nonce(DIRECTION[this.#side], counter);
		return {
			frame: concatenate(header, ccmSeal(cipher, nonce, authenticated(header, profile), body)),
			counter,
		};
	}

	/** Opens a frame of the peer. One that does not authenticate has changed nothing. */
	open(frame: Uint8Array, profile: number): Opened {
		const decoded = decodeHeader(frame);
		if (!decoded.ok) return decoded;
		const { type, hint, counter: sent, epoch, length } = decoded.header;
		if (hint !== this.#keys.hint || (epoch !== undefined && epoch !== (FIRST_EPOCH & 0xff))) {
			return { ok: false, reason: "foreign" };
		}
		const counter = type === FrameType.hello ? sent : this.#guard.expand(sent);
		const transmits = this.#side === "receiver";
		const cipher = transmits ? this.#keys.meterToHome : this.#keys.homeToMeter;
		const nonce = this.#nonce(transmits ? DIRECTION.transmitter : DIRECTION.receiver, counter);
		const header = authenticated(frame.subarray(0, length), profile);
		const body = ccmOpen(cipher, nonce, header, frame.subarray(length));
		if (body === undefined) return { ok: false, reason: "forged" };
		if (this.#guard.accept(counter)) return { ok: true, type, counter, body };
		return type === FrameType.hello
			? { ok: false, reason: "stale hello", counter, body }
			: { ok: false, reason: "replayed" };
	}

	/** Direction, link, epoch and counter: 13 bytes that no two frames under one key share. */
	#nonce(direction: number, counter: number): Uint8Array {
		const nonce = new Uint8Array(13);
		nonce[0] = direction;
		nonce.set(this.#keys.linkId, 1);
		const view = new DataView(nonce.buffer);
		view.setUint32(5, FIRST_EPOCH);
		view.setUint32(9, counter);
		return nonce;
	}
}

function authenticated(header: Uint8Array, profile: number): Uint8Array {
	return concatenate(header, Uint8Array.of(profile));
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array {
	const joined = new Uint8Array(a.length + b.length);
	joined.set(a);
	joined.set(b, a.length);
	return joined;
}

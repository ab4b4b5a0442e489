/**
 * The sealed channel between the two boards: AES-256-CCM on every frame, one key for each direction, counters that are
 * never used twice and only ever accepted once, and sessions, so that neither promise rests on storage alone
 * (docs/protocol.md, Security; the argument is in docs/security.md).
 */
import { ccmOpen, ccmSeal } from "../crypto/ccm.js";
import { FrameCounter } from "../crypto/frame-counter.js";
import { deriveLinkKeys, HOME_TO_METER, type LinkKeys, METER_TO_HOME } from "../crypto/keys.js";
import { ReplayGuard } from "../crypto/replay-guard.js";
import type { KeyValue } from "../io.js";
import type { Role } from "../role.js";
import { decodeHeader, encodeHeader, FrameType, type Header } from "./frame.js";
import { COUNTERS } from "./pairing.js";

/** The first byte of a nonce: a frame sent back to its sender never opens. */
const DIRECTION = Object.freeze({ transmitter: METER_TO_HOME, receiver: HOME_TO_METER });

/** What stands for a salt that is not known yet: no board draws it. */
const NO_SALT = 0;

export interface ChannelOptions {
	role: Role;
	/** The 32 secret bytes that the pair shares. */
	pairKey: Uint8Array;
	/** Where this pair's counters live, beside its key: key and counters come and go together. */
	storage: KeyValue;
	/** In [0, 1), of 32 bits; another number at each boot. */
	random: () => number;
}

export interface Sealed {
	frame: Uint8Array;
	/** The frame's counter; its low 16 bits come back in the answer. */
	counter: number;
}

/** `salt` is that of a hello's sender. */
export type Opened =
	| { ok: true; type: FrameType; counter: number; salt: number | undefined; body: Uint8Array }
	/**
	 * A genuine hello whose counter counts as used: a replay, or of a peer whose counter is below this board's mark, because
	 * the peer's fell back or, perhaps, because this board has just started (`mayBeNewest`).
	 */
	| {
			ok: false;
			reason: "stale hello";
			counter: number;
			salt: number | undefined;
			body: Uint8Array;
			mayBeNewest: boolean;
	  }
	/** `unrecorded`: a genuine frame whose counter storage does not take. */
	| {
			ok: false;
			reason: "too short" | "version" | "unknown type" | "foreign" | "no session" | "forged" | "unrecorded";
	  };

export class SecureChannel {
	readonly #keys: LinkKeys;
	readonly #role: Role;
	readonly #counter: FrameCounter;
	readonly #guard: ReplayGuard;
	/** This boot's part of every session: 32 random bits. */
	readonly #salt: number;
	/** The peer's part of the session in use. */
	#peerSalt = NO_SALT;
	/** The salt of the latest hello, for which its answer is sealed. */
	#askerSalt = NO_SALT;
	/**
	 * Salts of hellos whose session has brought no frame yet: of the latest new one, and of the latest stale one. Anybody may
	 * play back an old hello, so a stale one does not displace a new one.
	 */
	#metSalt = NO_SALT;
	#staleSalt = NO_SALT;

	/** Throws when the stored counters are lost or damaged: sending on could use a nonce twice. */
	constructor({ role, pairKey, storage, random }: ChannelOptions) {
		this.#role = role;
		this.#keys = deriveLinkKeys(pairKey);
		this.#counter = new FrameCounter(storage, COUNTERS.sent);
		this.#guard = new ReplayGuard(storage, COUNTERS.accepted);
		this.#salt = 1 + Math.floor(random() * 0xffff_ffff);
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
	 * The peer said hello with this salt, a stale one perhaps. A receiver keeps the session it has until a frame opens in
	 * the new one; a transmitter has the receiver's answer, which only its own question's salt can open, and begins at
	 * once. Returns whether the peer has restarted since the session in use began.
	 */
	meet(salt: number, isStale = false): boolean {
		const isNew = salt !== this.#peerSalt;
		this.#askerSalt = salt;
		if (this.#role === "transmitter") this.#peerSalt = this.#metSalt = this.#staleSalt = salt;
		else if (isStale) this.#staleSalt = salt;
		else this.#metSalt = salt;
		return isNew;
	}

	/**
	 * Seals `body`. `profile` names the rung and channel it will be sent on; it is authenticated but not sent.
	 * Undefined when no counter could be had, or there is no session for anything but a hello: then nothing may be sent.
	 */
	seal(type: FrameType, body: Uint8Array, profile: number): Sealed | undefined {
		// A transmitter's hello is the question, which knows of no peer.
		const isQuestion = type === FrameType.hello && this.#role === "transmitter";
		const peerSalt = isQuestion ? NO_SALT : type === FrameType.hello ? this.#askerSalt : this.#peerSalt;
		if (peerSalt === NO_SALT && !isQuestion) return undefined;
		const counter = this.#counter.next();
		if (counter === undefined) return undefined;
		const header = encodeHeader(type, this.#keys.hint, counter, this.#salt);
		const cipher = this.#role === "transmitter" ? this.#keys.meterToHome : this.#keys.homeToMeter;
		const nonce =
			this.#role === "transmitter"
				? nonceOf(DIRECTION.transmitter, this.#salt, peerSalt, counter)
				: nonceOf(DIRECTION.receiver, peerSalt, this.#salt, counter);
		return { frame: concatenate(header, ccmSeal(cipher, nonce, authenticated(header, profile), body)), counter };
	}

	/** Opens a frame of the peer. One that does not authenticate has changed nothing. */
	open(frame: Uint8Array, profile: number): Opened {
		const decoded = decodeHeader(frame);
		if (!decoded.ok) return decoded;
		const { header } = decoded;
		const { type, salt } = header;
		if (header.hint !== this.#keys.hint) return { ok: false, reason: "foreign" };
		const counter = salt === undefined ? this.#guard.expand(header.counter) : header.counter;
		const salts = this.#peerSalts(salt);
		if (salts.length === 0) return { ok: false, reason: "no session" };
		for (const peerSalt of salts) {
			const body = this.#openWith(peerSalt, header, counter, frame, profile);
			if (body === undefined) continue;
			if (this.#guard.accept(counter)) {
				if (salt === undefined) this.#peerSalt = this.#metSalt = this.#staleSalt = peerSalt;
				return { ok: true, type, counter, salt, body };
			}
			return type === FrameType.hello
				? { ok: false, reason: "stale hello", counter, salt, body, mayBeNewest: this.#guard.mayBeNewest(counter) }
				: { ok: false, reason: "unrecorded" };
		}
		return { ok: false, reason: "forged" };
	}

	/** The peer's salts that a frame may have been sealed with: the one that a hello tells, or those of known sessions. */
	#peerSalts(hello: number | undefined): number[] {
		if (hello !== undefined) return [hello];
		const known = [this.#peerSalt, this.#metSalt, this.#staleSalt];
		return known.filter((salt, index) => salt !== NO_SALT && known.indexOf(salt) === index);
	}

	#openWith(
		peerSalt: number,
		{ type, length }: Header,
		counter: number,
		frame: Uint8Array,
		profile: number,
	): Uint8Array | undefined {
		const fromTransmitter = this.#role === "receiver";
		const cipher = fromTransmitter ? this.#keys.meterToHome : this.#keys.homeToMeter;
		const nonce = fromTransmitter
			? nonceOf(DIRECTION.transmitter, peerSalt, type === FrameType.hello ? NO_SALT : this.#salt, counter)
			: nonceOf(DIRECTION.receiver, this.#salt, peerSalt, counter);
		const header = authenticated(frame.subarray(0, length), profile);
		return ccmOpen(cipher, nonce, header, frame.subarray(length));
	}
}

/** Direction, both salts and counter: 13 bytes that no two frames under one key share. */
function nonceOf(direction: number, transmitterSalt: number, receiverSalt: number, counter: number): Uint8Array {
	const nonce = new DataView(new ArrayBuffer(13));
	nonce.setUint8(0, direction);
	nonce.setUint32(1, transmitterSalt);
	nonce.setUint32(5, receiverSalt);
	nonce.setUint32(9, counter);
	return new Uint8Array(nonce.buffer);
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

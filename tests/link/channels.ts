/** Both ends of a sealed channel over storage that a test can look into and spoil. */
import { SecureChannel } from "../../src/link/channel.js";
import { FrameType } from "../../src/link/frame.js";
import { decodeHello, encodeHello } from "../../src/link/messages.js";
import { pair } from "../../src/link/pairing.js";
import type { Role } from "../../src/role.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { counting } from "../crypto/hex.js";

/** 00 01 02 ... 1f. */
export const PAIR_KEY = counting(32);
export const OTHER_KEY = counting(32).map((byte) => byte ^ 0x5a);

/** Rung 6 on channel 0. */
export const PROFILE = 6;

export interface End {
	channel: SecureChannel;
	storage: FaultyStorage;
}

export function pairedStorage(key: Uint8Array = PAIR_KEY): FaultyStorage {
	const storage = new FaultyStorage();
	pair(storage, key);
	return storage;
}

/** What each board draws where a test says nothing else. */
const DRAWN = Object.freeze({ transmitter: 0.25, receiver: 0.5 });
/** The salts that come of it. */
export const SALTS = Object.freeze({ transmitter: 0x40000000, receiver: 0x80000000 });

/** The board's channel, as it is after a boot, without a session. */
export function boot(
	role: Role,
	storage: FaultyStorage,
	key = PAIR_KEY,
	random: () => number = () => DRAWN[role],
): SecureChannel {
	return new SecureChannel({ role, pairKey: key, storage, random });
}

/** One end of a channel, in a session with the other. */
export function end(role: Role, key: Uint8Array = PAIR_KEY): End {
	return ends(key)[role];
}

/** Both ends, after the hello and its answer, and one frame each. */
export function ends(key: Uint8Array = PAIR_KEY): { transmitter: End; receiver: End } {
	const [own, peer] = [pairedStorage(key), pairedStorage(key)];
	const transmitter = { channel: boot("transmitter", own, key), storage: own };
	const receiver = { channel: boot("receiver", peer, key), storage: peer };
	greet(transmitter.channel, receiver.channel);
	return { transmitter, receiver };
}

/** A hello, its answer, and the frame that proves to the receiver that the question was no old one; true if all opened. */
export function greet(transmitter: SecureChannel, receiver: SecureChannel): boolean {
	return (
		ask(transmitter, receiver) && receiver.open(sealed(transmitter, FrameType.probe, Uint8Array.of(1)), PROFILE).ok
	);
}

/** A hello and its answer, with what they do to the counters; true if both opened. */
export function ask(transmitter: SecureChannel, receiver: SecureChannel): boolean {
	for (const [from, to] of [
		[transmitter, receiver],
		[receiver, transmitter],
	]) {
		const body = encodeHello({ lastAccepted: from.lastAccepted, echo: 0 });
		const opened = to.open(sealed(from, FrameType.hello, body), PROFILE);
		if (!opened.ok && opened.reason !== "stale hello") return false;
		to.jumpBeyond(decodeHello(opened.body)?.lastAccepted ?? 0);
		to.meet(opened.salt ?? 0);
	}
	return true;
}

/** All that a frame could have changed, in memory and in storage. */
export function stateOf({ channel, storage }: End) {
	return {
		lastAccepted: channel.lastAccepted,
		nextCounter: channel.nextCounter,
		writes: storage.writes,
		stored: ["key", "rung", "sent", "accepted"].map((key) => {
			const value = storage.read(key);
			return value && new Uint8Array(value);
		}),
	};
}

/** The sealed frame; throws where there is no counter for it. */
export function sealed(
	channel: SecureChannel,
	type: Parameters<SecureChannel["seal"]>[0],
	body: Uint8Array,
	profile = PROFILE,
): Uint8Array {
	const result = channel.seal(type, body, profile);
	if (result === undefined) throw new Error("there is no counter");
	return result.frame;
}

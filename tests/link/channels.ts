/** Both ends of a sealed channel over storage that a test can look into and spoil. */
import { SecureChannel, type Side } from "../../src/link/channel.js";
import { pair } from "../../src/link/pairing.js";
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

/** The board's channel, as it is after a boot. */
export function boot(side: Side, storage: FaultyStorage, key: Uint8Array = PAIR_KEY): SecureChannel {
	return new SecureChannel({ side, pairKey: key, storage });
}

export function end(side: Side, key: Uint8Array = PAIR_KEY): End {
	const storage = pairedStorage(key);
	return { channel: boot(side, storage, key), storage };
}

export function ends(): { transmitter: End; receiver: End } {
	return { transmitter: end("transmitter"), receiver: end("receiver") };
}

/** All that a frame could have changed, in memory and in storage. */
export function stateOf({ channel, storage }: End) {
	return {
		lastAccepted: channel.lastAccepted,
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

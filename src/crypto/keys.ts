import { expand, extract, sha256 } from "../vendor/noble-hashes.js";
import { type BlockCipher, createAes256 } from "./block-cipher.js";

/** Everything that two paired boards derive from the secret they share. */
export interface LinkKeys {
	/** Seals what the transmitter at the meter sends. */
	meterToHome: BlockCipher;
	/** Seals what the receiver at home sends. */
	homeToMeter: BlockCipher;
	/** 4 bytes, part of every nonce. Not secret, and the same in all epochs. */
	linkId: Uint8Array;
	/** 3 bits (0 to 7) that go in clear, so that most foreign frames are skipped without any AES. */
	hint: number;
	/** 8 hex digits by which a person sees that both boards hold the same key. It tells nothing about the key. */
	fingerprint: string;
}

/** A direction as one byte, as it stands in the keys' derivation and in nonces. */
export const METER_TO_HOME = 1;
export const HOME_TO_METER = 2;

/**
 * Derives the keys of one epoch from the pairing key: HKDF with SHA-256 (RFC 5869), salt "P1-LoRa v1", one key per
 * direction. `epoch` is a u32; another one gives other keys under the same pairing. Throws a RangeError when the pairing
 * key has not 32 bytes or `epoch` is no u32.
 */
export function deriveLinkKeys(pairKey: Uint8Array, epoch: number): LinkKeys {
	if (pairKey.length !== 32) throw new RangeError(`a pairing key has 32 bytes, not ${pairKey.length}`);
	if (epoch !== epoch >>> 0) throw new RangeError(`an epoch is an integer from 0 to 4294967295, not ${epoch}`);
	const secret = extract(sha256, pairKey, ascii("P1-LoRa v1"));
	const linkId = expand(sha256, secret, ascii("id"), 4);
	return {
		meterToHome: createAes256(expand(sha256, secret, keyInfo(METER_TO_HOME, epoch), 32)),
		homeToMeter: createAes256(expand(sha256, secret, keyInfo(HOME_TO_METER, epoch), 32)),
		linkId,
		hint: linkId[3] & 0x07,
		fingerprint: fingerprintOf(secret),
	};
}

/** HKDF's info of a key: "key" || direction || epoch, big-endian. */
function keyInfo(direction: number, epoch: number): Uint8Array {
	const info = new Uint8Array(8);
	info.set(ascii("key"));
	info[3] = direction;
	new DataView(info.buffer).setUint32(4, epoch);
	return info;
}

function fingerprintOf(secret: Uint8Array): string {
	const label = ascii("fp");
	const input = new Uint8Array(label.length + secret.length);
	input.set(label);
	input.set(secret, label.length);
	const digest = sha256(input);
	let hex = "";
	for (let i = 0; i < 4; i++) hex += digest[i].toString(16).padStart(2, "0");
	return hex;
}

function ascii(text: string): Uint8Array {
	return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

import { hexOf } from "../bytes.js";
import { bytesOf } from "../p1/ascii.js";
import { expand, extract, sha256 } from "../vendor/noble-hashes.js";
import { type BlockCipher, createAes256 } from "./block-cipher.js";

/** Everything that two paired boards derive from the secret they share. */
export interface LinkKeys {
	/** Seals what the transmitter at the meter sends. */
	meterToHome: BlockCipher;
	/** Seals what the receiver at home sends. */
	homeToMeter: BlockCipher;
	/** 3 bits (0 to 7) that go in clear, so that most foreign frames are skipped without any AES. */
	hint: number;
	/** 8 hex digits by which a person sees that both boards hold the same key. It tells nothing about the key. */
	fingerprint: string;
}

/** A direction as one byte, as it stands in the keys' derivation and in nonces. */
export const METER_TO_HOME = 1;
export const HOME_TO_METER = 2;

const FINGERPRINT_BYTES = 4;

/**
 * Derives the link's keys from the pairing key: HKDF with SHA-256 (RFC 5869), salt "P1-LoRa v1", one key per direction.
 * Throws a RangeError when the pairing key has not 32 bytes.
 */
export function deriveLinkKeys(pairKey: Uint8Array): LinkKeys {
	if (pairKey.length !== 32) throw new RangeError(`a pairing key has 32 bytes, not ${pairKey.length}`);
	const secret = extract(sha256, pairKey, bytesOf("P1-LoRa v1"));
	return {
		meterToHome: createAes256(expand(sha256, secret, keyInfo(METER_TO_HOME), 32)),
		homeToMeter: createAes256(expand(sha256, secret, keyInfo(HOME_TO_METER), 32)),
		hint: expand(sha256, secret, bytesOf("hint"), 1)[0] & 0x07,
		fingerprint: fingerprintOf(secret),
	};
}

/** HKDF's info of a key: "key" || direction. */
function keyInfo(direction: number): Uint8Array {
	return Uint8Array.of(...bytesOf("key"), direction);
}

function fingerprintOf(secret: Uint8Array): string {
	const label = bytesOf("fp");
	const input = new Uint8Array(label.length + secret.length);
	input.set(label);
	input.set(secret, label.length);
	return hexOf(sha256(input).subarray(0, FINGERPRINT_BYTES));
}

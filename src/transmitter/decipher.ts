/** Opens a meter's encrypted telegrams with the key that the grid operator gives its customer (IEC 62056-5-3). */
import { bytesOfHex } from "../bytes.js";
import { createAes128 } from "../crypto/block-cipher.js";
import { gcmOpen } from "../crypto/gcm.js";
import type { Decipher } from "../p1/sealed-frames.js";

/** Both keys have 16 bytes. */
const METER_KEY_HEX_DIGITS = 32;

/**
 * The security control byte of a frame that is authenticated and encrypted; with the authentication key behind it, it
 * is the associated data.
 */
const SECURITY_CONTROL = 0x30;

/** The authentication key of every Luxembourgish meter (P1 1.1.3, 6.1): it is no secret. */
const AUTHENTICATION_KEY = "00112233445566778899AABBCCDDEEFF";

/**
 * @param key 32 hexadecimal digits: the meter's encryption key
 * @param authenticationKey 32 hexadecimal digits, where the operator has one of its own
 *
 * Throws a RangeError, with a sentence for a person, when one is anything else.
 */
export function createDecipher(key: string, authenticationKey = AUTHENTICATION_KEY): Decipher {
	const cipher = createAes128(keyBytes("p1Key", key));
	const associatedData = Uint8Array.of(SECURITY_CONTROL, ...keyBytes("p1AuthKey", authenticationKey));
	return (iv, ciphertext, tag) => gcmOpen(cipher, iv, associatedData, ciphertext, tag);
}

/** The error says what is wrong with a key, but never the key. */
function keyBytes(name: string, digits: string): Uint8Array {
	if (!/^[0-9a-fA-F]{32}$/.test(digits))
		throw new RangeError(
			`${name} has ${digits.length} characters: ${METER_KEY_HEX_DIGITS} hexadecimal digits are wanted`,
		);
	return bytesOfHex(digits);
}

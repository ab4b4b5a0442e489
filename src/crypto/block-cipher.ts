import { AES } from "../vendor/aes-js.js";

export const BLOCK_BYTES = 16;

/** A block cipher of 16-byte blocks under one key: all that CCM and GCM ask for, so that an engine's native one can stand in. */
export interface BlockCipher {
	/** Replaces the 16 bytes of `block` by their encryption. */
	encrypt(block: Uint8Array): void;
}

/** AES-256 (FIPS 197), over aes-js. Throws a RangeError when the key has not 32 bytes. */
export function createAes256(key: Uint8Array): BlockCipher {
	if (key.length !== 32) throw new RangeError(`an AES-256 key has 32 bytes, not ${key.length}`);
	return createAes(key);
}

/** AES-128, with which meters seal their telegrams. Throws a RangeError when the key has not 16 bytes. */
export function createAes128(key: Uint8Array): BlockCipher {
	if (key.length !== 16) throw new RangeError(`an AES-128 key has 16 bytes, not ${key.length}`);
	return createAes(key);
}

function createAes(key: Uint8Array): BlockCipher {
	const aes = new AES(key);
	return {
		encrypt(block) {
			block.set(aes.encrypt(block));
		},
	};
}

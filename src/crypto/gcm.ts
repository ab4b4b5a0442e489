/**
 * AES-GCM (NIST SP 800-38D), opening only, with an IV of 12 bytes and a tag of 12 to 16: what meters seal their
 * telegrams with. The names in comments are the standard's.
 */
import { BLOCK_BYTES, type BlockCipher } from "./block-cipher.js";
import { GHash } from "./ghash.js";

/** Bytes of an IV. The standard allows other lengths; nobody uses them. */
const GCM_IV_BYTES = 12;

/** A shorter tag proves too little (SP 800-38D, appendix C). */
const SHORTEST_TAG = 12;

/**
 * The plaintext of `ciphertext`, or undefined where `tag` does not prove that this very ciphertext and `associatedData`
 * were sealed under this key and IV. The tag, which may be cut to 12 bytes, is compared in constant time, and before
 * anything is decrypted. Throws a RangeError for an IV or a tag of another length.
 */
export function gcmOpen(
	cipher: BlockCipher,
	iv: Uint8Array,
	associatedData: Uint8Array,
	ciphertext: Uint8Array,
	tag: Uint8Array,
): Uint8Array | undefined {
	if (iv.length !== GCM_IV_BYTES) throw new RangeError(`a GCM IV has 12 bytes here, not ${iv.length}`);
	if (tag.length < SHORTEST_TAG || tag.length > BLOCK_BYTES)
		throw new RangeError(`a GCM tag has 12 to 16 bytes, not ${tag.length}`);
	const hashKey = new Uint8Array(BLOCK_BYTES);
	cipher.encrypt(hashKey);
	const ghash = new GHash(hashKey);
	ghash.update(associatedData);
	ghash.update(ciphertext);
	const expected = ghash.finish(associatedData.length, ciphertext.length);
	// The tag is the hash, encrypted with the counter block J_0; the message's blocks come after it.
	const keystream = new Uint8Array(BLOCK_BYTES);
	counterBlock(cipher, iv, 1, keystream);
	let difference = 0;
	for (let i = 0; i < tag.length; i++) difference |= tag[i] ^ expected[i] ^ keystream[i];
	if (difference !== 0) return undefined;
	const plaintext = ciphertext.slice();
	for (let start = 0, counter = 2; start < plaintext.length; start += BLOCK_BYTES, counter++) {
		counterBlock(cipher, iv, counter, keystream);
		const end = Math.min(start + BLOCK_BYTES, plaintext.length);
		for (let i = start; i < end; i++) plaintext[i] ^= keystream[i - start];
	}
	return plaintext;
}

/** Makes of `block` the key stream's block of this number: the encryption of IV || counter. */
function counterBlock(cipher: BlockCipher, iv: Uint8Array, counter: number, block: Uint8Array): void {
	block.set(iv);
	block[12] = counter >> 24;
	block[13] = counter >> 16;
	block[14] = counter >> 8;
	block[15] = counter;
	cipher.encrypt(block);
}

/**
 * AES-CCM (RFC 3610, NIST SP 800-38C) with the one set of parameters that the link uses: a tag of M = 8 bytes, a length
 * field of L = 2 bytes, so a nonce of 13 bytes and messages of up to 65,535. The names in comments are RFC 3610's.
 */
import { BLOCK_BYTES, type BlockCipher } from "./block-cipher.js";

/** Bytes that sealing adds to a message. */
export const TAG_BYTES = 8;
/** Bytes of a nonce. The same one must never be used twice under the same key. */
export const NONCE_BYTES = 13;

/** Flags of a counter block A_i: L - 1. */
const COUNTER_FLAGS = 0x01;
/** Flags of B_0: (M - 2) / 2 in bits 5 to 3, then L - 1. */
const MAC_FLAGS = 0x18 | 0x01;
/** In B_0: there is associated data. */
const HAS_ASSOCIATED_DATA = 0x40;
/** From this length on, associated data would need a longer length field than this implementation writes (2.2). */
const ASSOCIATED_DATA_LIMIT = 0xff00;

/**
 * Encrypts `plaintext` and authenticates it together with `associatedData`, which stays in clear and is not returned.
 * Returns the ciphertext, as long as the plaintext, and behind it the 8-byte tag. Throws a RangeError for a nonce that
 * has not 13 bytes and for what is too long.
 */
export function ccmSeal(
	cipher: BlockCipher,
	nonce: Uint8Array,
	associatedData: Uint8Array,
	plaintext: Uint8Array,
): Uint8Array {
	checkLengths(nonce, associatedData, plaintext.length);
	const sealed = new Uint8Array(plaintext.length + TAG_BYTES);
	sealed.set(plaintext);
	sealed.set(authenticate(cipher, nonce, associatedData, plaintext), plaintext.length);
	applyKeystream(cipher, nonce, sealed);
	return sealed;
}

/**
 * Opens what `ccmSeal` made: the plaintext, or undefined where the tag does not prove that this very ciphertext and
 * `associatedData` were sealed under this key and nonce. The tag is compared in constant time, and nothing of the
 * plaintext is released before. Throws a RangeError for a nonce that has not 13 bytes and for what is too long.
 */
export function ccmOpen(
	cipher: BlockCipher,
	nonce: Uint8Array,
	associatedData: Uint8Array,
	sealed: Uint8Array,
): Uint8Array | undefined {
	const length = sealed.length - TAG_BYTES;
	if (length < 0) return undefined;
	checkLengths(nonce, associatedData, length);
	const opened = sealed.slice();
	applyKeystream(cipher, nonce, opened);
	const plaintext = opened.slice(0, length);
	const tag = authenticate(cipher, nonce, associatedData, plaintext);
	let difference = 0;
	for (let i = 0; i < TAG_BYTES; i++) difference |= tag[i] ^ opened[length + i];
	return difference === 0 ? plaintext : undefined;
}

function checkLengths(nonce: Uint8Array, associatedData: Uint8Array, messageBytes: number): void {
	if (nonce.length !== NONCE_BYTES) throw new RangeError(`a CCM nonce has 13 bytes here, not ${nonce.length}`);
	if (associatedData.length >= ASSOCIATED_DATA_LIMIT)
		throw new RangeError(`associated data is shorter than 65280 bytes, not ${associatedData.length}`);
	if (messageBytes > 0xffff) throw new RangeError(`a CCM message has at most 65535 bytes here, not ${messageBytes}`);
}

/** The tag T, not yet encrypted: the first bytes of the CBC-MAC over B_0, the associated data and the message (2.2). */
function authenticate(
	cipher: BlockCipher,
	nonce: Uint8Array,
	associatedData: Uint8Array,
	plaintext: Uint8Array,
): Uint8Array {
	const mac = startBlock(MAC_FLAGS | (associatedData.length > 0 ? HAS_ASSOCIATED_DATA : 0), nonce, plaintext.length);
	cipher.encrypt(mac);
	if (associatedData.length > 0) {
		mac[0] ^= associatedData.length >> 8;
		mac[1] ^= associatedData.length & 0xff;
		absorb(cipher, mac, associatedData, 2);
	}
	absorb(cipher, mac, plaintext, 0);
	return mac.subarray(0, TAG_BYTES);
}

/** Runs the CBC-MAC over `data`, the first byte of which falls on `position` of the block; the last block is zero-padded. */
function absorb(cipher: BlockCipher, mac: Uint8Array, data: Uint8Array, position: number): void {
	let at = position;
	for (let i = 0; i < data.length; i++) {
		mac[at++] ^= data[i];
		if (at === BLOCK_BYTES) {
			cipher.encrypt(mac);
			at = 0;
		}
	}
	if (at > 0) cipher.encrypt(mac);
}

/** Encrypts or decrypts message || tag in place: the message with the key stream S_1, S_2, ..., the tag with S_0 (2.3). */
function applyKeystream(cipher: BlockCipher, nonce: Uint8Array, message: Uint8Array): void {
	const length = message.length - TAG_BYTES;
	for (let start = 0, counter = 1; start < length; start += BLOCK_BYTES, counter++)
		xorKeystreamBlock(cipher, nonce, counter, message, start, Math.min(start + BLOCK_BYTES, length));
	xorKeystreamBlock(cipher, nonce, 0, message, length, message.length);
}

function xorKeystreamBlock(
	cipher: BlockCipher,
	nonce: Uint8Array,
	counter: number,
	message: Uint8Array,
	start: number,
	end: number,
): void {
	const block = startBlock(COUNTER_FLAGS, nonce, counter);
	cipher.encrypt(block);
	for (let i = start; i < end; i++) message[i] ^= block[i - start];
}

/** B_0 and A_i have the same shape: flags, nonce, and a 16-bit number: the message's length, or the block's. */
function startBlock(flags: number, nonce: Uint8Array, number: number): Uint8Array {
	const block = new Uint8Array(BLOCK_BYTES);
	block[0] = flags;
	block.set(nonce, 1);
	block[14] = number >> 8;
	block[15] = number & 0xff;
	return block;
}

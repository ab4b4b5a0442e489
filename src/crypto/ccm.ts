/**
 * AES-CCM (RFC 3610, NIST SP 800-38C). The link uses a tag of M = 8 bytes and a nonce of 13, so a length field of L = 2
 * bytes; any other lengths that the standard knows are here so that its vectors can be tried. Messages have up to 65,535
 * bytes. The names in comments are RFC 3610's.
 */
import { BLOCK_BYTES, type BlockCipher } from "./block-cipher.js";

/** Bytes that sealing adds to a message, unless told otherwise. */
const TAG_BYTES = 8;
/** In B_0: there is associated data. */
const HAS_ASSOCIATED_DATA = 0x40;
/** From this length on, associated data would need a longer length field than this implementation writes (2.2). */
const ASSOCIATED_DATA_LIMIT = 0xff00;

/**
 * Encrypts `plaintext` and authenticates it together with `associatedData`, which stays in clear and is not returned.
 * Returns the ciphertext, as long as the plaintext, and behind it the tag. The same nonce must never be used twice
 * under one key. Throws a RangeError for a nonce that has not 7 to 13 bytes, a tag that has not 4, 6, ... 16, and for
 * what is too long.
 */
export function ccmSeal(
	cipher: BlockCipher,
	nonce: Uint8Array,
	associatedData: Uint8Array,
	plaintext: Uint8Array,
	tagBytes = TAG_BYTES,
): Uint8Array {
	checkLengths(nonce, associatedData, plaintext.length, tagBytes);
	const sealed = new Uint8Array(plaintext.length + tagBytes);
	sealed.set(plaintext);
	sealed.set(authenticate(cipher, nonce, associatedData, plaintext, tagBytes), plaintext.length);
	applyKeystream(cipher, nonce, sealed, plaintext.length);
	return sealed;
}

/**
 * Opens what `ccmSeal` made: the plaintext, or undefined where the tag does not prove that this very ciphertext and
 * `associatedData` were sealed under this key and nonce. The tag is compared in constant time, and nothing of the
 * plaintext is released before. Throws a RangeError as `ccmSeal` does.
 */
export function ccmOpen(
	cipher: BlockCipher,
	nonce: Uint8Array,
	associatedData: Uint8Array,
	sealed: Uint8Array,
	tagBytes = TAG_BYTES,
): Uint8Array | undefined {
	const length = sealed.length - tagBytes;
	checkLengths(nonce, associatedData, length, tagBytes);
	if (length < 0) return undefined;
	const opened = sealed.slice();
	applyKeystream(cipher, nonce, opened, length);
	const plaintext = opened.slice(0, length);
	const tag = authenticate(cipher, nonce, associatedData, plaintext, tagBytes);
	let difference = 0;
	for (let i = 0; i < tagBytes; i++) difference |= tag[i] ^ opened[length + i];
	return difference === 0 ? plaintext : undefined;
}

function checkLengths(nonce: Uint8Array, associatedData: Uint8Array, messageBytes: number, tagBytes: number): void {
	if (nonce.length < 7 || nonce.length > 13) throw new RangeError(`a CCM nonce has 7 to 13 bytes, not ${nonce.length}`);
	if (tagBytes < 4 || tagBytes > 16 || tagBytes % 2 !== 0)
		throw new RangeError(`a CCM tag has 4, 6, 8, 10, 12, 14 or 16 bytes, not ${tagBytes}`);
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
	tagBytes: number,
): Uint8Array {
	// Flags of B_0: (M - 2) / 2 in bits 5 to 3.
	const flags = (((tagBytes - 2) / 2) << 3) | (associatedData.length > 0 ? HAS_ASSOCIATED_DATA : 0);
	const mac = startBlock(flags, nonce, plaintext.length);
	cipher.encrypt(mac);
	if (associatedData.length > 0) {
		mac[0] ^= associatedData.length >> 8;
		mac[1] ^= associatedData.length & 0xff;
		absorb(cipher, mac, associatedData, 2);
	}
	absorb(cipher, mac, plaintext, 0);
	return mac.subarray(0, tagBytes);
}

/**
 * Runs the CBC-MAC over `data`, the first byte of which falls on `position` of the block; the last block is
 * zero-padded.
 */
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

/**
 * Encrypts or decrypts message || tag in place: the message with the key stream S_1, S_2, ..., the tag with S_0 (2.3).
 */
function applyKeystream(cipher: BlockCipher, nonce: Uint8Array, message: Uint8Array, length: number): void {
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
	const block = startBlock(0, nonce, counter);
	cipher.encrypt(block);
	for (let i = start; i < end; i++) message[i] ^= block[i - start];
}

/** B_0 and A_i have the same shape: flags with L - 1, nonce, and a number: the message's length, or the block's. */
function startBlock(flags: number, nonce: Uint8Array, number: number): Uint8Array {
	const block = new Uint8Array(BLOCK_BYTES);
	block[0] = flags | (BLOCK_BYTES - 2 - nonce.length);
	block.set(nonce, 1);
	block[14] = number >> 8;
	block[15] = number & 0xff;
	return block;
}

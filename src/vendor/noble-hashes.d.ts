/** What the product uses of @noble/hashes 2.4.0: SHA-256 (FIPS 180-4) and HKDF (RFC 5869). */

/** A hash function, to hand to `extract` and `expand`. */
export interface Hash {
	(message: Uint8Array): Uint8Array;
	readonly outputLen: number;
	readonly blockLen: number;
	/** For a message that comes in pieces. */
	create(): { update(piece: Uint8Array): void; digest(): Uint8Array };
}

/** SHA-256; the digest has 32 bytes. */
export declare const sha256: Hash;

/** HKDF-Extract (RFC 5869, 2.2): a pseudorandom key of `hash.outputLen` bytes. No salt means zeros. */
export declare function extract(hash: Hash, inputKey: Uint8Array, salt?: Uint8Array): Uint8Array;

/** HKDF-Expand (RFC 5869, 2.3): `length` bytes, 255 * `hash.outputLen` at most, bound to `info`. */
export declare function expand(hash: Hash, pseudorandomKey: Uint8Array, info?: Uint8Array, length?: number): Uint8Array;

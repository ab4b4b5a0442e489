/** What the product uses of aes-js 3.1.2 (FIPS 197): the block cipher, one way. */
export declare class AES {
	/** Expands the key. Throws when it is not 16, 24 or 32 bytes long. */
	constructor(key: Uint8Array);
	/** The cipher block of a 16-byte block, as a new array. Throws when the block has another length. */
	encrypt(block: Uint8Array): Uint8Array;
}

/**
 * What the product uses of crc-32 1.2.2: the CRC-32 of ISO 3309 and zlib, where "123456789" gives 0xcbf43926.
 *
 * The result is a signed 32-bit integer: `crc32(bytes) >>> 0` is the customary unsigned one. `seed` continues from
 * the result over the bytes before.
 */
export declare function crc32(bytes: Uint8Array, seed?: number): number;

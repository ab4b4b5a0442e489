/**
 * CRC-16/ARC: polynomial 0x8005 reflected (0xA001), start 0, no final inversion. A telegram carries it, in
 * hexadecimal, over everything from `/` to `!` inclusive (DSMR 5.0.2, 6.2).
 */

/** The remainder of each low nibble: 16 entries instead of 256, two steps for a byte. */
const NIBBLES: readonly number[] = Object.freeze([
	0x0000, 0xcc01, 0xd801, 0x1400, 0xf001, 0x3c00, 0x2800, 0xe401, 0xa001, 0x6c00, 0x7800, 0xb401, 0x5000, 0x9c01,
	0x8801, 0x4400,
]);

/** The CRC of the first `length` bytes, of all by default. */
export function crc16(bytes: Uint8Array, length = bytes.length): number {
	const nibbles = NIBBLES;
	let crc = 0;
	for (let i = 0; i < length; i++) {
		crc ^= bytes[i];
		crc = (crc >> 4) ^ nibbles[crc & 0xf];
		crc = (crc >> 4) ^ nibbles[crc & 0xf];
	}
	return crc;
}

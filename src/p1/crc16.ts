/**
 * CRC-16/ARC: polynomial 0x8005 reflected (0xA001), start 0, no final inversion. A telegram carries it, in
 * hexadecimal, over everything from `/` to `!` inclusive (DSMR 5.0.2, 6.2).
 */

/** The remainder of each low nibble: 16 entries instead of 256, two steps for a byte. */
const NIBBLES: readonly number[] = Object.freeze([
	0x0000, 0xcc01, 0xd801, 0x1400, 0xf001, 0x3c00, 0x2800, 0xe401, 0xa001, 0x6c00, 0x7800, 0xb401, 0x5000, 0x9c01,
	0x8801, 0x4400,
]);

/** `crc` (0 at the start), one byte further. */
export function updateCrc16(crc: number, byte: number): number {
	let next = crc ^ byte;
	next = (next >> 4) ^ NIBBLES[next & 0xf];
	return (next >> 4) ^ NIBBLES[next & 0xf];
}

/** The CRC of all of `bytes`. */
export function crc16(bytes: Uint8Array): number {
	let crc = 0;
	for (const byte of bytes) crc = updateCrc16(crc, byte);
	return crc;
}

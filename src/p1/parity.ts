/**
 * Lines of seven bits and even parity, 7E1, as meters before DSMR 4 use at 9600 baud (IEC 62056-21, 4.1). They are read with
 * eight bits, so a byte has its parity in bit 7. These meters send no CRC: only the parity tells a damaged telegram from a
 * whole one.
 */

/** Whether a byte's bits, all eight, are even in number. */
export function hasEvenParity(byte: number): boolean {
	let folded = byte ^ (byte >> 4);
	folded ^= folded >> 2;
	return ((folded ^ (folded >> 1)) & 1) === 0;
}

/** Where, from `start` on, the first byte of odd parity is; the length where there is none. */
export function findOddParity(bytes: Uint8Array, start: number): number {
	let at = start;
	while (at < bytes.length && hasEvenParity(bytes[at])) at++;
	return at;
}

/** The seven bits of each byte, in place. */
export function stripParity(bytes: Uint8Array): void {
	for (let i = 0; i < bytes.length; i++) bytes[i] &= 0x7f;
}

/** Bytes compared, and as hexadecimal text. Not for secrets: how long `sameBytes` takes tells how far two are alike. */

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	if (a.length !== b.length) return false;
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
	return true;
}

/** Two hexadecimal digits for each. */
export function hexOf(bytes: Uint8Array): string {
	let digits = "";
	for (const byte of bytes) digits += byte.toString(16).padStart(2, "0");
	return digits;
}

/** The bytes of an even number of hexadecimal digits, which the caller has checked. */
export function bytesOfHex(digits: string): Uint8Array {
	const bytes = new Uint8Array(digits.length / 2);
	for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
	return bytes;
}

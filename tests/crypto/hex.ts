/** The bytes that pairs of hex digits stand for. */
export { bytesOfHex as hex } from "../../src/bytes.js";

/** 0, 1, 2, ... as bytes. */
export function counting(length: number): Uint8Array {
	return Uint8Array.from({ length }, (_, i) => i);
}

/**
 * The older project's frames: network, type, counter and length in clear, then the payload. What a telegram holds is a
 * stand-in here: the number of the meter's telegram and its CRC, so that one can tell what came through, and whole.
 */
import { crc32 } from "../../src/vendor/crc-32.js";

export const Type = Object.freeze({
	calibration: 0,
	singlePhase: 1,
	threePhase: 3,
	acknowledgement: 8,
	resync: 24,
	settle: 85,
	settled: 93,
	propose: 170,
	proposed: 178,
	request: 231,
});

export interface OriginalFrame {
	type: number;
	counter: number;
	payload: Uint8Array;
}

const HEADER_BYTES = 4;

export function encodeOriginal(network: number, { type, counter, payload }: OriginalFrame): Uint8Array {
	const frame = new Uint8Array(HEADER_BYTES + payload.length);
	frame.set([network, type, counter & 0xff, payload.length]);
	frame.set(payload, HEADER_BYTES);
	return frame;
}

/** Undefined for another network's. What is missing of the length that it tells is read as 255, as the radio's library does. */
export function decodeOriginal(network: number, frame: Uint8Array): OriginalFrame | undefined {
	if (frame.length < HEADER_BYTES || frame[0] !== network) return undefined;
	const payload = new Uint8Array(frame[3]).fill(0xff);
	payload.set(frame.subarray(HEADER_BYTES, HEADER_BYTES + payload.length));
	return { type: frame[1], counter: frame[2], payload };
}

/** A telegram of so many bytes that carries `serial`. */
export function encodeNumbers(serial: number, bytes: number): Uint8Array {
	const payload = new Uint8Array(bytes);
	const view = new DataView(payload.buffer);
	view.setUint32(0, serial);
	view.setUint32(bytes - 4, crc32(payload.subarray(0, bytes - 4)) >>> 0);
	return payload;
}

/**
 * The serial, and whether the numbers are as they were sent. The older receiver doesn't know: of numbers that are not it
 * drops those out of bounds, and all when the registers are among them; the rest it publishes.
 */
export function decodeNumbers(payload: Uint8Array): { serial: number; intact: boolean } {
	const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
	const intact = crc32(payload.subarray(0, payload.length - 4)) >>> 0 === view.getUint32(payload.length - 4);
	return { serial: view.getUint32(0), intact };
}

/** What an acknowledgement says of a telegram: a checksum of its first eight bytes. */
export function checksumOf(payload: Uint8Array): Uint8Array {
	const checksum = new Uint8Array(4);
	new DataView(checksum.buffer).setUint32(0, crc32(payload.subarray(0, 8)) >>> 0);
	return checksum;
}

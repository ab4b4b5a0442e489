/**
 * A frame as it is on the air (docs/protocol.md, Frames): a clear header, the encrypted body, an 8-byte tag.
 *
 *     hello     H | salt, 32 bits | counter, 32 bits | body | tag
 *     others    H | counter, low 16 bits             | body | tag
 *     H         version (2 bits) | type (3) | hint (3)
 */

/** Of this layout; a frame of another version is refused. */
export const VERSION = 1;
const TAG_BYTES = 8;

export const FrameType = Object.freeze({
	telegram: 0,
	fragment: 1,
	acknowledgement: 2,
	hello: 3,
	link: 4,
	probe: 5,
	snapshots: 6,
});
export type FrameType = (typeof FrameType)[keyof typeof FrameType];

const TYPES = Object.freeze(Object.values(FrameType));
const SHORT_HEADER_BYTES = 3;
const HELLO_HEADER_BYTES = 9;

/** What a sealed frame of most types costs beyond its body. */
export const OVERHEAD_BYTES = SHORT_HEADER_BYTES + TAG_BYTES;
export const HELLO_OVERHEAD_BYTES = HELLO_HEADER_BYTES + TAG_BYTES;

export interface Header {
	type: FrameType;
	/** Three key-derived bits: seven of eight foreign frames are skipped without decrypting. */
	hint: number;
	/** 32 bits in a hello, the low 16 in any other frame. */
	counter: number;
	/** Its sender's part of the session, 32 bits; only a hello tells it. */
	salt: number | undefined;
	/** How many bytes the header takes. */
	length: number;
}

/** The header's bytes; `salt` goes into a hello. */
export function encodeHeader(type: FrameType, hint: number, counter: number, salt: number): Uint8Array {
	const first = (VERSION << 6) | (type << 3) | hint;
	if (type !== FrameType.hello) return Uint8Array.of(first, (counter >>> 8) & 0xff, counter & 0xff);
	const header = new DataView(new ArrayBuffer(HELLO_HEADER_BYTES));
	header.setUint8(0, first);
	header.setUint32(1, salt);
	header.setUint32(5, counter);
	return new Uint8Array(header.buffer);
}

/** The version that a frame claims to be of. */
export function versionOf(frame: Uint8Array): number {
	return frame[0] >> 6;
}

export type DecodedHeader =
	| { ok: true; header: Header }
	| { ok: false; reason: "too short" | "version" | "unknown type" };

export function decodeHeader(frame: Uint8Array): DecodedHeader {
	if (frame.length < OVERHEAD_BYTES) return { ok: false, reason: "too short" };
	if (versionOf(frame) !== VERSION) return { ok: false, reason: "version" };
	const type = TYPES.find((candidate) => candidate === ((frame[0] >> 3) & 7));
	if (type === undefined) return { ok: false, reason: "unknown type" };
	const hint = frame[0] & 7;
	if (type !== FrameType.hello) {
		const counter = (frame[1] << 8) | frame[2];
		return { ok: true, header: { type, hint, counter, salt: undefined, length: SHORT_HEADER_BYTES } };
	}
	if (frame.length < HELLO_OVERHEAD_BYTES) return { ok: false, reason: "too short" };
	const view = new DataView(frame.buffer, frame.byteOffset);
	const [salt, counter] = [view.getUint32(1), view.getUint32(5)];
	return { ok: true, header: { type, hint, counter, salt, length: HELLO_HEADER_BYTES } };
}

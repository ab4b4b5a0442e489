/**
 * The bodies of the control frames and of fragments, byte by byte (docs/protocol.md, Bodies). All integers big-endian.
 */
import type { Rung } from "../negotiation/ladder.js";
import { isReduction } from "../negotiation/power.js";
import { isProfile, type Profile } from "../negotiation/profile.js";

/** Who are you, and what did you hear from me last? Both the question and the answer. */
export interface Hello {
	/** The highest counter that the sender has accepted: the other continues beyond it. */
	lastAccepted: number;
	/** In the answer, the low 16 bits of the question's counter; 0 in the question. */
	echo: number;
}

export function encodeHello({ lastAccepted, echo }: Hello): Uint8Array {
	const view = new DataView(new ArrayBuffer(6));
	view.setUint32(0, lastAccepted);
	view.setUint16(4, echo);
	return new Uint8Array(view.buffer);
}

export function decodeHello(body: Uint8Array): Hello | undefined {
	if (body.length !== 6) return undefined;
	const view = viewOf(body);
	return { lastAccepted: view.getUint32(0), echo: view.getUint16(4) };
}

export interface Acknowledgement {
	/** Low 16 bits of the counter of the frame that this answers. */
	echo: number;
	/** CRC-32 of the telegram as rebuilt, or of the body received when that was no telegram. */
	crc32: number;
	/** What the frame was heard with, to a quarter of a dB. */
	snrDb: number;
	/** The telegram could not be rebuilt: the receiver lacks its template. */
	needTemplate: boolean;
	/** The telegram could not be rebuilt: the receiver lacks its baseline. */
	needKey: boolean;
	/** The rung that a person wants; undefined for the best that there is. */
	wish: Rung | undefined;
}

/** Where in the flags the wished rung stands: as its number plus one, 0 for none. */
const WISH_SHIFT = 2;
const WISH_MASK = 7;

export function encodeAcknowledgement(acknowledgement: Acknowledgement): Uint8Array {
	const view = new DataView(new ArrayBuffer(8));
	view.setUint16(0, acknowledgement.echo);
	view.setUint32(2, acknowledgement.crc32);
	view.setInt8(6, Math.max(-128, Math.min(127, Math.round(acknowledgement.snrDb * 4))));
	const { needTemplate, needKey, wish } = acknowledgement;
	const wished = wish === undefined ? 0 : wish + 1;
	view.setUint8(7, (needTemplate ? 1 : 0) | (needKey ? 2 : 0) | (wished << WISH_SHIFT));
	return new Uint8Array(view.buffer);
}

export function decodeAcknowledgement(body: Uint8Array): Acknowledgement | undefined {
	if (body.length !== 8) return undefined;
	const view = viewOf(body);
	const wished = (body[7] >> WISH_SHIFT) & WISH_MASK;
	return {
		echo: view.getUint16(0),
		crc32: view.getUint32(2),
		snrDb: view.getInt8(6) / 4,
		needTemplate: (body[7] & 1) !== 0,
		needKey: (body[7] & 2) !== 0,
		wish: wished === 0 ? undefined : wished - 1,
	};
}

/** What the transmitter says of rung, channel and power. */
export type LinkCommand =
	| { kind: "propose"; to: Profile }
	| { kind: "commit"; profile: Profile }
	| { kind: "resync" }
	| { kind: "power"; reductionDb: number };

export function encodeLinkCommand(command: LinkCommand): Uint8Array {
	switch (command.kind) {
		case "propose":
			return Uint8Array.of(0, command.to);
		case "commit":
			return Uint8Array.of(1, command.profile);
		case "resync":
			return Uint8Array.of(2, 0);
		case "power":
			return Uint8Array.of(3, command.reductionDb);
	}
}

export function decodeLinkCommand(body: Uint8Array): LinkCommand | undefined {
	if (body.length !== 2) return undefined;
	const [command, value] = body;
	if (command === 3) return isReduction(value) ? { kind: "power", reductionDb: value } : undefined;
	if (!isProfile(value)) return undefined;
	switch (command) {
		case 0:
			return { kind: "propose", to: value };
		case 1:
			return { kind: "commit", profile: value };
		case 2:
			return { kind: "resync" };
		default:
			return undefined;
	}
}

/** A piece of a body too long for one frame. Pieces go one by one, in order, each acknowledged. */
export interface Fragment {
	/** Tells one transfer from the next, modulo 256. */
	transfer: number;
	index: number;
	count: number;
	piece: Uint8Array;
}

export const FRAGMENT_HEADER_BYTES = 3;

export function encodeFragment({ transfer, index, count, piece }: Fragment): Uint8Array {
	const body = new Uint8Array(FRAGMENT_HEADER_BYTES + piece.length);
	body.set([transfer & 0xff, index, count]);
	body.set(piece, FRAGMENT_HEADER_BYTES);
	return body;
}

export function decodeFragment(body: Uint8Array): Fragment | undefined {
	if (body.length <= FRAGMENT_HEADER_BYTES) return undefined;
	const [transfer, index, count] = body;
	if (index >= count) return undefined;
	return { transfer, index, count, piece: body.subarray(FRAGMENT_HEADER_BYTES) };
}

function viewOf(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

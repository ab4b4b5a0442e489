/**
 * What stands before the image in an update's file: 72 bytes that say what it is, and 64 that prove who made it.
 *
 *   magic "P1LU" (4) | format, 1 (1) | role (1) | version: major, minor, patch (2 each) | board, ASCII, zeros behind (24) |
 *   size (4) | SHA-256 of the image (32) | Ed25519 signature of all that (64)
 *
 * All integers big-endian.
 */
import type { Role } from "../role.js";

export const HEAD_BYTES = 72;
export const ENVELOPE_BYTES = 136;
const HASH_BYTES = 32;

const MAGIC = Object.freeze([0x50, 0x31, 0x4c, 0x55]);
const FORMAT = 1;
const BOARD_AT = 12;
const BOARD_BYTES = 24;
const SIZE_AT = 36;
const HASH_AT = 40;
const ROLES: readonly Role[] = Object.freeze(["transmitter", "receiver"]);

export interface ImageHead {
	role: Role;
	/** Its folder in boards/. */
	board: string;
	/** `1.2.3` */
	version: string;
	/** In bytes. */
	size: number;
	/** SHA-256. */
	hash: Uint8Array;
}

/** Throws a RangeError for what does not fit. */
export function encodeHead({ role, board, version, size, hash }: ImageHead): Uint8Array {
	const numbers = versionNumbers(version);
	if (numbers === undefined)
		throw new RangeError(`version is ${version}: three numbers up to 65535 are wanted, as 1.2.3`);
	if (!/^[!-~]{1,24}$/.test(board)) throw new RangeError(`board is ${board}: 1 to 24 plain characters are wanted`);
	const bytes = new Uint8Array(HEAD_BYTES);
	const view = new DataView(bytes.buffer);
	bytes.set(MAGIC);
	bytes[4] = FORMAT;
	bytes[5] = ROLES.indexOf(role);
	numbers.forEach((number, i) => void view.setUint16(6 + 2 * i, number));
	for (let i = 0; i < board.length; i++) bytes[BOARD_AT + i] = board.charCodeAt(i);
	view.setUint32(SIZE_AT, size);
	bytes.set(hash, HASH_AT);
	return bytes;
}

/** Undefined for what is no head of this format. */
export function decodeHead(bytes: Uint8Array): ImageHead | undefined {
	if (bytes.length !== HEAD_BYTES || MAGIC.some((byte, at) => bytes[at] !== byte) || bytes[4] !== FORMAT)
		return undefined;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const role = ROLES[bytes[5]];
	let board = "";
	for (let at = BOARD_AT; at < BOARD_AT + BOARD_BYTES && bytes[at] !== 0; at++) board += String.fromCharCode(bytes[at]);
	const size = view.getUint32(SIZE_AT);
	if (role === undefined || size === 0) return undefined;
	const version = [6, 8, 10].map((at) => view.getUint16(at)).join(".");
	return { role, board, version, size, hash: bytes.slice(HASH_AT, HASH_AT + HASH_BYTES) };
}

function versionNumbers(version: string): number[] | undefined {
	const parts = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})$/.exec(version)?.slice(1).map(Number);
	return parts?.every((part) => part <= 0xffff) ? parts : undefined;
}

/** Below zero where `a` is the older one, 0 where they are the same. */
export function compareVersions(a: string, b: string): number {
	const [left, right] = [versionNumbers(a) ?? [], versionNumbers(b) ?? []];
	for (let i = 0; i < 3; i++) if (left[i] !== right[i]) return (left[i] ?? 0) - (right[i] ?? 0);
	return 0;
}

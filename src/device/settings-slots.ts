/**
 * Where a board keeps its settings: two slots in one domain of storage, written in turn, each with a sequence number and
 * a CRC-32. A write that power cuts short spoils at most the slot that was the older one.
 *
 *   0..2 "P1S" | 3 version | 4..7 sequence, big-endian | 8.. key NUL value NUL, in UTF-8, again and again | CRC-32
 *
 * **Versions.** A slot of a later version has the same head and CRC, so it is recognised, and neither read nor written over.
 * **Wear.** Nothing is written that is stored already. A slot of 1,152 bytes takes 39 of NVS's entries of 32 bytes, of which
 * a page has 126; of six pages, one is kept free and two at most hold what lives. A page is so erased once in 10 writes, and
 * lasts 100,000 erasures: 1 million changes, one each minute for two years.
 */
import { sameBytes } from "../bytes.js";
import type { KeyValue } from "../io.js";
import { decodeUtf8, encodeUtf8 } from "../utf8.js";
import { crc32 } from "../vendor/crc-32.js";

const SLOT_VERSION = 1;
/** All known settings at their longest take some 1,000. */
export const MOST_SLOT_BYTES = 1152;

const NAMES = Object.freeze(["a", "b"]);
const MAGIC = Object.freeze([0x50, 0x31, 0x53]);
const HEAD_BYTES = 8;
const CRC_BYTES = 4;

export type ReadSlots =
	/** Nothing was ever stored. */
	| { kind: "empty" }
	/** Something was, and neither slot is whole. */
	| { kind: "damaged" }
	/** Of a program that is newer than this one. */
	| { kind: "future"; version: number }
	/** `isCertain`: no slot that may be newer can't be read. */
	| { kind: "read"; values: Map<string, string>; isCertain: boolean };

interface Slot {
	name: string;
	version: number;
	sequence: number;
	values: Map<string, string>;
}

/** The newest whole slot says what is set. */
export function readSlots(storage: KeyValue): ReadSlots {
	const { newest, isEmpty, isCertain } = lookAtSlots(storage);
	if (newest === undefined) return { kind: isEmpty ? "empty" : "damaged" };
	if (newest.version !== SLOT_VERSION) return { kind: "future", version: newest.version };
	return { kind: "read", values: newest.values, isCertain };
}

/** Stores `values` beside what is there, and reads it back. False when they do not fit, or storage did not take them. */
export function writeSlots(storage: KeyValue, values: ReadonlyMap<string, string>): boolean {
	const { newest } = lookAtSlots(storage);
	const bytes = encodeSlot((newest?.sequence ?? 0) + 1, values);
	if (bytes === undefined) return false;
	const name = newest?.name === NAMES[0] ? NAMES[1] : NAMES[0];
	try {
		storage.write(name, bytes.buffer as ArrayBuffer); // made with an ArrayBuffer of its own
		const stored = storage.read(name);
		return stored !== undefined && sameBytes(new Uint8Array(stored), bytes);
	} catch {
		return false;
	}
}

/** As a board has them that was never told anything. */
export function clearSlots(storage: KeyValue): void {
	for (const name of NAMES) storage.delete(name);
}

/** Null for one that can't be read: flash, or what it holds there, is broken. */
function readSlot(storage: KeyValue, name: string): ArrayBuffer | undefined | null {
	try {
		return storage.read(name);
	} catch {
		return null;
	}
}

/** The newest whole one, whether there is none at all, and whether none was passed over because it can't be read. */
function lookAtSlots(storage: KeyValue): { newest: Slot | undefined; isEmpty: boolean; isCertain: boolean } {
	let newest: Slot | undefined;
	let isEmpty = true;
	let isCertain = true;
	for (const name of NAMES) {
		const stored = readSlot(storage, name);
		isEmpty &&= stored === undefined;
		isCertain &&= stored !== null;
		const slot = stored && decodeSlot(name, new Uint8Array(stored));
		if (slot && (newest === undefined || slot.sequence > newest.sequence)) newest = slot;
	}
	return { newest, isEmpty, isCertain };
}

function encodeSlot(sequence: number, values: ReadonlyMap<string, string>): Uint8Array | undefined {
	let text = "";
	for (const [key, value] of values) text += `${key}\0${value}\0`;
	const payload = encodeUtf8(text);
	const length = HEAD_BYTES + payload.length + CRC_BYTES;
	if (length > MOST_SLOT_BYTES) return undefined;
	const bytes = new Uint8Array(length);
	const view = new DataView(bytes.buffer);
	bytes.set(MAGIC);
	bytes[MAGIC.length] = SLOT_VERSION;
	view.setUint32(4, sequence);
	bytes.set(payload, HEAD_BYTES);
	view.setInt32(length - CRC_BYTES, crc32(bytes.subarray(0, length - CRC_BYTES)));
	return bytes;
}

/** Undefined for what is no whole slot. */
function decodeSlot(name: string, bytes: Uint8Array): Slot | undefined {
	const end = bytes.length - CRC_BYTES;
	if (end < HEAD_BYTES || MAGIC.some((byte, index) => bytes[index] !== byte)) return undefined;
	const view = new DataView(bytes.buffer);
	if (view.getInt32(end) !== crc32(bytes.subarray(0, end))) return undefined;
	const slot: Slot = { name, version: bytes[MAGIC.length], sequence: view.getUint32(4), values: new Map() };
	// What a later version means by the rest is not known here.
	if (slot.version !== SLOT_VERSION) return slot;
	const text = decodeUtf8(bytes.subarray(HEAD_BYTES, end));
	if (text === undefined) return undefined;
	const parts = text.split("\0");
	for (let i = 0; i + 1 < parts.length; i += 2) slot.values.set(parts[i], parts[i + 1]);
	return slot;
}

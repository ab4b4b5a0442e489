/**
 * Register snapshots as bytes, the same in memory and in a frame (docs/protocol.md, Snapshots): the first with all of its
 * values, each further one as what was counted since the one before.
 */
import { QUARTER_HOUR } from "../p1/own-time.js";
import { MOST_REGISTERS, REGISTERS, type RegisterSnapshot, type SnapshotRegister, UNITS } from "./register-snapshot.js";

/** A snapshot in a stream follows within this: 45 days, before a number of four bytes ends. */
const LONGEST_STEP = 0x3fffff;
const LARGEST_VALUE = 999_999_999_999_999;
/** Of 53 bits, seven in a byte. */
const LONGEST_NUMBER = 8;
const FIXED_BYTES = 6;

/** The bytes of one snapshot, with all of its values: a stream of one. */
export function encodeFirst({ seconds, registers }: RegisterSnapshot): Uint8Array {
	const bytes = new Uint8Array(FIXED_BYTES + (2 + LONGEST_NUMBER) * registers.length);
	const view = new DataView(bytes.buffer);
	view.setUint8(0, 1);
	view.setUint32(1, seconds);
	view.setUint8(5, registers.length);
	let at = FIXED_BYTES;
	for (const { register, unit, scale } of registers) {
		bytes[at++] = register;
		bytes[at++] = (unit << 4) | scale;
	}
	for (const { value } of registers) at = putNumber(bytes, at, value);
	return bytes.slice(0, at);
}

/** The bytes of a snapshot that follows another in its stream; undefined where it can't: then it begins a new one. */
export function encodeNext(before: RegisterSnapshot, now: RegisterSnapshot): Uint8Array | undefined {
	const step = now.seconds - before.seconds;
	if (step <= 0 || step > LONGEST_STEP || !canFollow(before.registers, now.registers)) return undefined;
	const bytes = new Uint8Array(LONGEST_NUMBER * (2 + now.registers.length));
	const isRegular = step === QUARTER_HOUR;
	let flags = isRegular ? 0 : 1;
	for (let index = 0; index < now.registers.length; index++)
		if (now.registers[index].value !== before.registers[index].value) flags |= 2 << index;
	let at = putNumber(bytes, 0, flags);
	if (!isRegular) at = putNumber(bytes, at, step);
	for (let index = 0; index < now.registers.length; index++) {
		const counted = now.registers[index].value - before.registers[index].value;
		if (counted !== 0) at = putNumber(bytes, at, counted);
	}
	return bytes.slice(0, at);
}

/** The same registers, written alike, none of them gone back. */
function canFollow(before: readonly SnapshotRegister[], now: readonly SnapshotRegister[]): boolean {
	return (
		before.length === now.length &&
		before.every(({ register, unit, scale, value }, index) => {
			const { register: r, unit: u, scale: s, value: v } = now[index];
			return register === r && unit === u && scale === s && v >= value;
		})
	);
}

/** Seven bits a byte, the low ones first; the highest bit says that more follow. Bits by division: beyond 32 of them. */
function putNumber(bytes: Uint8Array, start: number, number: number): number {
	let at = start;
	let rest = number;
	for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes[at++] = 0x80 | (rest % 0x80);
	bytes[at++] = rest;
	return at;
}

/** Reads a stream, of bytes that may be anything, one snapshot after the other. */
export class SnapshotReader {
	readonly #bytes: Uint8Array;
	#at = 0;
	#left = 0;
	#snapshot: RegisterSnapshot | undefined;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#left = bytes[0] ?? 0;
	}

	/** Where the bytes of the snapshot read last end. */
	get at(): number {
		return this.#at;
	}

	/** How many snapshots are still to be read. */
	get left(): number {
		return this.#left;
	}

	/** The next snapshot; undefined at the end, and for what no encoder writes. */
	next(): RegisterSnapshot | undefined {
		if (this.#left === 0) return undefined;
		const before = this.#snapshot;
		const snapshot = before === undefined ? this.#first() : this.#following(before);
		this.#left = snapshot === undefined ? 0 : this.#left - 1;
		this.#snapshot = snapshot;
		return snapshot;
	}

	#first(): RegisterSnapshot | undefined {
		const bytes = this.#bytes;
		if (bytes.length < FIXED_BYTES || bytes[5] === 0 || bytes[5] > MOST_REGISTERS) return undefined;
		const seconds = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
		const count = bytes[5];
		this.#at = FIXED_BYTES + 2 * count;
		const registers: SnapshotRegister[] = [];
		for (let at = FIXED_BYTES; at < FIXED_BYTES + 2 * count; at += 2) {
			const [register, format] = bytes.subarray(at, at + 2);
			const value = this.#number();
			if (value === undefined || register >= REGISTERS.length || format >> 4 >= UNITS.length) return undefined;
			registers.push({ register, unit: format >> 4, scale: format & 0xf, value });
		}
		return { seconds, registers };
	}

	#following(before: RegisterSnapshot): RegisterSnapshot | undefined {
		const flags = this.#number();
		const step = flags === undefined || flags % 2 === 0 ? QUARTER_HOUR : this.#number();
		if (flags === undefined || step === undefined || flags >= 2 << before.registers.length) return undefined;
		const registers: SnapshotRegister[] = [];
		for (let index = 0; index < before.registers.length; index++) {
			const counted = (flags & (2 << index)) === 0 ? 0 : this.#number();
			const was = before.registers[index];
			if (counted === undefined || was.value + counted > LARGEST_VALUE) return undefined;
			registers.push({ ...was, value: was.value + counted });
		}
		return { seconds: before.seconds + step, registers };
	}

	#number(): number | undefined {
		let number = 0;
		let scale = 1;
		for (let read = 0; read < LONGEST_NUMBER; read++) {
			if (this.#at >= this.#bytes.length) return undefined;
			const byte = this.#bytes[this.#at++];
			number += (byte & 0x7f) * scale;
			if (byte < 0x80) return number <= LARGEST_VALUE ? number : undefined;
			scale *= 0x80;
		}
		return undefined;
	}
}

/** All snapshots of a frame's body, undefined where it is none. */
export function decodeSnapshots(body: Uint8Array): RegisterSnapshot[] | undefined {
	const reader = new SnapshotReader(body);
	const count = reader.left;
	const snapshots: RegisterSnapshot[] = [];
	for (let snapshot = reader.next(); snapshot !== undefined; snapshot = reader.next()) snapshots.push(snapshot);
	return count > 0 && snapshots.length === count && reader.at === body.length ? snapshots : undefined;
}

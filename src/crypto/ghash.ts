/**
 * GHASH (NIST SP 800-38D, 6.4): the universal hash that authenticates in GCM, a polynomial over GF(2^128) evaluated at
 * the hash key H. Four bits at a time by a table of 16 multiples of H, in 32-bit integers: so it runs on engines without
 * native 64-bit arithmetic. Bits are numbered as the standard does: the first bit of a block is the coefficient of x^0.
 */
import { BLOCK_BYTES } from "./block-cipher.js";

/** A block as 32-bit words. */
const WORDS = 4;

/**
 * What the four bits that a shift to the right pushes out add at the top: their multiples of the field's polynomial
 * x^128 + x^7 + x^2 + x + 1, its 16 highest bits.
 */
const REDUCED: readonly number[] = Object.freeze([
	0x0000, 0x1c20, 0x3840, 0x2460, 0x7080, 0x6ca0, 0x48c0, 0x54e0, 0xe100, 0xfd20, 0xd940, 0xc560, 0x9180, 0x8da0,
	0xa9c0, 0xb5e0,
]);

/** The hash of one message. */
export class GHash {
	/** The multiples 0 to 15 of H, four words each. */
	readonly #multiples: Int32Array;
	readonly #block = new Uint8Array(BLOCK_BYTES);

	/** @param hashKey H, 16 bytes: the encryption of a block of zeros */
	constructor(hashKey: Uint8Array) {
		this.#multiples = multiplesOf(hashKey);
	}

	/** Takes `data`, padded with zeros to whole blocks. */
	update(data: Uint8Array): void {
		const block = this.#block;
		for (let start = 0; start < data.length; start += BLOCK_BYTES) {
			const end = Math.min(start + BLOCK_BYTES, data.length);
			for (let i = start; i < end; i++) block[i - start] ^= data[i];
			this.#multiply();
		}
	}

	/** The hash, after a last block of the two lengths in bits. */
	finish(associatedBytes: number, messageBytes: number): Uint8Array {
		const lengths = new Uint8Array(BLOCK_BYTES);
		const view = new DataView(lengths.buffer);
		view.setUint32(4, associatedBytes * 8);
		view.setUint32(12, messageBytes * 8);
		this.update(lengths);
		return this.#block;
	}

	/** Multiplies the block by H: its nibbles from the last to the first, as in Horner's rule. */
	#multiply(): void {
		const block = this.#block;
		const multiples = this.#multiples;
		const reduced = REDUCED;
		let a = 0;
		let b = 0;
		let c = 0;
		let d = 0;
		for (let nibble = 2 * BLOCK_BYTES - 1; nibble >= 0; nibble--) {
			const byte = block[nibble >> 1];
			const row = (nibble & 1 ? byte & 0xf : byte >> 4) * WORDS;
			const out = d & 0xf;
			d = ((c << 28) | (d >>> 4)) ^ multiples[row + 3];
			c = ((b << 28) | (c >>> 4)) ^ multiples[row + 2];
			b = ((a << 28) | (b >>> 4)) ^ multiples[row + 1];
			a = (reduced[out] << 16) ^ (a >>> 4) ^ multiples[row];
		}
		store(block, 0, a);
		store(block, 4, b);
		store(block, 8, c);
		store(block, 12, d);
	}
}

function store(block: Uint8Array, at: number, word: number): void {
	block[at] = word >> 24;
	block[at + 1] = word >> 16;
	block[at + 2] = word >> 8;
	block[at + 3] = word;
}

/** H itself is row 8, the nibble whose first bit is set; each further bit is one shift to the right. */
function multiplesOf(hashKey: Uint8Array): Int32Array {
	const table = new Int32Array(16 * WORDS);
	const view = new DataView(hashKey.buffer, hashKey.byteOffset, BLOCK_BYTES);
	let [a, b, c, d] = [view.getInt32(0), view.getInt32(4), view.getInt32(8), view.getInt32(12)];
	for (let row = 8; row > 0; row >>= 1) {
		table.set([a, b, c, d], row * WORDS);
		const out = d & 1;
		d = (c << 31) | (d >>> 1);
		c = (b << 31) | (c >>> 1);
		b = (a << 31) | (b >>> 1);
		// x^128 is x^7 + x^2 + x + 1: 0xe1 in the first byte.
		a = (a >>> 1) ^ (out ? 0xe1 << 24 : 0);
	}
	for (let row = 1; row < 16; row++) {
		const low = row & -row;
		if (low === row) continue;
		for (let word = 0; word < WORDS; word++)
			table[row * WORDS + word] = table[low * WORDS + word] ^ table[(row ^ low) * WORDS + word];
	}
	return table;
}

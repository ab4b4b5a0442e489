/**
 * A binary range coder: yes-or-no decisions, each with a frozen probability, become the fewest bits. One interface for
 * both directions, so that a model is written once: the encoder is given each decision and returns it, the decoder
 * ignores what it is given and returns what was sent.
 *
 * The register has 24 bits and its range is kept above 2^16, so that all numbers are small integers on every engine.
 * Trailing zero bytes are not sent: the reader knows how long a body is, and takes zeros for what is missing.
 */
import { LEVEL_COUNT, LEVELS, PROBABILITIES } from "./probabilities.js";

const FULL = 0x1000000;
const LOWEST_RANGE = 0x10000;
/** Probabilities are 4096ths. */
const SCALE_BITS = 12;

export interface BitCoder {
	/** A decision, 0 or 1, with the probability that stands in `slot`. */
	bit(slot: number, bit: number): number;
	/** `count` bits, 0 to 8, all as likely as not: `value` is below 2^`count`. */
	raw(count: number, value: number): number;
}

export class RangeEncoder implements BitCoder {
	#low = 0;
	#range = FULL;
	#bytes: Uint8Array = new Uint8Array(64);
	#length = 0;

	bit(slot: number, bit: number): number {
		const level = PROBABILITIES[slot];
		const range = this.#range;
		// What the division leaves over goes to the likelier side, which is the lower part of the range.
		const unlikely = (range >>> SCALE_BITS) * LEVELS[level];
		if (level < LEVEL_COUNT === (bit === 0)) {
			this.#low += range - unlikely;
			this.#range = unlikely;
		} else this.#range = range - unlikely;
		while (this.#range < LOWEST_RANGE) this.#shift();
		return bit;
	}

	raw(count: number, value: number): number {
		this.#range >>>= count;
		this.#low += this.#range * value;
		while (this.#range < LOWEST_RANGE) this.#shift();
		return value;
	}

	/** The bytes of all that was coded. Nothing can follow. */
	finish(): Uint8Array {
		// A multiple of 2^16 lies in the range, so that one byte says where; none, where the range has reached a carry.
		if (this.#low > 0) this.#low = (this.#low + LOWEST_RANGE - 1) & -LOWEST_RANGE;
		this.#shift();
		while (this.#length > 0 && this.#bytes[this.#length - 1] === 0) this.#length--;
		return this.#bytes.slice(0, this.#length);
	}

	#shift(): void {
		if (this.#low >= FULL) {
			this.#low -= FULL;
			let at = this.#length - 1;
			while (this.#bytes[at] === 0xff) this.#bytes[at--] = 0;
			this.#bytes[at]++;
		}
		if (this.#length === this.#bytes.length) {
			const larger = new Uint8Array(2 * this.#length);
			larger.set(this.#bytes);
			this.#bytes = larger;
		}
		this.#bytes[this.#length++] = this.#low >>> 16;
		this.#low = (this.#low & 0xffff) << 8;
		this.#range <<= 8;
	}
}

/** Reads what a `RangeEncoder` wrote, from bytes that may be anything: it always gives some decision. */
export class RangeDecoder implements BitCoder {
	readonly #bytes: Uint8Array;
	#position = 3;
	#range = FULL;
	/** How far the number that the bytes spell lies above the range's lower end. */
	#code: number;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#code = ((bytes[0] ?? 0) << 16) | ((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0);
	}

	/**
	 * All bytes were read, and they are what an encoder leaves: no zero at the end. Bytes behind the last decision are
	 * found unless they are the few bits that the last decision did not need.
	 */
	get isComplete(): boolean {
		const length = this.#bytes.length;
		return length > 0 && this.#bytes[length - 1] !== 0 && this.#position >= length;
	}

	bit(slot: number, _bit: number): number {
		const level = PROBABILITIES[slot];
		let range = this.#range;
		let code = this.#code;
		const unlikely = (range >>> SCALE_BITS) * LEVELS[level];
		range -= unlikely;
		let bit = level < LEVEL_COUNT ? 1 : 0;
		if (code >= range) {
			code -= range;
			range = unlikely;
			bit = 1 - bit;
		}
		// Written out, here and below: a call more would be the deepest of all, on a stack of 512 slots.
		for (; range < LOWEST_RANGE; range <<= 8) code = (code << 8) | (this.#bytes[this.#position++] ?? 0);
		this.#code = code;
		this.#range = range;
		return bit;
	}

	raw(count: number, _value: number): number {
		let range = this.#range >>> count;
		let code = this.#code;
		let value = (code / range) | 0;
		code -= value * range;
		// What no encoder writes must not leave the range either.
		if (value >= 1 << count) {
			value = (1 << count) - 1;
			code = range - 1;
		}
		for (; range < LOWEST_RANGE; range <<= 8) code = (code << 8) | (this.#bytes[this.#position++] ?? 0);
		this.#code = code;
		this.#range = range;
		return value;
	}
}

/** Bytes written one after the other, into room that grows. */
export class ByteWriter {
	#bytes = new Uint8Array(64);
	#length = 0;

	byte(value: number): void {
		if (this.#length === this.#bytes.length) {
			const larger = new Uint8Array(2 * this.#length);
			larger.set(this.#bytes);
			this.#bytes = larger;
		}
		this.#bytes[this.#length++] = value;
	}

	bytes(values: Uint8Array): void {
		for (const value of values) this.byte(value);
	}

	/** Two bytes, the high one first. */
	uint16(value: number): void {
		this.byte(value >> 8);
		this.byte(value & 0xff);
	}

	/** An integer from 0 to 2^53 - 1: seven bits per byte, the lowest first, the top bit set where more follow. */
	varint(value: number): void {
		let rest = value;
		while (rest >= 0x80) {
			this.byte(0x80 | (rest % 0x80));
			rest = Math.floor(rest / 0x80);
		}
		this.byte(rest);
	}

	/** A copy of what was written. */
	finish(): Uint8Array {
		return this.#bytes.slice(0, this.#length);
	}
}

/**
 * Reads what a `ByteWriter` wrote, from bytes that may be anything. What can't be read gives 0 and sets `failed` for
 * good, so that a decoder asks once, at the end.
 */
export class ByteReader {
	readonly #bytes: Uint8Array;
	#position = 0;
	#failed = false;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	/** Something was missing or malformed. */
	get failed(): boolean {
		return this.#failed;
	}

	/** Everything was read, and nothing failed: a body is refused unless this holds at its end. */
	get isComplete(): boolean {
		return !this.#failed && this.#position === this.#bytes.length;
	}

	/** How many bytes were read. */
	get position(): number {
		return this.#position;
	}

	/** Notes that what was read makes no sense. */
	fail(): void {
		this.#failed = true;
	}

	byte(): number {
		if (this.#failed || this.#position === this.#bytes.length) {
			this.#failed = true;
			return 0;
		}
		return this.#bytes[this.#position++];
	}

	uint16(): number {
		const high = this.byte();
		return (high << 8) | this.byte();
	}

	/** Refuses what is longer than it had to be, and what exceeds 2^53 - 1. */
	varint(): number {
		let value = 0;
		for (let scale = 1; scale <= 2 ** 49; scale *= 0x80) {
			const byte = this.byte();
			value += (byte & 0x7f) * scale;
			if (byte < 0x80) {
				const isShortest = byte !== 0 || scale === 1;
				if (isShortest && value <= Number.MAX_SAFE_INTEGER) return value;
				break;
			}
		}
		this.#failed = true;
		return 0;
	}
}

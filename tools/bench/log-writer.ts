/** The bytes of a recording, in room that grows. */
export class LogWriter {
	#bytes = new Uint8Array(1 << 20);
	#view = new DataView(this.#bytes.buffer);
	#length = 0;

	get bytes(): Uint8Array {
		return this.#bytes.subarray(0, this.#length);
	}

	/** One ASCII character. */
	op(character: string): this {
		this.#reserve(1);
		this.#bytes[this.#length++] = character.charCodeAt(0);
		return this;
	}

	/** Negative numbers as two's complement. */
	u32(value: number): this {
		this.#reserve(4);
		this.#view.setUint32(this.#length, value, true);
		this.#length += 4;
		return this;
	}

	f64(value: number): this {
		this.#reserve(8);
		this.#view.setFloat64(this.#length, value, true);
		this.#length += 8;
		return this;
	}

	/** With their length before them; undefined has a length of its own. */
	blob(bytes: Uint8Array | undefined): this {
		return this.u32(bytes === undefined ? 0xffff_ffff : bytes.length).raw(bytes ?? new Uint8Array(0));
	}

	raw(bytes: Uint8Array): this {
		this.#reserve(bytes.length);
		this.#bytes.set(bytes, this.#length);
		this.#length += bytes.length;
		return this;
	}

	#reserve(count: number): void {
		if (this.#length + count <= this.#bytes.length) return;
		const larger = new Uint8Array(2 * Math.max(this.#bytes.length, count));
		larger.set(this.#bytes);
		this.#bytes = larger;
		this.#view = new DataView(larger.buffer);
	}
}

/** The SX1276's data buffer of 256 bytes (4.1.2.3): a ring for the SPI, for the transmitter and for the receiver. */
export class Fifo {
	readonly #bytes = new Uint8Array(256);

	read(address: number): number {
		return this.#bytes[address & 0xff];
	}

	write(address: number, byte: number): void {
		this.#bytes[address & 0xff] = byte;
	}

	/** A copy of `count` bytes from `base` on. */
	load(base: number, count: number): Uint8Array {
		const bytes = new Uint8Array(count);
		for (let i = 0; i < count; i++) bytes[i] = this.#bytes[(base + i) & 0xff];
		return bytes;
	}

	/** Returns where the next byte would go. */
	store(base: number, bytes: Uint8Array): number {
		for (let i = 0; i < bytes.length; i++) this.#bytes[(base + i) & 0xff] = bytes[i];
		return (base + bytes.length) & 0xff;
	}

	/** Sleep does not retain it. What it holds then is unknown: here, anything but what it was. */
	scramble(): void {
		for (let i = 0; i < this.#bytes.length; i++) this.#bytes[i] = this.#bytes[i] * 5 + 0x5b + 4 * i;
	}
}

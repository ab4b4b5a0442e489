import type { Hardware, SPI, SPIClass, SPIOptions } from "../io.js";

const WRITE = 0x80;

/**
 * Register access over SPI: one transaction each, address first, most significant bit 1 to write (SX1276 datasheet
 * 2.2). A longer transaction goes on to the next address, or, at the FIFO's address 0, stays there.
 */
export class RegisterBus {
	readonly #spi: SPI;
	/** Address and value, reused: single accesses allocate nothing. */
	readonly #single = new Uint8Array(2);

	constructor(spi: Hardware<SPIClass, SPIOptions>) {
		this.#spi = new spi.io(spi);
	}

	read(register: number): number {
		this.#single[0] = register;
		this.#single[1] = 0;
		this.#transaction(this.#single);
		return this.#single[1];
	}

	write(register: number, value: number): void {
		this.#single[0] = register | WRITE;
		this.#single[1] = value;
		this.#transaction(this.#single);
	}

	/** A fresh array of `count` bytes. */
	readBurst(register: number, count: number): Uint8Array {
		const buffer = new Uint8Array(1 + count);
		buffer[0] = register;
		this.#transaction(buffer);
		return buffer.slice(1);
	}

	writeBurst(register: number, bytes: Uint8Array): void {
		const buffer = new Uint8Array(1 + bytes.length);
		buffer[0] = register | WRITE;
		buffer.set(bytes, 1);
		this.#transaction(buffer);
	}

	close(): void {
		this.#spi.close();
	}

	#transaction(buffer: Uint8Array): void {
		this.#spi.transfer(buffer);
		this.#spi.flush(true);
	}
}

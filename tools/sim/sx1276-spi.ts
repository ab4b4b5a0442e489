import type { Registers } from "./sx1276-access.js";
import type { ChipCore } from "./sx1276-core.js";
import type { SpiByte } from "./sx1276-faults.js";

export interface Supply {
	/** False while the chip is in reset, or starts: it does not see what is on the bus. */
	answers(): boolean;
	brownOut(): void;
}

const WRITE = 0x80;
const NO_ADDRESS = -1;

/** The SX1276's SPI (2.2): transactions framed by NSS, an address first, and the faults that befall them. */
export class SpiPort {
	readonly #registers: Registers;
	readonly #core: ChipCore;
	readonly #supply: Supply;
	/** Of the transaction in progress. */
	#address = NO_ADDRESS;
	#writing = false;

	constructor(registers: Registers, core: ChipCore, supply: Supply) {
		this.#registers = registers;
		this.#core = core;
		this.#supply = supply;
	}

	/** In place. The first byte after select is the address, with bit 7 to write. */
	transfer(buffer: Uint8Array): void {
		if (this.#core.faults.failingBus) {
			this.#core.excused = true;
			throw new Error("SPI transfer failed");
		}
		for (let i = 0; i < buffer.length; i++) buffer[i] = this.#exchange(buffer[i]);
	}

	/** NSS rises: the next byte is an address. */
	deselect(): void {
		this.#address = NO_ADDRESS;
	}

	#exchange(byte: number): number {
		if (this.#core.faults.dead) {
			this.#core.excused = true;
			return this.#core.faults.deadReads;
		}
		if (!this.#supply.answers()) return 0x00;
		if (this.#address === NO_ADDRESS) {
			const address = this.#tampered(byte, "address");
			this.#address = address & ~WRITE;
			this.#writing = (address & WRITE) !== 0;
			return 0x00;
		}
		if (this.#core.faults.brownOutAfter > 0 && --this.#core.faults.brownOutAfter === 0) {
			this.#supply.brownOut();
			return 0x00;
		}
		const address = this.#address;
		// The address goes on to the next register, but stays at the FIFO.
		if (address !== 0) this.#address = (address + 1) & 0x7f;
		if (!this.#writing) return this.#tampered(this.#registers.read(address), "read");
		this.#registers.write(address, this.#tampered(this.#garbled(byte), "written"));
		return 0x00;
	}

	#garbled(byte: number): number {
		if (this.#core.faults.garbleWrites === 0) return byte;
		this.#core.faults.garbleWrites--;
		this.#core.excused = true;
		return byte ^ 1;
	}

	#tampered(byte: number, what: SpiByte): number {
		const { tamper } = this.#core.faults;
		if (tamper === undefined) return byte;
		const tampered = tamper(byte, what) & 0xff;
		if (tampered !== byte) this.#core.excused = true;
		return tampered;
	}
}

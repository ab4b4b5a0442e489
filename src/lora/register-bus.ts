import type { Hardware, SPI, SPIClass, SPIOptions } from "../io.js";
import { busFailure, RadioError } from "./radio-error.js";
import type { RegisterValues } from "./register-values.js";
import { Register } from "./registers.js";

const WRITE = 0x80;

/** So often a transfer that came out wrong is tried again. */
export const MOST_ATTEMPTS = 3;

/**
 * The bits that have to read as they were written: no reserved ones, none of the gain, which the AGC sets, and none of the
 * errata's registers, of which nobody promises it.
 */
const MEANINGS: Readonly<Record<number, number>> = Object.freeze({
	[Register.Lna]: 0x00,
	[Register.IfFreq2]: 0x00,
	[Register.IfFreq1]: 0x00,
	[Register.HighBwOptimize1]: 0x00,
	[Register.HighBwOptimize2]: 0x00,
	[Register.Ocp]: 0x3f,
	[Register.ModemConfig3]: 0x0c,
	[Register.DetectOptimize]: 0x87,
	[Register.InvertIQ]: 0x41,
	[Register.PaDac]: 0x07,
});

/** Two readings in a row must agree; after so many that do not, the bus has failed. */
const MOST_READINGS = 6;

/**
 * Register access over SPI: one transaction each, address first, most significant bit 1 to write (SX1276 datasheet
 * 2.2). A longer transaction goes on to the next address, or, at the FIFO's address 0, stays there.
 *
 * The SPI has no checksum. What matters is read until it reads the same twice, and read back when written. Whatever
 * goes wrong is thrown as a `RadioError`, a failing SPI class included.
 */
export class RegisterBus {
	readonly #spi: SPI;
	/** Registers that are odd, and not checked any more. */
	#borne: readonly number[] = [];
	#misfires = 0;
	/** Address and value, reused: single accesses allocate nothing. */
	readonly #single = new Uint8Array(2);

	constructor(spi: Hardware<SPIClass, SPIOptions>) {
		this.#spi = new spi.io(spi);
	}

	/** How often something read or written came out wrong: what was garbled may have been an address, and gone anywhere. */
	get misfires(): number {
		return this.#misfires;
	}

	/** From now on `register` is not checked. */
	bear(register: number): void {
		this.#borne = [...this.#borne, register];
	}

	/** Notes that something came out wrong. */
	misfire(): void {
		this.#misfires++;
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

	/** `count` bytes of an array of their own, which holds one byte more. */
	readBurst(register: number, count: number): Uint8Array {
		const buffer = new Uint8Array(1 + count);
		buffer[0] = register;
		this.#transaction(buffer);
		return buffer.subarray(1);
	}

	writeBurst(register: number, bytes: Uint8Array): void {
		const buffer = new Uint8Array(1 + bytes.length);
		buffer[0] = register | WRITE;
		buffer.set(bytes, 1);
		this.#transaction(buffer);
	}

	/** A register that may change at any time, but not all the time: the first value that comes twice in a row. */
	readTwice(register: number): number {
		let before = this.read(register);
		for (let readings = 1; readings < MOST_READINGS; readings++) {
			const value = this.read(register);
			if (value === before) return value;
			before = value;
			this.#misfires++;
		}
		throw new RadioError({ kind: "unsteady bus", register });
	}

	/** Writes and reads back, again where it came out wrong: as `writeAllChecked` does, without a list. */
	writeChecked(register: number, value: number): void {
		for (let attempt = 1; ; attempt++) {
			this.write(register, value);
			if (!this.#isAnswerable(register)) return;
			const actual = this.readTwice(register);
			if (this.#isRight(register, value, actual)) return;
			if (attempt === MOST_ATTEMPTS) throw lostValue(register, value, actual);
		}
	}

	/** Writes all and reads all back; all again where one came out wrong, since some are of no effect but together. */
	writeAllChecked(registers: RegisterValues): void {
		for (let attempt = 1; ; attempt++) {
			for (const [register, value] of registers) this.write(register, value);
			let wrong: RadioError | undefined;
			for (const [register, value] of registers) {
				if (!this.#isAnswerable(register)) continue;
				const actual = this.readTwice(register);
				if (this.#isRight(register, value, actual)) continue;
				wrong = lostValue(register, value, actual);
				break;
			}
			if (wrong === undefined) return;
			if (attempt === MOST_ATTEMPTS) throw wrong;
		}
	}

	/** Throws unless the register holds `expected`, or need not read as it was written. */
	check(register: number, expected: number): void {
		if (!this.#isAnswerable(register)) return;
		const actual = this.readTwice(register);
		if (!this.#isRight(register, expected, actual)) throw lostValue(register, expected, actual);
	}

	/** Whether the register has to read as it was written. */
	#isAnswerable(register: number): boolean {
		return MEANINGS[register] !== 0 && !this.#borne.includes(register);
	}

	#isRight(register: number, expected: number, actual: number): boolean {
		const meaning = MEANINGS[register] ?? 0xff;
		if ((actual & meaning) === (expected & meaning)) return true;
		this.#misfires++;
		return false;
	}

	close(): void {
		this.#spi.close();
	}

	#transaction(buffer: Uint8Array): void {
		try {
			this.#spi.transfer(buffer);
			this.#spi.flush(true);
		} catch (error) {
			throw busFailure(error);
		}
	}
}

export function lostValue(register: number, expected: number, actual: number): RadioError {
	return new RadioError({ kind: "lost configuration", register, expected, actual });
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
	return a.length === b.length;
}

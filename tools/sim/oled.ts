/**
 * A simulated SSD1306 on an I2C bus (Solomon Systech, datasheet revision 1.1): it obeys the bytes that come, and refuses
 * what the datasheet does not know.
 */
import type { I2C, I2CClass, I2COptions } from "../../src/io.js";

const COLUMNS = 128;
const PAGES = 8;

/** Parameters of the commands that have some (datasheet 10.1), by the command. */
const PARAMETERS: Readonly<Record<number, number>> = Object.freeze({
	32: 1, // 0x20 addressing mode
	129: 1, // 0x81 contrast
	141: 1, // 0x8d charge pump
	168: 1, // 0xa8 multiplex ratio
	211: 1, // 0xd3 offset
	213: 1, // 0xd5 clock
	217: 1, // 0xd9 pre-charge
	218: 1, // 0xda pins of the rows
	219: 1, // 0xdb deselect level
});

export class SimulatedOLED {
	readonly I2C: I2CClass;
	/** A byte for each column of each page; before it is written, noise. */
	readonly memory = new Uint8Array(COLUMNS * PAGES).fill(0x5a);
	isLit = false;
	contrast = 0x7f;
	/** Nobody answers: it is not there, or its plug is out. */
	isGone = false;
	/** Every transfer, its length and when it was made is up to the caller. */
	onTransfer: ((bytes: number) => void) | undefined;
	#page = 0;
	#column = 0;
	#isPaged = false;
	#mirrored = false;
	#upsideDown = false;
	#pumps = false;
	#inverse = false;

	constructor(address = 0x3c) {
		const oled = this;
		this.I2C = class implements I2C {
			readonly #address: number;
			#isOpen = true;

			constructor({ address }: I2COptions) {
				this.#address = address;
			}

			write(buffer: Uint8Array): void {
				if (!this.#isOpen) throw new Error("closed");
				if (oled.isGone || this.#address !== address) throw new Error("write failed");
				oled.onTransfer?.(buffer.length);
				oled.#take(buffer);
			}

			close(): void {
				this.#isOpen = false;
			}
		};
	}

	/** As a person sees it on a board whose display is mounted the usual way: from the top left. */
	dot(x: number, y: number): boolean {
		if (!this.isLit || !this.#pumps) return false;
		const column = this.#mirrored ? x : COLUMNS - 1 - x;
		const row = this.#upsideDown ? y : PAGES * 8 - 1 - y;
		const isSet = ((this.memory[(row >> 3) * COLUMNS + column] >> (row & 7)) & 1) === 1;
		return isSet !== this.#inverse;
	}

	/** 8.1.5.2: a control byte, then commands or dots until the end. */
	#take([control, ...bytes]: Uint8Array): void {
		if (control === 0x40) for (const byte of bytes) this.#store(byte);
		else if (control === 0x00) this.#obey(bytes);
		else throw new Error(`control byte 0x${control.toString(16)} is unknown`);
	}

	/** 10.1.3: in page addressing the column goes round within its page. */
	#store(byte: number): void {
		if (!this.#isPaged) throw new Error("dots come in another addressing mode than by pages");
		this.memory[this.#page * COLUMNS + this.#column] = byte;
		this.#column = (this.#column + 1) % COLUMNS;
	}

	#obey(bytes: readonly number[]): void {
		for (let at = 0; at < bytes.length; at++) {
			const command = bytes[at];
			const count = PARAMETERS[command] ?? 0;
			const parameter = bytes[at + 1];
			if (at + count >= bytes.length) throw new Error(`command 0x${command.toString(16)} lacks its parameter`);
			this.#act(command, parameter);
			at += count;
		}
	}

	#act(command: number, parameter: number): void {
		if (command <= 0x0f) this.#column = (this.#column & 0x70) | command;
		else if (command <= 0x17) this.#column = (this.#column & 0x0f) | ((command & 7) << 4);
		else if (command >= 0xb0 && command <= 0xb7) this.#page = command & 7;
		else if (command === 0x20) this.#isPaged = parameter === 2;
		else if (command === 0x81) this.contrast = parameter;
		else if (command === 0x8d) this.#pumps = parameter === 0x14;
		else if (command === 0xa0 || command === 0xa1) this.#mirrored = command === 0xa1;
		else if (command === 0xc0 || command === 0xc8) this.#upsideDown = command === 0xc8;
		else if (command === 0xa6 || command === 0xa7) this.#inverse = command === 0xa7;
		else if (command === 0xae || command === 0xaf) this.isLit = command === 0xaf;
		else if (command === 0xa8 && parameter !== PAGES * 8 - 1) throw new Error(`${parameter} rows and not 64`);
		else if (command === 0xda && parameter !== 0x12) throw new Error("the rows' pins are not those of 64 rows");
		else if (!(command in PARAMETERS) && command !== 0xa4 && command !== 0x40)
			throw new Error(`command 0x${command.toString(16)} is unknown`);
	}
}

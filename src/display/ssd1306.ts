/** The SSD1306, an OLED's controller, over I2C (Solomon Systech, datasheet revision 1.1): written a page at a time. */
import type { Digital, DigitalClass, Hardware, I2C, I2CClass, I2COptions } from "../io.js";
import { SCREEN_COLUMNS, SCREEN_ROWS } from "./screen.js";

export interface OLEDWiring {
	i2c: Hardware<I2CClass, I2COptions>;
	/** Where the board has the controller's reset on a pin; low resets. */
	reset?: Hardware<DigitalClass, { pin: number }>;
	/** Where the board switches the display's supply; low is on. */
	supply?: Hardware<DigitalClass, { pin: number }>;
}

/** What follows is commands, or dots (8.1.5.2). */
const COMMANDS = 0x00;
const DOTS = 0x40;

/** Datasheet 10: what each command does. */
const Command = Object.freeze({
	ColumnLow: 0x00,
	ColumnHigh: 0x10,
	Addressing: 0x20,
	StartLine: 0x40,
	Contrast: 0x81,
	ChargePump: 0x8d,
	Mirror: 0xa1,
	ShowMemory: 0xa4,
	LightIsOne: 0xa6,
	Rows: 0xa8,
	Off: 0xae,
	On: 0xaf,
	Page: 0xb0,
	UpsideDown: 0xc8,
	Offset: 0xd3,
	ClockDivider: 0xd5,
	Precharge: 0xd9,
	RowPins: 0xda,
	Deselect: 0xdb,
});

const PAGE_ADDRESSING = 2;

/** In the order of the application note's chart (datasheet, "software configuration"), for 128 by 64 and 3.3 V. */
// biome-ignore format: a command and its parameters on each line
const SETUP = Uint8Array.of(
	COMMANDS,
	Command.Off,
	Command.ClockDivider, 0x80,
	Command.Rows, 63,
	Command.Offset, 0,
	Command.StartLine,
	Command.ChargePump, 0x14,
	Command.Addressing, PAGE_ADDRESSING,
	Command.Mirror,
	Command.UpsideDown,
	Command.RowPins, 0x12,
	Command.Precharge, 0xf1,
	Command.Deselect, 0x20,
	Command.ShowMemory,
	Command.LightIsOne,
);

function outputLow({ io: Output, pin }: Hardware<DigitalClass, { pin: number }>): Digital {
	return new Output({ pin, mode: Output.Output, initialValue: 0 });
}

export class SSD1306 {
	readonly #i2c: I2C;
	readonly #pins: Digital[] = [];
	readonly #page = new Uint8Array(1 + SCREEN_COLUMNS);
	/** What `writePage` sends: a byte for each column. */
	readonly dots = this.#page.subarray(1);

	/** Sets the controller up, dark. Throws where none answers. */
	constructor({ i2c: { io: Bus, ...options }, supply, reset }: OLEDWiring) {
		this.#page[0] = DOTS;
		// Low is on, and what resets: it is held for the 3 us that the controller wants (8.9) and longer.
		if (supply !== undefined) this.#pins.push(outputLow(supply));
		if (reset !== undefined) this.#pins.push(outputLow(reset));
		this.#i2c = new Bus(options);
		if (reset !== undefined) this.#pins.at(-1)?.write(1);
		try {
			this.#i2c.write(SETUP);
		} catch (error) {
			this.close();
			throw error;
		}
	}

	/** Sends the dots to a page, 0 at the top. At 400 kHz it takes 3 ms, in which nothing else runs. */
	writePage(page: number): void {
		if (!(page >= 0 && page < SCREEN_ROWS)) throw new RangeError(`page is ${page}: 0 to ${SCREEN_ROWS - 1} are there`);
		this.#command(Command.Page | page, Command.ColumnLow, Command.ColumnHigh);
		this.#i2c.write(this.#page);
	}

	/** 0 to 255. */
	set contrast(level: number) {
		this.#command(Command.Contrast, level);
	}

	/** Lights up, or sleeps on some 10 uA; what is in its memory stays. */
	set lit(on: boolean) {
		this.#command(on ? Command.On : Command.Off);
	}

	close(): void {
		this.#i2c.close();
		for (const pin of this.#pins) pin.close();
	}

	#command(...bytes: number[]): void {
		this.#i2c.write(Uint8Array.of(COMMANDS, ...bytes));
	}
}

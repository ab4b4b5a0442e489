import type { Clock, Milliseconds } from "../../src/clock.js";
import type { Antenna } from "./on-air.js";
import type { Random } from "./random.js";
import { DioPins, MODE_READY, PLL_LOCK } from "./sx1276-dio.js";
import { ChipFaults } from "./sx1276-faults.js";
import { Fifo } from "./sx1276-fifo.js";
import { MODE, R, RegisterFile } from "./sx1276-registers.js";
import type { Offence } from "./sx1276-rules.js";

export interface CoreOptions {
	clock: Clock;
	strict: boolean;
	crystalPpm: number;
	random: Random;
}

/** What the parts of the chip model share: registers, FIFO, pins, crystal, and the list of its driver's offences. */
export class ChipCore {
	readonly clock: Clock;
	readonly random: Random;
	/** How fast the crystal runs: 1.00001 at 10 ppm. */
	readonly scale: number;
	readonly registers = new RegisterFile();
	readonly fifo = new Fifo();
	readonly faults = new ChipFaults();
	readonly pins = new DioPins(this.faults);
	readonly offences: Error[] = [];
	strict: boolean;
	antenna: Antenna | undefined;
	/** A fault has come between driver and chip: what the driver offends from now to the next reset is not its doing. */
	excused = false;
	/** How often the chip was told to transmit as an FSK radio. */
	fskTransmissions = 0;
	/** When the crystal runs, after sleep. */
	awakeAt: Milliseconds = 0;
	/** When the mode that was asked for is reached. */
	readyAt: Milliseconds = 0;

	constructor({ clock, strict, crystalPpm, random }: CoreOptions) {
		this.clock = clock;
		this.random = random;
		this.scale = 1 + crystalPpm / 1e6;
		this.strict = strict;
	}

	/** Microseconds by the chip's crystal, in milliseconds. */
	time(us: number): Milliseconds {
		return us / 1000 / this.scale;
	}

	/** Sets flags of RegIrqFlags, but those that RegIrqFlagsMask masks. */
	raise(flags: number): void {
		const { lora } = this.registers;
		lora[R.IrqFlags] |= flags & ~lora[R.IrqFlagsMask];
		this.updatePins();
	}

	updatePins(): void {
		const { lora, isLoRa, mode } = this.registers;
		const ready = this.clock.now() >= this.readyAt;
		const locked = ready && mode >= MODE.fsTx;
		const signals = lora[R.IrqFlags] | (ready ? MODE_READY : 0) | (locked ? PLL_LOCK : 0);
		this.pins.update(lora, isLoRa ? signals : 0);
	}

	/** Throws where the chip is strict; returns where it only takes note. */
	offence(what: string, clause: string): void {
		if (this.excused) return;
		const error = new Error(`SX1276: ${what} (datasheet ${clause})`);
		this.offences.push(error);
		if (!this.strict) return;
		this.clock.after(0, () => {
			throw error;
		});
		throw error;
	}

	offenceIf(offence: Offence | undefined): void {
		if (offence !== undefined) this.offence(offence.what, offence.clause);
	}
}

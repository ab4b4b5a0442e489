import type { Clock, Milliseconds } from "../../src/clock.js";
import type { Antenna, Listening, Modem, Signal } from "./on-air.js";
import { type Random, seededRandom } from "./random.js";
import { Registers } from "./sx1276-access.js";
import { type Calibration, ImageCalibration } from "./sx1276-calibration.js";
import { ChipCore } from "./sx1276-core.js";
import type { Dio } from "./sx1276-dio.js";
import type { ChipFaults } from "./sx1276-faults.js";
import { Modes } from "./sx1276-modes.js";
import { type Deafness, Receiver } from "./sx1276-receiver.js";
import { R } from "./sx1276-registers.js";
import { SpiPort } from "./sx1276-spi.js";

export type { Calibration, ChipFaults, Deafness, Dio };

export interface SX1276Options {
	clock: Clock;
	/** Throws when its driver offends the datasheet. */
	strict?: boolean;
	/** How fast its crystal runs, in millionths: its carrier, and all its times, go by that. */
	crystalPpm?: number;
	/** For what is noise. */
	random?: Random;
}

/** After power-on and after NRESET, until the chip answers (7.2.1, 7.2.2). */
const POWER_ON_TIME: Milliseconds = 10;
const RESET_TIME: Milliseconds = 5;

const SHORTEST_RESET: Milliseconds = 0.1;

/**
 * An SX1276 at register level: SPI, both register pages, modes and their times, FIFO, interrupt flags, DIO pins,
 * NRESET, transmitter and receiver, by its own registers and crystal. LoRa only, without frequency hopping and
 * continuous transmission; of FSK mode there is what a LoRa driver needs: standby, sleep and the image calibration.
 *
 * A strict chip throws when its driver offends the datasheet, where a real one would misbehave somehow; and, as a
 * driver may take that for a broken bus, once more from the clock. A chip that is not strict only takes note.
 */
export class SX1276 implements Modem {
	readonly #core: ChipCore;
	readonly #receiver: Receiver;
	readonly #calibration: ImageCalibration;
	readonly #modes: Modes;
	readonly #spi: SpiPort;
	/** When NRESET went low; undefined while it is high. */
	#resetSince: Milliseconds | undefined;
	#answersAt: Milliseconds;

	constructor({ clock, strict = true, crystalPpm = 0, random = seededRandom(0, "SX1276") }: SX1276Options) {
		const core = new ChipCore({ clock, strict, crystalPpm, random });
		this.#core = core;
		this.#calibration = new ImageCalibration(clock);
		this.#receiver = new Receiver(core, (flags) => this.#modes.end(flags));
		this.#modes = new Modes(core, this.#receiver, this.#calibration);
		const registers = new Registers(core, this.#modes, this.#receiver, this.#calibration);
		this.#spi = new SpiPort(registers, core, {
			answers: () => this.#answers(),
			brownOut: () => this.brownOut(),
		});
		this.#answersAt = clock.now() + POWER_ON_TIME;
	}

	/** What is wrong with it, to be changed at will. */
	get faults(): ChipFaults {
		return this.#core.faults;
	}

	/** What the driver did against the datasheet, strict or not; unless a fault since the last reset excuses it. */
	get offences(): readonly Error[] {
		return this.#core.offences;
	}

	/**
	 * How often it was told to transmit as an FSK radio: after a brown-out it is one, and no fault excuses a driver that
	 * does not look. Nothing of it is modelled but this count.
	 */
	get fskTransmissions(): number {
		return this.#core.fskTransmissions;
	}

	get strict(): boolean {
		return this.#core.strict;
	}

	set strict(strict: boolean) {
		this.#core.strict = strict;
	}

	get antenna(): Antenna | undefined {
		return this.#core.antenna;
	}

	set antenna(antenna: Antenna | undefined) {
		this.#core.antenna = antenna;
	}

	/** By DIO: called with the pin's new level when it rises (1) or falls (0). */
	get onDio(): (((level: number) => void) | undefined)[] {
		return this.#core.pins.handlers;
	}

	/** A pin's level. */
	dio(dio: Dio): number {
		this.#core.updatePins();
		return this.#core.pins.level(dio);
	}

	get dio0(): number {
		return this.dio(0);
	}

	/** What the receiver is tuned to and since when, or undefined while it is not receiving. */
	get listening(): Listening | undefined {
		return this.#receiver.listening;
	}

	/** A fault: stays in the receive mode, says that it is in the middle of a frame, and hears nothing. */
	get deafness(): Deafness | undefined {
		return this.#receiver.deafness;
	}

	set deafness(deafness: Deafness | undefined) {
		this.#receiver.deafness = deafness;
	}

	/** The image calibrations that were completed since the last reset, oldest first. */
	get calibrations(): readonly Calibration[] {
		return this.#calibration.done;
	}

	/** A LoRa or common register as it stands, for tests and dashboards; the SPI has no part in it. */
	peek(register: number): number {
		return register === R.ModemStat ? this.#receiver.status : this.#core.registers.lora[register];
	}

	/** The supply fails for a moment: everything starts from its reset values (7.2.1). */
	brownOut(): void {
		this.#core.excused = true;
		this.#startOver();
		this.#answersAt = this.#core.clock.now() + POWER_ON_TIME;
	}

	/** NRESET (7.2.2): low for 100 us at least, and 5 ms until the chip answers. */
	setReset(level: number): void {
		const now = this.#core.clock.now();
		if (level === 0) {
			if (this.#resetSince !== undefined) return;
			this.#resetSince = now;
			this.#startOver();
		} else if (this.#resetSince !== undefined) {
			const duration = now - this.#resetSince;
			this.#resetSince = undefined;
			this.#core.excused = false;
			this.#answersAt = Math.max(this.#answersAt, now + RESET_TIME);
			if (duration < SHORTEST_RESET) this.#core.offence("NRESET was low for less than 100 us", "7.2.2");
		}
	}

	/** SPI, in place. The first byte after select is the address, with bit 7 to write (2.2). */
	transfer(buffer: Uint8Array): void {
		this.#spi.transfer(buffer);
	}

	/** Select is released: the next transfer begins with an address. */
	deselect(): void {
		this.#spi.deselect();
	}

	onPreamble(_signal: Signal): void {
		this.#receiver.onPreamble();
	}

	onHeader(signal: Signal): boolean {
		return this.#receiver.onHeader(signal);
	}

	onLockLost(_signal: Signal): void {
		this.#receiver.onLockLost();
	}

	onFrame(signal: Signal, payload: Uint8Array, damaged: boolean): void {
		this.#receiver.onFrame(signal, payload, damaged);
	}

	/** A fault: flags of RegIrqFlags without a cause. */
	raise(flags: number): void {
		this.#core.raise(flags);
	}

	/** A fault: an edge up and down again, without a flag. */
	pulse(dio: Dio): void {
		this.#core.pins.pulse(dio);
	}

	/** From the reset values on. */
	#startOver(): void {
		this.#modes.leave();
		this.#calibration.reset();
		this.#receiver.reset();
		this.#spi.deselect();
		const core = this.#core;
		core.registers.reset();
		core.awakeAt = core.readyAt = core.clock.now();
		core.updatePins();
	}

	#answers(): boolean {
		if (this.#resetSince === undefined && this.#core.clock.now() >= this.#answersAt) return true;
		this.#core.offence("SPI access in reset, less than 5 ms after it, or less than 10 ms after power-on", "7.2");
		return false;
	}
}

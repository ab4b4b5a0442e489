/** A simulated board: an SX1276 on its pins, flash, and power that can be cut at any instant. */
import type { Clock } from "../../src/clock.js";
import type { RadioHardware } from "../../src/link/station.js";
import type { Air } from "./air.js";
import { Flash } from "./flash.js";
import { boardIO } from "./pins.js";
import { Power, PoweredClock } from "./power.js";
import { SX1276 } from "./sx1276.js";

/** The LilyGO TTGO T3 V1.6.1's wiring, as in boards/ttgo-t3-v1.6.1. */
const SPI_PINS = Object.freeze({ clock: 5, in: 19, out: 27, select: 18, hz: 8_000_000, port: 1 });
const RESET_PIN = 23;
const DIO0_PIN = 26;

/** What a program finds on its board at power-on. */
export interface BoardParts {
	clock: Clock;
	radio: RadioHardware;
	storage: Flash["open"];
	power: Power;
}

export class SimulatedBoard {
	readonly flash = new Flash();
	readonly chip: SX1276;
	readonly #clock: Clock;
	readonly #boot: (parts: BoardParts) => void;
	#power: Power | undefined;

	/** A board on the air under `name`, still without power; `boot` is what its program does at power-on. */
	constructor(name: string, clock: Clock, air: Air, boot: (parts: BoardParts) => void) {
		this.#clock = clock;
		this.#boot = boot;
		this.chip = new SX1276({ clock });
		this.chip.antenna = air.join(name, this.chip);
	}

	get powered(): boolean {
		return this.#power !== undefined;
	}

	powerOn(): void {
		if (this.#power !== undefined) return;
		const power = new Power();
		this.#power = power;
		const clock = new PoweredClock(this.#clock, power);
		const { SPI, Digital } = boardIO(clock, this.chip, { reset: RESET_PIN, dio0: DIO0_PIN });
		this.#boot({
			clock,
			power,
			radio: {
				spi: { io: SPI, ...SPI_PINS },
				reset: { io: Digital, pin: RESET_PIN },
				interrupt: { io: Digital, pin: DIO0_PIN },
			},
			storage: (domain) => this.flash.open(domain),
		});
	}

	/** At once, whatever is going on. What is in flash stays. */
	cutPower(): void {
		this.#power?.cut();
		this.#power = undefined;
		// Without supply the chip stops transmitting, and it comes back with its reset values.
		this.chip.brownOut();
	}
}

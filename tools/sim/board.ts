/** A simulated board: an SX1276 on its pins, flash, and power that can be cut at any instant. */
import type { Clock, Milliseconds, Timer } from "../../src/clock.js";
import type { RadioHardware } from "../../src/link/station.js";
import type { Air } from "./air.js";
import { Flash } from "./flash.js";
import { boardIO } from "./pins.js";
import { SX1276 } from "./sx1276.js";

/** The LilyGO TTGO T3 V1.6.1's wiring, as in boards/ttgo-t3-v1.6.1. */
const PINS = Object.freeze({ clock: 5, in: 19, out: 27, select: 18, reset: 23, dio0: 26, hz: 8_000_000, port: 1 });

/** The time since a board was switched on. With the power its timers go. */
class BoardClock implements Clock {
	readonly #clock: Clock;
	readonly #start: Milliseconds;
	#powered = true;

	constructor(clock: Clock) {
		this.#clock = clock;
		this.#start = clock.now();
	}

	now(): Milliseconds {
		return this.#clock.now() - this.#start;
	}

	after(delay: Milliseconds, callback: () => void): Timer {
		return this.#clock.after(delay, () => {
			if (this.#powered) callback();
		});
	}

	cancel(timer: Timer | undefined): void {
		this.#clock.cancel(timer);
	}

	powerOff(): void {
		this.#powered = false;
	}
}

/** What a program finds on its board at power-on. */
export interface BoardParts {
	clock: Clock;
	radio: RadioHardware;
	storage: Flash["open"];
}

export class SimulatedBoard {
	readonly flash = new Flash();
	readonly chip: SX1276;
	readonly #clock: Clock;
	#boardClock: BoardClock | undefined;
	#program: { close(): void } | undefined;
	readonly #boot: (parts: BoardParts) => { close(): void };

	/** A board on the air under `name`; `boot` is what its program does at power-on. */
	constructor(name: string, clock: Clock, air: Air, boot: (parts: BoardParts) => { close(): void }) {
		this.#clock = clock;
		this.#boot = boot;
		this.chip = new SX1276({ clock });
		air.join(name, this.chip);
	}

	get powered(): boolean {
		return this.#boardClock !== undefined;
	}

	powerOn(): void {
		if (this.#boardClock !== undefined) return;
		const clock = new BoardClock(this.#clock);
		this.#boardClock = clock;
		const { SPI, Digital } = boardIO(clock, this.chip, PINS);
		const { reset, dio0, ...spi } = PINS;
		this.#program = this.#boot({
			clock,
			radio: {
				spi: { io: SPI, ...spi },
				reset: { io: Digital, pin: reset },
				interrupt: { io: Digital, pin: dio0 },
			},
			storage: (domain) => this.flash.open(domain),
		});
	}

	/** At once, whatever is going on. What is in flash stays. */
	cutPower(): void {
		this.#boardClock?.powerOff();
		this.#boardClock = undefined;
		// The chip loses its supply with the board: it stops transmitting, and starts from its reset values.
		this.chip.setReset(0);
		this.#program?.close();
		this.#program = undefined;
	}
}

/** A board with a radio at packet level, flash, and power that can be cut: cheap enough to have a thousand of. */
import type { Clock } from "../../src/clock.js";
import type { SX127xOptions } from "../../src/lora/sx127x-options.js";
import type { Air } from "../sim/air.js";
import type { BoardParts } from "../sim/board.js";
import { Flash } from "../sim/flash.js";
import { Power, PoweredClock } from "../sim/power.js";
import type { Position } from "../sim/propagation.js";
import { UNWIRED } from "../sim/unwired.js";
import { PacketDriver, RadioPlace } from "../soak/packet-driver.js";

export interface PacketBoardOptions {
	/** On the air. */
	name: string;
	clock: Clock;
	air: Air;
	position?: Position | undefined;
	/** What its program does at power-on; `boots` counts the starts before. */
	boot: (parts: BoardParts, boots: number) => void;
}

export class PacketBoard {
	readonly flash = new Flash();
	readonly #options: PacketBoardOptions;
	readonly #place = new RadioPlace();
	#power: Power | undefined;
	#boots = 0;

	constructor(options: PacketBoardOptions) {
		this.#options = options;
		const { name, air, position } = options;
		this.#place.antenna = air.join(name, this.#place, position === undefined ? {} : { position });
	}

	powerOn(): void {
		if (this.#power !== undefined) return;
		const { clock: time, boot } = this.#options;
		const power = new Power();
		this.#power = power;
		const place = this.#place;
		const driver = class extends PacketDriver {
			constructor(options: SX127xOptions) {
				super(options, { place, clock: time, power });
			}
		};
		const clock = new PoweredClock(time, power);
		boot({ clock, power, radio: { ...UNWIRED, driver }, storage: (domain) => this.flash.open(domain) }, this.#boots++);
	}

	/** At once, whatever is going on. What is in flash stays. */
	cutPower(): void {
		this.#power?.cut();
		this.#power = undefined;
	}
}

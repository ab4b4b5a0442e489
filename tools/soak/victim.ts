/** A board that faults befall: its power, its flash, its clock and its radio. */
import type { Clock, Milliseconds, Timer } from "../../src/clock.js";
import { DeviceClock } from "../../src/device/device-clock.js";
import type { KeyValue } from "../../src/io.js";
import type { RadioHardware } from "../../src/link/station.js";
import type { ReceivedPacket } from "../../src/lora/received-packet.js";
import { SX127x } from "../../src/lora/sx127x.js";
import type { SX127xOptions, TransmitOptions } from "../../src/lora/sx127x-options.js";
import type { Air } from "../sim/air.js";
import { boardIO } from "../sim/pins.js";
import { Power, PoweredClock, PowerLoss } from "../sim/power.js";
import { SX1276 } from "../sim/sx1276.js";
import { UNWIRED } from "../sim/unwired.js";
import { fingerprint } from "./hash.js";
import { PacketDriver, RadioPlace } from "./packet-driver.js";
import { StepFlash } from "./step-flash.js";

export const BOARDS = Object.freeze(["transmitter", "receiver"] as const);
export type BoardName = (typeof BOARDS)[number];

export function isBoard(name: string): name is BoardName {
	return (BOARDS as readonly string[]).includes(name);
}

/** The wiring does not matter; two pins do, to tell them apart. */
const PINS = Object.freeze({ reset: 0, dio0: 1 });

/** What a program finds at power-on. */
export interface VictimParts {
	clock: Clock;
	power: Power;
	radio: RadioHardware;
	storage: (domain: string) => KeyValue;
	/** How many times the board has been started before. */
	boots: number;
}

export interface VictimOptions {
	name: string;
	clock: Clock;
	air: Air;
	/** The chip with its registers and the driver, or packets only. */
	registers: boolean;
	boot: (parts: VictimParts) => void;
}

export class Victim {
	readonly flash = new StepFlash();
	readonly place = new RadioPlace();
	readonly chip: SX1276 | undefined;
	/** Times that its power was cut. */
	cuts = 0;
	/** When its power was last cut or given. */
	changedAt: Milliseconds = 0;
	/** Of its crystal: a clock that is fast has more milliseconds. */
	ppm = 0;
	/** What the next start's count of milliseconds begins with: a signed 32-bit number, which wraps. */
	firstTick = 0;
	/**
	 * What its program has last given a chip with registers to send. One whose register was garbled on its way sends what its
	 * buffer holds: standby is one bit from transmission.
	 */
	given: number | undefined;
	/** Sees a packet on its way to the program. */
	onPacket: (packet: ReceivedPacket, deliver: () => void) => void = (_, deliver) => deliver();
	/** Only for tests of the tests: what the program sees of its flash. */
	storageFor: ((domain: string, storage: KeyValue) => KeyValue) | undefined;
	readonly #options: VictimOptions;
	#boots = 0;
	#power: Power | undefined;

	constructor(options: VictimOptions) {
		const { name, clock, air, registers } = options;
		this.#options = options;
		if (registers) {
			this.chip = new SX1276({ clock });
			// After a brown-out a driver can't but offend it, before it notices.
			this.chip.strict = false;
			this.chip.antenna = air.join(name, this.chip);
		} else this.place.antenna = air.join(name, this.place);
	}

	get powered(): boolean {
		return this.#power !== undefined;
	}

	powerOn(): void {
		if (this.#power !== undefined) return;
		this.changedAt = this.#options.clock.now();
		this.chip?.brownOut();
		const power = new Power();
		this.#power = power;
		const clock = new DriftingClock(new PoweredClock(this.#options.clock, power), this.ppm, this.firstTick);
		this.firstTick = 0;
		const storage = (domain: string) => {
			const opened = this.flash.open(domain, power);
			return this.storageFor?.(domain, opened) ?? opened;
		};
		power.run(() =>
			this.#options.boot({ clock: clock.device, power, radio: this.#radio(power), storage, boots: this.#boots++ }),
		);
	}

	/** At once, whatever is going on. */
	cutPower(): void {
		if (this.#power === undefined) return;
		this.cuts++;
		this.changedAt = this.#options.clock.now();
		this.#power.cut();
		this.#power = undefined;
		this.chip?.brownOut();
		this.flash.powerLost();
	}

	#radio(power: Power): RadioHardware {
		const { clock } = this.#options;
		const { place, chip } = this;
		const watched = (options: SX127xOptions): SX127xOptions => ({
			...options,
			onReceive: (packet) => this.onPacket(packet, () => options.onReceive?.(packet)),
		});
		if (chip === undefined) {
			const Driver = class extends PacketDriver {
				constructor(options: SX127xOptions) {
					super(watched(options), { place, clock, power });
				}
			};
			return { ...UNWIRED, driver: Driver };
		}
		const { SPI, Digital } = boardIO(new PoweredClock(clock, power), chip, PINS);
		const PoweredSPI = class extends SPI {
			override transfer(buffer: Uint8Array): void {
				if (!power.on) throw new PowerLoss();
				super.transfer(buffer);
			}
		};
		const given = (payload: Uint8Array) => {
			this.given = fingerprint(payload);
		};
		const Driver = class extends SX127x {
			constructor(options: SX127xOptions) {
				super(watched(options));
			}

			override transmit(payload: Uint8Array, options?: TransmitOptions): void {
				given(payload);
				super.transmit(payload, options);
			}
		};
		return {
			driver: Driver,
			spi: { io: PoweredSPI, clock: 2, in: 3, out: 4, select: 5, hz: 8_000_000 },
			reset: { io: Digital, pin: PINS.reset },
			interrupt: { io: Digital, pin: PINS.dio0 },
		};
	}
}

/** The board's own milliseconds: whole, 32 bits, and as fast as its crystal. */
class DriftingClock {
	readonly device: DeviceClock;

	constructor(clock: Clock, ppm: number, firstTick: number) {
		const rate = 1 + ppm / 1e6;
		const time = {
			get ticks(): Milliseconds {
				return (Math.floor(clock.now() * rate) + firstTick) | 0;
			},
		};
		const timer = {
			set: (callback: () => void, delay: Milliseconds): Timer => clock.after(Math.trunc(delay) / rate, callback),
			clear: (timer: Timer | undefined) => clock.cancel(timer),
		};
		this.device = new DeviceClock(timer, time);
	}
}

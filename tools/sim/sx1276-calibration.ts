import type { Clock, Milliseconds } from "../../src/clock.js";
import type { Port } from "./sx1276-modem.js";

/** A calibration of image and RSSI that has come to its end. */
export interface Calibration {
	port: Port;
	frequencyHz: number;
	/** RegPaConfig was 0: the amplifier was at its lowest, on RFO, as Semtech's own driver has it. */
	paCut: boolean;
}

/** The SX1276's image and RSSI calibration (4.2.3.8): FSK standby only, about 10 ms. */
export class ImageCalibration {
	readonly #done: Calibration[] = [];
	readonly #clock: Clock;
	#running: { until: Milliseconds; calibration: Calibration } | undefined;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Those since the last reset, oldest first; the chip's own at power-on is left out. */
	get done(): readonly Calibration[] {
		this.#finish();
		return this.#done;
	}

	get isRunning(): boolean {
		this.#finish();
		return this.#running !== undefined;
	}

	start(duration: Milliseconds, calibration: Calibration): void {
		this.#finish();
		this.#running = { until: this.#clock.now() + duration, calibration };
	}

	/** Looks whether it has come to its end: nothing else does. */
	#finish(): void {
		if (this.#running === undefined || this.#clock.now() < this.#running.until) return;
		this.#done.push(this.#running.calibration);
		this.#running = undefined;
	}

	/** Without a result. */
	abort(): void {
		this.#finish();
		this.#running = undefined;
	}

	reset(): void {
		this.#running = undefined;
		this.#done.length = 0;
	}
}

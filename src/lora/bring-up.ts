/** From whatever state the chip is in to LoRa, configured: in steps, with the waits between them left to the clock. */
import type { Clock, Milliseconds, Timer } from "../clock.js";
import type { Digital } from "../io.js";
import { CHIPS, type ChipName, calibrationFrequencies } from "./chips.js";
import { isLoRa, type Modem } from "./modem.js";
import { busFailure, RadioError } from "./radio-error.js";
import type { RadioFault } from "./radio-state.js";
import { lostValue, type RegisterBus } from "./register-bus.js";
import { frequencyRegisters } from "./register-values.js";
import { CHIP_VERSIONS, Field, MODE_MASK, OpMode, put, Register, take } from "./registers.js";

export interface BringUpParts {
	readonly bus: RegisterBus;
	readonly modem: Modem;
	readonly reset: Digital;
	readonly chip: ChipName;
	/** The last step: whatever the radio is to do then. Throws a `RadioError`. */
	resume(): void;
}

interface BringUpStep {
	/** False when the chip is not yet so far. Throws a `RadioError`. */
	run(parts: BringUpParts): boolean;
	/** How long the chip needs before the next step, or the next try of this one. */
	settle: Milliseconds;
}

/**
 * How often a step that has to wait is tried; then the bring-up goes on without, and later steps show whether it
 * matters.
 */
const MOST_TRIES = 25;

const STEPS: readonly BringUpStep[] = Object.freeze([
	// Low for 100 us at least, then 5 ms of patience (7.2.2); after power-on 10 ms (7.2.1).
	{ run: ({ reset }) => pull(reset, 0), settle: 1 },
	{ run: ({ reset }) => pull(reset, 1), settle: 10 },
	{ run: identify, settle: 0 },
	{ run: ({ bus }) => isInFskStandby(bus), settle: 1 },
	// About 10 ms each (4.2.3.8).
	{ run: (parts) => calibrate(parts, 0), settle: 10 },
	{ run: isCalibrated, settle: 2 },
	{ run: (parts) => calibrate(parts, 1), settle: 10 },
	{ run: isCalibrated, settle: 2 },
	{ run: ({ bus }) => command(bus, OpMode.FskSleep), settle: 1 },
	{ run: ({ bus }) => command(bus, OpMode.Sleep), settle: 1 },
	// The crystal starts in 250 us (TS_OSC).
	{ run: ({ bus }) => command(bus, OpMode.Standby), settle: 1 },
	{ run: configureAll, settle: 0 },
	{ run: resume, settle: 0 },
]);

const FIRST_RETRY: Milliseconds = 10;
const LONGEST_RETRY: Milliseconds = 2_000;

/** A register that reads the same wrong value in so many attempts running is odd, not garbled. */
const MOST_MISREADINGS = 3;

export interface BringUpEvents {
	onUp(): void;
	/** Attempts are counted from 1; another one follows. */
	onFailed(attempt: number, fault: RadioFault): void;
	/** A register does not read back as written: from now on it is not checked any more. */
	onOddity(fault: RadioFault): void;
}

/** Resets and configures the chip, again and again until it is up: sooner at first, then every two seconds. */
export class BringUp {
	readonly #clock: Clock;
	readonly #parts: BringUpParts;
	readonly #events: BringUpEvents;
	#attempt = 0;
	#lastFault: RadioFault | undefined;
	#misreadings = 0;
	#timer: Timer | undefined;

	constructor(clock: Clock, parts: BringUpParts, events: BringUpEvents) {
		this.#clock = clock;
		this.#parts = parts;
		this.#events = events;
	}

	/** At once, or, after so many failures in a row, as late as the next attempt would be. */
	start(failures: number): void {
		this.#attempt = 1;
		if (failures === 0) this.#run(0, 1);
		else this.#runLater(failures);
	}

	cancel(): void {
		this.#clock.cancel(this.#timer);
	}

	/** Until then the chip is held in reset: whatever ails it does no harm. */
	#runLater(failures: number): void {
		this.cancel();
		this.#timer = this.#clock.after(retryDelay(failures), () => this.#run(0, 1));
		try {
			this.#parts.reset.write(0);
		} catch {
			// The next attempt will say so.
		}
	}

	#run(index: number, attempt: number): void {
		this.cancel();
		const step = STEPS[index];
		let done = false;
		try {
			done = step.run(this.#parts);
		} catch (error) {
			if (!(error instanceof RadioError)) throw error;
			this.#retry(error.fault);
			return;
		}
		const next = done || attempt === MOST_TRIES ? index + 1 : index;
		if (next === STEPS.length) this.#events.onUp();
		else this.#timer = this.#clock.after(step.settle, () => this.#run(next, next === index ? attempt + 1 : 1));
	}

	#retry(fault: RadioFault): void {
		const attempt = this.#attempt++;
		this.#runLater(attempt);
		this.#misreadings = isSameMisreading(fault, this.#lastFault) ? this.#misreadings + 1 : 1;
		this.#lastFault = fault;
		if (fault.kind === "lost configuration" && fault.register !== Register.OpMode) {
			if (this.#misreadings === MOST_MISREADINGS) {
				this.#parts.bus.bear(fault.register);
				this.#events.onOddity({ ...fault, kind: "odd register" });
				return;
			}
		}
		this.#events.onFailed(attempt, fault);
	}
}

function retryDelay(failures: number): Milliseconds {
	return Math.min(FIRST_RETRY * 2 ** (failures - 1), LONGEST_RETRY);
}

function isSameMisreading(a: RadioFault, b: RadioFault | undefined): boolean {
	if (a.kind !== "lost configuration" || b?.kind !== "lost configuration") return false;
	return a.register === b.register && a.expected === b.expected && a.actual === b.actual;
}

function pull(reset: Digital, level: number): true {
	try {
		reset.write(level);
	} catch (error) {
		throw busFailure(error);
	}
	return true;
}

function identify({ bus }: BringUpParts): true {
	const version = bus.readTwice(Register.Version);
	if (version === 0x00 || version === 0xff) throw new RadioError({ kind: "no chip", version });
	if (!CHIP_VERSIONS.includes(version)) throw new RadioError({ kind: "foreign chip", version });
	return true;
}

/** A reset leaves the chip in FSK standby; where the reset's wire is broken, three commands lead there. */
function isInFskStandby(bus: RegisterBus): boolean {
	const opMode = bus.readTwice(Register.OpMode);
	const isAsleep = (opMode & MODE_MASK) === 0;
	if (!isLoRa(opMode) && (opMode & MODE_MASK) === (OpMode.AfterReset & MODE_MASK)) return true;
	bus.write(Register.OpMode, isAsleep ? (isLoRa(opMode) ? OpMode.FskSleep : OpMode.AfterReset) : opMode & ~MODE_MASK);
	return false;
}

/** Commands a mode. Returns whether the chip says that it is in it; some take their time. */
function command(bus: RegisterBus, mode: number): boolean {
	bus.write(Register.OpMode, mode);
	return bus.readTwice(Register.OpMode) === mode;
}

/**
 * Starts the image calibration of one of the chip's ports, which only works in FSK standby (4.2.3.8); with the power
 * amplifier off, so that nothing leaks out.
 */
function calibrate({ bus, modem, chip }: BringUpParts, port: number): boolean {
	const frequencyHz = calibrationFrequencies(CHIPS[chip], modem.settings.frequencyHz)[port];
	if (frequencyHz === undefined || isLoRa(bus.readTwice(Register.OpMode))) return true;
	bus.writeAllChecked([[Register.PaConfig, 0x00], ...frequencyRegisters(frequencyHz)]);
	const imageCal = bus.readTwice(Register.ImageCal);
	bus.write(Register.ImageCal, imageCal | put(Field.ImageCal.ImageCalStart, 1));
	return true;
}

/** Whether the calibration is over. A radio works without it, too, only not as well. */
function isCalibrated({ bus }: BringUpParts): boolean {
	return take(Field.ImageCal.ImageCalRunning, bus.readTwice(Register.ImageCal)) === 0;
}

function configureAll({ bus, modem }: BringUpParts): boolean {
	const opMode = bus.readTwice(Register.OpMode);
	if (opMode !== OpMode.Standby) throw lostValue(Register.OpMode, OpMode.Standby, opMode);
	modem.configure();
	return true;
}

function resume(parts: BringUpParts): true {
	parts.resume();
	return true;
}

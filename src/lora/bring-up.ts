/** From a reset to standby in LoRa mode, configured: in steps, with the waits between them left to the caller. */
import type { Clock, Milliseconds, Timer } from "../clock.js";
import type { Digital } from "../io.js";
import { CHIPS, type ChipName, calibrationFrequencies } from "./chips.js";
import type { Modem } from "./modem.js";
import { RadioError } from "./radio-error.js";
import type { RadioFault } from "./radio-state.js";
import { lostValue, type RegisterBus } from "./register-bus.js";
import { FRONT_END_REGISTERS, frequencyRegisters } from "./register-values.js";
import { CHIP_VERSIONS, Field, LONG_RANGE_MODE, MODE_MASK, OpMode, put, Register, take } from "./registers.js";

export interface BringUpParts {
	readonly bus: RegisterBus;
	readonly modem: Modem;
	readonly reset: Digital;
	readonly chip: ChipName;
}

interface BringUpStep {
	/** Throws a `RadioError`. */
	run(parts: BringUpParts): void;
	/** How long the chip needs before the next step. */
	settle: Milliseconds;
}

const FIRST_RETRY: Milliseconds = 10;
const LONGEST_RETRY: Milliseconds = 2_000;

const STEPS: readonly BringUpStep[] = Object.freeze([
	// Low for 100 us at least, then 5 ms of patience (7.2.2); after power-on 10 ms (7.2.1).
	{ run: ({ reset }) => reset.write(0), settle: 1 },
	{ run: ({ reset }) => reset.write(1), settle: 10 },
	// The calibration takes 10 ms (4.2.3.8), for each port.
	{ run: calibrateFirstPort, settle: 10 },
	{ run: calibrateNextPort, settle: 10 },
	{ run: enterLoRaSleep, settle: 1 },
	// The crystal starts in 250 us (TS_OSC).
	{ run: ({ bus }) => bus.write(Register.OpMode, OpMode.Standby), settle: 1 },
	{ run: configureAll, settle: 0 },
]);

export interface BringUpEvents {
	onUp(): void;
	/** Attempts are counted from 1; another one follows. */
	onFailed(attempt: number, fault: RadioFault): void;
}

/** Resets and configures the chip, again and again until it is up: sooner at first, then every two seconds. */
export class BringUp {
	readonly #clock: Clock;
	readonly #parts: BringUpParts;
	readonly #events: BringUpEvents;
	#attempt = 0;
	#timer: Timer | undefined;

	constructor(clock: Clock, parts: BringUpParts, events: BringUpEvents) {
		this.#clock = clock;
		this.#parts = parts;
		this.#events = events;
	}

	start(): void {
		this.#attempt = 1;
		this.#run(0);
	}

	cancel(): void {
		this.#clock.cancel(this.#timer);
	}

	#run(index: number): void {
		this.cancel();
		const step = STEPS[index];
		try {
			step.run(this.#parts);
		} catch (error) {
			if (!(error instanceof RadioError)) throw error;
			this.#retry(error.fault);
			return;
		}
		if (index + 1 === STEPS.length) this.#events.onUp();
		else this.#timer = this.#clock.after(step.settle, () => this.#run(index + 1));
	}

	#retry(fault: RadioFault): void {
		const attempt = this.#attempt++;
		const delay = Math.min(FIRST_RETRY * 2 ** (attempt - 1), LONGEST_RETRY);
		this.#timer = this.#clock.after(delay, () => this.#run(0));
		this.#events.onFailed(attempt, fault);
	}
}

/** Knows the chip by its version first. */
function calibrateFirstPort({ bus, modem, chip }: BringUpParts): void {
	const version = bus.readTwice(Register.Version);
	if (version === 0x00 || version === 0xff) throw new RadioError({ kind: "no chip", version });
	if (!CHIP_VERSIONS.includes(version)) throw new RadioError({ kind: "foreign chip", version });
	// The reset has left it in FSK standby: there is nothing to switch.
	const opMode = bus.readTwice(Register.OpMode);
	if ((opMode & (LONG_RANGE_MODE | MODE_MASK)) !== OpMode.FskStandby)
		throw lostValue(Register.OpMode, OpMode.FskStandby, opMode);
	// Without the power amplifier, that nothing leaks out.
	bus.writeChecked(Register.PaConfig, 0x00);
	calibrate(bus, calibrationFrequencies(CHIPS[chip], modem.settings.frequencyHz)[0]);
}

function calibrateNextPort({ bus, modem, chip }: BringUpParts): void {
	awaitCalibration(bus);
	const [, frequencyHz] = calibrationFrequencies(CHIPS[chip], modem.settings.frequencyHz);
	if (frequencyHz !== undefined) calibrate(bus, frequencyHz);
}

/** Rejects the image at this frequency: only FSK standby can (4.2.3.8). */
function calibrate(bus: RegisterBus, frequencyHz: number): void {
	bus.writeAllChecked(frequencyRegisters(frequencyHz));
	const imageCal = bus.readTwice(Register.ImageCal);
	bus.write(Register.ImageCal, imageCal | put(Field.ImageCal.ImageCalStart, 1));
}

function awaitCalibration(bus: RegisterBus): void {
	const imageCal = bus.readTwice(Register.ImageCal);
	if (take(Field.ImageCal.ImageCalRunning, imageCal) === 0) return;
	throw lostValue(Register.ImageCal, imageCal & ~put(Field.ImageCal.ImageCalRunning, 1), imageCal);
}

function enterLoRaSleep({ bus }: BringUpParts): void {
	awaitCalibration(bus);
	bus.write(Register.OpMode, OpMode.FskSleep);
	bus.writeChecked(Register.OpMode, OpMode.Sleep);
}

function configureAll({ bus, modem }: BringUpParts): void {
	bus.check(Register.OpMode, OpMode.Standby);
	// The AGC sets the gain from here on, so RegLna reads as it likes.
	bus.writeAllChecked(FRONT_END_REGISTERS, [Register.Lna]);
	modem.configure();
}

/** From a reset to standby in LoRa mode, configured: in steps, with the waits between them left to the caller. */
import type { Milliseconds } from "../clock.js";
import type { Digital } from "../io.js";
import type { RadioFault } from "./radio-state.js";
import type { RegisterBus } from "./register-bus.js";
import { CHIP_VERSION, IMAGE_CAL_RUNNING, IMAGE_CAL_START, OpMode, Register } from "./registers.js";
import {
	channelRegisters,
	errataRegisters,
	FRONT_END_REGISTERS,
	frequencyRegisters,
	type RadioSettings,
	type RegisterValues,
} from "./sx127x-config.js";

export interface Chip {
	bus: RegisterBus;
	reset: Digital;
	settings: RadioSettings;
}

export interface BringUpStep {
	run(chip: Chip): RadioFault | undefined;
	/** How long the chip needs before the next step. */
	settle: Milliseconds;
}

export const BRING_UP: readonly BringUpStep[] = Object.freeze([
	// Low for 100 us at least, then 5 ms of patience (7.2.2); after power-on 10 ms (7.2.1).
	{ run: pullReset, settle: 1 },
	{ run: releaseReset, settle: 10 },
	// The calibration takes 10 ms (4.2.3.8).
	{ run: calibrate, settle: 10 },
	// The crystal starts in 250 us (TS_OSC).
	{ run: enterLoRa, settle: 1 },
	{ run: configureAll, settle: 0 },
]);

function pullReset({ reset }: Chip): undefined {
	reset.write(0);
}

function releaseReset({ reset }: Chip): undefined {
	reset.write(1);
}

/** Knows the chip by its version, then rejects the image at this frequency: only FSK standby can (4.2.3.8). */
function calibrate({ bus, settings }: Chip): RadioFault | undefined {
	const version = bus.read(Register.Version);
	if (version === 0x00 || version === 0xff) return { kind: "no chip", version };
	if (version !== CHIP_VERSION) return { kind: "foreign chip", version };
	bus.write(Register.OpMode, OpMode.FskStandby);
	writeAll(bus, frequencyRegisters(settings.frequencyHz));
	bus.write(Register.ImageCal, bus.read(Register.ImageCal) | IMAGE_CAL_START);
	return undefined;
}

function enterLoRa({ bus }: Chip): RadioFault | undefined {
	const imageCal = bus.read(Register.ImageCal);
	if (imageCal & IMAGE_CAL_RUNNING)
		return lost(Register.ImageCal, imageCal & ~(IMAGE_CAL_RUNNING | IMAGE_CAL_START), imageCal);
	bus.write(Register.OpMode, OpMode.FskSleep);
	bus.write(Register.OpMode, OpMode.Sleep);
	bus.write(Register.OpMode, OpMode.Standby);
	return undefined;
}

function configureAll({ bus, settings }: Chip): RadioFault | undefined {
	const opMode = bus.read(Register.OpMode);
	if (opMode !== OpMode.Standby) return lost(Register.OpMode, OpMode.Standby, opMode);
	writeAll(bus, FRONT_END_REGISTERS);
	return configureChannel(bus, settings);
}

/**
 * Writes what depends on the settings, in sleep or standby. The channel is read back: a byte garbled on its way would
 * make the radio deaf, or unlawful, without a sign.
 */
export function configureChannel(bus: RegisterBus, settings: RadioSettings): RadioFault | undefined {
	writeAll(bus, errataRegisters(settings.modulation));
	const channel = channelRegisters(settings);
	writeAll(bus, channel);
	for (const [register, expected] of channel) {
		const actual = bus.read(register);
		if (actual !== expected) return lost(register, expected, actual);
	}
	return undefined;
}

function writeAll(bus: RegisterBus, registers: RegisterValues): void {
	for (const [register, value] of registers) bus.write(register, value);
}

function lost(register: number, expected: number, actual: number): RadioFault {
	return { kind: "lost configuration", register, expected, actual };
}

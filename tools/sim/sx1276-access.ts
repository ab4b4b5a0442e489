import type { ImageCalibration } from "./sx1276-calibration.js";
import type { ChipCore } from "./sx1276-core.js";
import { nominalHz, portOf } from "./sx1276-modem.js";
import type { Modes } from "./sx1276-modes.js";
import type { Receiver } from "./sx1276-receiver.js";
import { FSK, isWritableInAnyMode, MODE, MODE_NAMES, R, registerName } from "./sx1276-registers.js";
import { fieldOffence } from "./sx1276-rules.js";

/** The image calibration's (4.2.3.8). */
const CALIBRATION_US = 10_000;

const IMAGE_CAL_START = 0x40;
const IMAGE_CAL_RUNNING = 0x20;
const MODE_READY = 0x80;

/** Reading and writing of registers, with what each access sets off. */
export class Registers {
	readonly #core: ChipCore;
	readonly #modes: Modes;
	readonly #receiver: Receiver;
	readonly #calibration: ImageCalibration;

	constructor(core: ChipCore, modes: Modes, receiver: Receiver, calibration: ImageCalibration) {
		this.#core = core;
		this.#modes = modes;
		this.#receiver = receiver;
		this.#calibration = calibration;
	}

	read(register: number): number {
		const { fifo, faults, registers } = this.#core;
		if (register === R.Fifo) return fifo.read(this.#nextFifoAddress());
		if (register === R.Version) return faults.version;
		if (registers.isFsk(register)) return this.#readFsk(register);
		if (register === R.ModemStat) return this.#receiver.status;
		if (register === R.RssiValue || register === R.RssiWideband) this.#receiver.measure();
		return registers.lora[register];
	}

	write(register: number, value: number): void {
		const { fifo, registers } = this.#core;
		if (register === R.Fifo) fifo.write(this.#nextFifoAddress(), value);
		else if (register === R.OpMode) this.#modes.write(value);
		else if (registers.isReadOnly(register)) return;
		else if (registers.isFsk(register)) this.#writeFsk(register, value);
		else if (register === R.IrqFlags) this.#clearFlags(value);
		else this.#configure(register, value);
	}

	#readFsk(register: number): number {
		const value = this.#core.registers.fsk[register];
		if (register === FSK.ImageCal) return this.#calibration.isRunning ? value | IMAGE_CAL_RUNNING : value;
		if (register === FSK.IrqFlags1 && this.#core.clock.now() < this.#core.readyAt) return value & ~MODE_READY;
		return value;
	}

	#writeFsk(register: number, value: number): void {
		const { fsk } = this.#core.registers;
		if (register !== FSK.ImageCal) {
			fsk[register] = value;
			return;
		}
		fsk[register] = value & ~(IMAGE_CAL_START | IMAGE_CAL_RUNNING);
		if (value & IMAGE_CAL_START) this.#calibrate();
	}

	#calibrate(): void {
		const core = this.#core;
		const { isLoRa, mode, frf, lora } = core.registers;
		if (isLoRa || mode !== MODE.standby) {
			core.offence("ImageCalStart outside of FSK standby", "4.2.3.8");
			return;
		}
		const frequencyHz = nominalHz(frf);
		const calibration = { port: portOf(frequencyHz), frequencyHz, paCut: lora[R.PaConfig] === 0 };
		this.#calibration.start(core.time(CALIBRATION_US), calibration);
	}

	/** A one clears. */
	#clearFlags(flags: number): void {
		this.#core.registers.lora[R.IrqFlags] &= ~flags;
		this.#core.updatePins();
	}

	#configure(register: number, value: number): void {
		const core = this.#core;
		const { mode, lora } = core.registers;
		if (mode !== MODE.sleep && mode !== MODE.standby && !isWritableInAnyMode(register)) {
			core.offence(`${registerName(register)} written in mode ${MODE_NAMES[mode]}`, "4.1.2.1");
			return;
		}
		core.offenceIf(fieldOffence(register, value));
		lora[register] = value;
		if (register === R.FrfLsb) core.registers.frf = (lora[R.FrfMsb] << 16) | (lora[R.FrfMid] << 8) | value;
		else if (register === R.DioMapping1 || register === R.DioMapping2) core.updatePins();
	}

	#nextFifoAddress(): number {
		const core = this.#core;
		const { lora, mode, isLoRa } = core.registers;
		if (!isLoRa) core.offence("RegFifo (0x00) accessed in FSK mode: that FIFO is not modelled", "4.2");
		else if (mode === MODE.sleep) core.offence("RegFifo (0x00) accessed in mode SLEEP", "4.1.2.3");
		else if (core.clock.now() < core.awakeAt)
			core.offence("RegFifo (0x00) accessed less than 250 us after SLEEP was left", "4.1.2.3");
		const address = lora[R.FifoAddrPtr];
		lora[R.FifoAddrPtr] = address + 1;
		return address;
	}
}

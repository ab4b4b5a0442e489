import type { Timer } from "../../src/clock.js";
import type { Emission } from "./on-air.js";
import type { ImageCalibration } from "./sx1276-calibration.js";
import type { ChipCore } from "./sx1276-core.js";
import { emissionOf, isModulation, nominalHz, receiverTuning } from "./sx1276-modem.js";
import type { Receiver } from "./sx1276-receiver.js";
import { IRQ, LONG_RANGE_MODE, MODE, MODE_NAMES, R, TS_FS_US, TS_OSC_US } from "./sx1276-registers.js";
import { entryOffence, fieldOffence } from "./sx1276-rules.js";

/** RegOpMode: which mode leads where, how long that takes, and the transmitter (4.1.2.2, 4.1.4, 4.1.5). */
export class Modes {
	readonly #core: ChipCore;
	readonly #receiver: Receiver;
	readonly #calibration: ImageCalibration;
	/** The end of a transmission, or its start where the crystal has to start first. */
	#transmission: Timer | undefined;

	constructor(core: ChipCore, receiver: Receiver, calibration: ImageCalibration) {
		this.#core = core;
		this.#receiver = receiver;
		this.#calibration = calibration;
	}

	/** RegOpMode is written. */
	write(value: number): void {
		const core = this.#core;
		const { registers } = core;
		const { lora, mode: before } = registers;
		let opMode = value;
		if ((value ^ lora[R.OpMode]) & LONG_RANGE_MODE && before !== MODE.sleep) {
			core.offence(`LongRangeMode changed in mode ${MODE_NAMES[before]}: SLEEP is wanted`, "6.4, RegOpMode");
			opMode ^= LONG_RANGE_MODE;
		}
		const mode = opMode & 0x07;
		const isLoRa = (opMode & LONG_RANGE_MODE) !== 0;
		// In FSK mode these bits choose the modulation.
		if (isLoRa) core.offenceIf(fieldOffence(R.OpMode, opMode));
		// Told again what it does already, the chip goes on doing it.
		if (mode === before && isLoRa === registers.isLoRa) {
			lora[R.OpMode] = opMode;
			return;
		}
		if (!isLoRa && mode === MODE.transmit) core.fskTransmissions++;
		if (this.#calibration.isRunning) core.offence("standby left while ImageCalRunning", "4.2.3.8");
		if (!isLoRa && mode > MODE.standby)
			core.offence(`FSK mode ${mode}: no synthesis, transmission or reception there is modelled`, "4.2");
		this.#checkEntry(mode, isLoRa);
		this.leave();
		lora[R.OpMode] = opMode;
		this.#settle(before);
		if (isLoRa) this.#enter(mode);
		core.updatePins();
	}

	/** Whatever the modem was doing ends here. */
	leave(): void {
		const { registers, antenna, clock } = this.#core;
		this.#calibration.abort();
		this.#receiver.stop();
		if (registers.mode === MODE.transmit && registers.isLoRa) antenna?.cease();
		clock.cancel(this.#transmission);
		this.#transmission = undefined;
	}

	/** Back to standby by itself, then the flags. */
	end(flags: number): void {
		this.#receiver.stop();
		this.#core.registers.mode = MODE.standby;
		this.#core.readyAt = this.#core.clock.now();
		this.#core.raise(flags);
	}

	#checkEntry(mode: number, isLoRa: boolean): void {
		const direction = mode === MODE.transmit ? "transmit" : mode >= MODE.rxContinuous ? "receive" : undefined;
		if (!isLoRa || direction === undefined) return;
		const { lora, frf } = this.#core.registers;
		const tuning = receiverTuning(lora, frf, 1);
		const single = mode === MODE.rxSingle;
		this.#core.offenceIf(entryOffence({ lora, frequencyHz: nominalHz(frf), tuning, direction, single }));
	}

	/** The crystal's start and the synthesizer's lock. */
	#settle(before: number): void {
		const core = this.#core;
		const { mode } = core.registers;
		const now = core.clock.now();
		if (before === MODE.sleep) core.awakeAt = now + core.time(TS_OSC_US);
		core.readyAt = mode === MODE.sleep ? now : Math.max(now, core.awakeAt);
		if (mode >= MODE.fsTx) core.readyAt += core.time(TS_FS_US);
		// Only who looks at these pins needs to see them change by themselves.
		const watched = core.pins.handlers[4] !== undefined || core.pins.handlers[5] !== undefined;
		if (watched && core.readyAt > now) core.clock.after(core.readyAt - now, () => core.updatePins());
	}

	#enter(mode: number): void {
		if (mode === MODE.sleep) this.#sleep();
		else if (mode === MODE.transmit) this.#transmit();
		else if (mode >= MODE.rxContinuous) this.#receive(mode);
	}

	/** The FIFO is not retained (4.1.2.3); the counters start over (6.4). */
	#sleep(): void {
		this.#core.fifo.scramble();
		this.#core.registers.lora.fill(0, R.RxHeaderCntValueMsb, R.ModemStat);
	}

	/** A modulation that does not exist leaves a chip that is not strict silent, and in this mode. */
	#transmit(): void {
		const { clock, fifo, registers, scale, awakeAt } = this.#core;
		const { lora, frf } = registers;
		if (!isModulation(lora)) return;
		const payload = fifo.load(lora[R.FifoTxBaseAddr], lora[R.PayloadLength]);
		const emission = emissionOf(lora, frf, scale, payload);
		const wait = awakeAt - clock.now();
		if (wait <= 0) this.#radiate(emission);
		else this.#transmission = clock.after(wait, () => this.#radiate(emission));
	}

	/**
	 * The synthesizer's lock and the ramp, some 100 us from standby, are taken for part of the time on air: a frame
	 * begins with the mode, and ends when the datasheet's formula has it end.
	 */
	#radiate(emission: Emission): void {
		const { antenna, clock, faults } = this.#core;
		antenna?.radiate(emission);
		if (faults.stuckTransmit) return;
		this.#transmission = clock.after(emission.durationUs / 1000, () => this.end(IRQ.TxDone));
	}

	#receive(mode: number): void {
		const { clock, registers, scale, readyAt } = this.#core;
		const { lora, frf } = registers;
		if (!isModulation(lora)) return;
		const tuning = receiverTuning(lora, frf, scale);
		const settling = readyAt - clock.now();
		if (mode === MODE.cad) this.#receiver.detectActivity(tuning, settling);
		else this.#receiver.listen(tuning, settling, mode === MODE.rxSingle);
	}
}

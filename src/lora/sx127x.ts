import type { Clock, Milliseconds, Timer } from "../clock.js";
import type { Digital, DigitalClass, Hardware, SPIClass, SPIOptions } from "../io.js";
import { timeOnAir } from "./airtime.js";
import type { RadioCounters, RadioFault, RadioState } from "./radio-state.js";
import { type ReceivedPacket, readPacket } from "./received-packet.js";
import { RegisterBus } from "./register-bus.js";
import { Dio0, Irq, LONG_RANGE_MODE, OpMode, Register } from "./registers.js";
import { BRING_UP, configureChannel } from "./sx127x-bring-up.js";
import { checkSettings, type RadioSettings } from "./sx127x-config.js";

export type { RadioCounters, RadioFault, RadioSettings, RadioState, ReceivedPacket };

export interface SX127xOptions extends RadioSettings {
	/** Up to 10 MHz, mode 0; `select` is driven by the SPI class. */
	spi: Hardware<SPIClass, SPIOptions>;
	/** NRESET. */
	reset: Hardware<DigitalClass, { pin: number }>;
	/** DIO0. */
	interrupt: Hardware<DigitalClass, { pin: number }>;
	clock: Clock;
	/** The radio can be used: after construction, and again whenever it comes back from `failed`. */
	onReady?(): void;
	onReceive?(packet: ReceivedPacket): void;
	/** The frame is out and the radio in standby. */
	onTransmitted?(): void;
	/**
	 * What was under way is lost. Unless the radio is now `failed`, it has been reset and configured, and is as usable
	 * as before: receiving if it had been, else in standby.
	 */
	onFault?(fault: RadioFault): void;
}

/** How often the flags are read while receiving, since an edge of DIO0 can be missed. */
const RECEIVE_WATCH: Milliseconds = 200;

/** How long after its time on air a transmission is looked for, should the edge have been missed. */
const TRANSMIT_WATCH: Milliseconds = 5;

/** Added to one and a half times the time on air before the chip is taken for stuck. */
const TRANSMIT_MARGIN: Milliseconds = 100;

/** Resets that may fail unreported: a chip can be slow to start. A tenth of a second in all. */
const SILENT_ATTEMPTS = 4;
const FIRST_RETRY: Milliseconds = 10;
const LONGEST_RETRY: Milliseconds = 5_000;

/**
 * A Semtech SX1276 (77, 78, 79, RFM95) as a LoRa modem: explicit header, payload CRC on. Half duplex: it receives
 * until told to transmit, and rests in standby after that. Nothing blocks: resets and transmissions go on by the
 * clock, and every wait has an end. `state` is the driver's own; the chip is asked only where it may know better.
 */
export class SX127x {
	readonly counters: RadioCounters = {
		transmitted: 0,
		received: 0,
		crcErrors: 0,
		strangers: 0,
		missedEdges: 0,
		rearms: 0,
		recoveries: 0,
	};
	readonly #options: SX127xOptions;
	readonly #clock: Clock;
	readonly #bus: RegisterBus;
	readonly #reset: Digital;
	readonly #interrupt: Digital;
	#settings: RadioSettings;
	#state: RadioState = { mode: "resetting", attempt: 1, cause: undefined };
	/** What to do once the chip is (back) up. */
	#resume: "standby" | "receiving" = "standby";
	/** The only timer: for the next step of the bring-up, or the next look at the chip. */
	#timer: Timer | undefined;

	/** Throws a RangeError that names the setting which is out of range; starts the reset. */
	constructor(options: SX127xOptions) {
		const { frequencyHz, powerDbm, syncWord, modulation, clock, spi, reset, interrupt } = options;
		this.#settings = { frequencyHz, powerDbm, syncWord, modulation };
		checkSettings(this.#settings);
		this.#options = options;
		this.#clock = clock;
		this.#bus = new RegisterBus(spi);
		this.#reset = new reset.io({ pin: reset.pin, mode: reset.io.Output, initialValue: 1 });
		this.#interrupt = new interrupt.io({
			pin: interrupt.pin,
			mode: interrupt.io.Input,
			edge: interrupt.io.Rising,
			onReadable: () => this.#onInterrupt(),
		});
		this.#bringUp(0);
	}

	get state(): Readonly<RadioState> {
		return this.#state;
	}

	/**
	 * Changes settings; those left out stay. A radio that receives goes on doing so, having lost what was on the air.
	 * While the chip is being reset, they apply once it is up. Throws while transmitting, and for a value out of range.
	 */
	configure(change: Partial<RadioSettings>): void {
		this.#refuseWhen("configure", "closed", "transmitting");
		const settings = { ...this.#settings, ...change };
		checkSettings(settings);
		this.#settings = settings;
		const { mode } = this.#state;
		if (mode === "resetting" || mode === "failed" || !this.#enterStandby()) return;
		const fault = configureChannel(this.#bus, settings);
		if (fault !== undefined) this.#recover(fault);
		else if (mode === "receiving") this.#listen();
	}

	/** Receives until told otherwise; while the chip is being reset, once it is up. Throws while transmitting. */
	receive(): void {
		this.#refuseWhen("receive", "closed", "transmitting");
		this.#resume = "receiving";
		if (this.#state.mode === "standby" && this.#enterStandby()) this.#listen();
	}

	/** Stops receiving. A transmission under way is cut off, and not reported. */
	standby(): void {
		this.#refuseWhen("standby", "closed");
		this.#resume = "standby";
		if (this.#state.mode === "receiving" || this.#state.mode === "transmitting") this.#enterStandby();
	}

	/**
	 * Starts a transmission of 1 to 255 bytes, which `onTransmitted` ends, or `onFault`. The caller has paid for its
	 * time on air. Throws unless in standby or receiving.
	 */
	transmit(payload: Uint8Array): void {
		if (payload.length < 1 || payload.length > 255)
			throw new RangeError(`payload.length is ${payload.length}: 1 to 255 bytes are wanted`);
		this.#refuseWhen("transmit", "closed", "transmitting", "resetting", "failed");
		this.#resume = "standby";
		if (!this.#enterStandby()) return;
		const bus = this.#bus;
		bus.write(Register.IrqFlags, Irq.All);
		bus.write(Register.DioMapping1, Dio0.TxDone);
		bus.write(Register.FifoAddrPtr, 0);
		bus.writeBurst(Register.Fifo, payload);
		bus.write(Register.PayloadLength, payload.length);
		bus.write(Register.OpMode, OpMode.Transmit);
		const since = this.#clock.now();
		const airtime: Milliseconds = timeOnAir(this.#settings.modulation, payload.length) / 1000;
		this.#state = { mode: "transmitting", since, deadline: since + 1.5 * airtime + TRANSMIT_MARGIN };
		this.#schedule(airtime + TRANSMIT_WATCH, () => this.#watchTransmit());
	}

	/** Puts the chip to sleep and gives the hardware back. May be called again. */
	close(): void {
		const { mode } = this.#state;
		if (mode === "closed") return;
		this.#clock.cancel(this.#timer);
		this.#state = { mode: "closed" };
		if (mode !== "resetting" && mode !== "failed") this.#bus.write(Register.OpMode, OpMode.Sleep);
		this.#bus.close();
		this.#reset.close();
		this.#interrupt.close();
	}

	#refuseWhen(verb: string, ...modes: RadioState["mode"][]): void {
		if (modes.includes(this.#state.mode)) throw new Error(`${verb}: the radio is ${this.#state.mode}`);
	}

	#schedule(delay: Milliseconds, callback: () => void): void {
		this.#clock.cancel(this.#timer);
		this.#timer = this.#clock.after(delay, callback);
	}

	/**
	 * True when the chip is in LoRa standby. After a brown-out it is an FSK radio, which must never transmit: then it
	 * is recovered instead.
	 */
	#enterStandby(): boolean {
		this.#clock.cancel(this.#timer);
		this.#bus.write(Register.OpMode, OpMode.Standby);
		const opMode = this.#bus.read(Register.OpMode);
		if (!isLoRa(opMode)) {
			this.#recover(lostMode(OpMode.Standby, opMode));
			return false;
		}
		this.#state = { mode: "standby" };
		return true;
	}

	/** From standby to receiving. Old flags go first: cleared later, the first packet's could be lost with them. */
	#listen(): void {
		this.#bus.write(Register.IrqFlags, Irq.All);
		this.#bus.write(Register.DioMapping1, Dio0.RxDone);
		this.#bus.write(Register.OpMode, OpMode.ReceiveContinuous);
		this.#state = { mode: "receiving" };
		this.#schedule(RECEIVE_WATCH, () => this.#watchReceive());
	}

	#onInterrupt(): void {
		if (this.#state.mode === "receiving") this.#takePacket(this.#bus.read(Register.IrqFlags));
		else if (this.#state.mode === "transmitting") this.#endTransmit(this.#bus.read(Register.IrqFlags));
	}

	#watchReceive(): void {
		this.#schedule(RECEIVE_WATCH, () => this.#watchReceive());
		const opMode = this.#bus.read(Register.OpMode);
		if (opMode === OpMode.ReceiveContinuous) {
			const flags = this.#bus.read(Register.IrqFlags);
			if (!(flags & Irq.RxDone)) return;
			this.counters.missedEdges++;
			this.#takePacket(flags);
		} else if (isLoRa(opMode)) {
			this.counters.rearms++;
			if (this.#enterStandby()) this.#listen();
		} else {
			this.#recover(lostMode(OpMode.ReceiveContinuous, opMode));
		}
	}

	/** Flags are cleared as they were read, before the packet is: a second one's must not go with them. */
	#takePacket(flags: number): void {
		if (!(flags & Irq.RxDone)) return;
		this.#bus.write(Register.IrqFlags, flags);
		const packet = readPacket(this.#bus, flags, this.#settings.modulation.bandwidthHz);
		if (typeof packet === "string") {
			this.counters[packet]++;
			return;
		}
		this.counters.received++;
		this.#options.onReceive?.(packet);
	}

	#watchTransmit(): void {
		if (this.#state.mode !== "transmitting") return;
		const flags = this.#bus.read(Register.IrqFlags);
		const left = this.#state.deadline - this.#clock.now();
		if (flags & Irq.TxDone) {
			this.counters.missedEdges++;
			this.#endTransmit(flags);
		} else if (left > 0) this.#schedule(left, () => this.#watchTransmit());
		else this.#recover({ kind: "transmit timeout" });
	}

	#endTransmit(flags: number): void {
		if (!(flags & Irq.TxDone)) return;
		this.#clock.cancel(this.#timer);
		this.#bus.write(Register.IrqFlags, flags);
		this.#state = { mode: "standby" };
		this.counters.transmitted++;
		this.#options.onTransmitted?.();
	}

	/** Resets a chip that is not as it should be, writes the whole configuration again, and then reports the fault. */
	#recover(cause: RadioFault): void {
		this.counters.recoveries++;
		this.#state = { mode: "resetting", attempt: 1, cause };
		this.#bringUp(0);
	}

	#bringUp(index: number): void {
		const step = BRING_UP[index];
		const fault = step.run({ bus: this.#bus, reset: this.#reset, settings: this.#settings });
		if (fault !== undefined) this.#retry(fault);
		else if (index + 1 < BRING_UP.length) this.#schedule(step.settle, () => this.#bringUp(index + 1));
		else this.#resumeUse();
	}

	#retry(fault: RadioFault): void {
		const before = this.#state;
		if (before.mode !== "resetting" && before.mode !== "failed") return;
		const attempt = before.attempt + 1;
		this.#schedule(Math.min(FIRST_RETRY * 2 ** (before.attempt - 1), LONGEST_RETRY), () => this.#bringUp(0));
		if (attempt <= SILENT_ATTEMPTS) {
			this.#state = { ...before, attempt };
		} else {
			this.#state = { mode: "failed", attempt, fault };
			this.#options.onFault?.(fault);
		}
	}

	#resumeUse(): void {
		const before = this.#state;
		this.#state = { mode: "standby" };
		if (this.#resume === "receiving") this.#listen();
		if (before.mode === "resetting" && before.cause !== undefined) this.#options.onFault?.(before.cause);
		else this.#options.onReady?.();
	}
}

function isLoRa(opMode: number): boolean {
	return (opMode & LONG_RANGE_MODE) !== 0 && opMode !== 0xff;
}

function lostMode(expected: number, actual: number): RadioFault {
	return { kind: "lost configuration", register: Register.OpMode, expected, actual };
}

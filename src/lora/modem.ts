/**
 * What the chip can do, as verbs over its registers. Each returns at once; what follows is told by the flags. All throw
 * a `RadioError` when the chip or the bus does not do as told.
 */

import { RadioError } from "./radio-error.js";
import type { DroppedPacket, ReceivedPacket } from "./received-packet.js";
import { readPacket, rssiOffsetDbm } from "./received-packet.js";
import { MOST_ATTEMPTS, type RegisterBus } from "./register-bus.js";
import {
	channelRegisters,
	differByDirection,
	type RegisterValues,
	receiveRegisters,
	symbolTimeoutRegisters,
	transmitRegisters,
} from "./register-values.js";
import { Dio0, Field, Irq, LONG_RANGE_MODE, OpMode, put, Register, take } from "./registers.js";
import type { RadioSettings } from "./settings.js";

/** Nobody promises that the registers of the errata read as they were written. */
const UNCHECKED: readonly number[] = Object.freeze([
	Register.IfFreq2,
	Register.IfFreq1,
	Register.HighBwOptimize1,
	Register.HighBwOptimize2,
	Register.InvertIQ2,
]);

export class Modem {
	/** What `configure` tells the chip. */
	settings: RadioSettings;
	readonly #bus: RegisterBus;
	/** Written before each change of direction; undefined where the same do for both. */
	#directions: { transmit: RegisterValues; receive: RegisterValues } | undefined;

	constructor(bus: RegisterBus, settings: RadioSettings) {
		this.#bus = bus;
		this.settings = settings;
	}

	/** In standby. All is read back: a byte garbled on its way would make the radio deaf, or unlawful, without a sign. */
	configure(): void {
		const transmit = transmitRegisters(this.settings);
		const receive = receiveRegisters(this.settings);
		this.#directions = differByDirection(this.settings) ? { transmit, receive } : undefined;
		this.#bus.writeAllChecked([...channelRegisters(this.settings), ...receive], UNCHECKED);
	}

	get opMode(): number {
		return this.#bus.readTwice(Register.OpMode);
	}

	/** Ends whatever the modem does. After a brown-out the chip is an FSK radio, which must never transmit: an error. */
	standby(): void {
		this.#enter(OpMode.Standby);
	}

	sleep(): void {
		this.#bus.write(Register.OpMode, OpMode.Sleep);
	}

	/** From standby. Old flags go first: cleared later, the first packet's could be lost with them. */
	receive(): void {
		this.#prepare(Dio0.RxDone, this.#directions?.receive);
		this.#enter(OpMode.ReceiveContinuous, OpMode.ReceiveSynthesizer);
	}

	/** From standby: one packet, or RxTimeout when there is no preamble within so many symbols, 4 to 1023. */
	receiveSingle(symbols: number): void {
		this.#prepare(Dio0.RxDone, this.#directions?.receive);
		this.#bus.writeAllChecked(symbolTimeoutRegisters(this.settings.modulation, symbols));
		this.#enter(OpMode.ReceiveSingle, OpMode.ReceiveSynthesizer);
	}

	/** From standby: looks for a preamble, for about two symbols; CadDone, and CadDetected if there is one. */
	scan(): void {
		this.#prepare(Dio0.CadDone, this.#directions?.receive);
		this.#enter(OpMode.Cad, OpMode.ReceiveSynthesizer);
	}

	/** From standby: sends 1 to 255 bytes; TxDone. */
	transmit(payload: Uint8Array): void {
		this.#prepare(Dio0.TxDone, this.#directions?.transmit);
		this.#fillFifo(payload);
		this.#bus.writeChecked(Register.PayloadLength, payload.length);
		this.#enter(OpMode.Transmit, OpMode.TransmitSynthesizer);
	}

	get flags(): number {
		return this.#bus.readTwice(Register.IrqFlags);
	}

	/** Exactly these, as they were read: one raised in between must not go with them. */
	clear(flags: number): void {
		for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
			this.#bus.write(Register.IrqFlags, flags);
			if ((this.flags & flags) === 0) return;
		}
		throw new RadioError({ kind: "unsteady bus", register: Register.IrqFlags });
	}

	/** The last packet, for which the chip had raised `flags`; or why there is none to be had. */
	readPacket(flags: number): ReceivedPacket | DroppedPacket {
		return readPacket(this.#bus, flags, this.settings);
	}

	/** Whether the receiver is in the middle of a frame, or thinks so (datasheet 4.1.1.6, RegModemStat). */
	get isFollowing(): boolean {
		const status = this.#bus.readTwice(Register.ModemStat);
		const { SignalDetected, SignalSynchronized } = Field.ModemStat;
		return take(SignalDetected, status) === 1 || take(SignalSynchronized, status) === 1;
	}

	/** Power on the channel, while receiving (datasheet 5.5.5). */
	get rssiDbm(): number {
		return rssiOffsetDbm(this.settings.frequencyHz) + this.#bus.read(Register.RssiValue);
	}

	/** The least significant bit of the noise, while receiving: 0 or 1. */
	get noiseBit(): number {
		return this.#bus.read(Register.RssiWideband) & 1;
	}

	#prepare(dio0: number, direction: RegisterValues | undefined): void {
		if (direction !== undefined) this.#bus.writeAllChecked(direction, UNCHECKED);
		this.clear(Irq.All);
		this.#bus.writeChecked(Register.DioMapping1, put(Field.DioMapping1.Dio0Mapping, dio0));
	}

	/** The radio's CRC only covers what is in the FIFO: that it is the payload can be known by reading it back. */
	#fillFifo(payload: Uint8Array): void {
		for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
			this.#bus.writeChecked(Register.FifoAddrPtr, 0);
			this.#bus.writeBurst(Register.Fifo, payload);
			this.#bus.writeChecked(Register.FifoAddrPtr, 0);
			const written = this.#bus.readBurst(Register.Fifo, payload.length);
			if (written.every((byte, index) => byte === payload[index])) return;
		}
		throw new RadioError({ kind: "unsteady bus", register: Register.Fifo });
	}

	/**
	 * Until the chip says so, or what it says on the way there (`via`). One that takes its time, as some do, is believed:
	 * whoever watches what is to follow will see. Never believed is one that is no LoRa modem any more.
	 */
	#enter(mode: number, via = mode): void {
		for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
			this.#bus.write(Register.OpMode, mode);
			const actual = this.opMode;
			if (!isLoRa(actual))
				throw new RadioError({ kind: "lost configuration", register: Register.OpMode, expected: mode, actual });
			if (actual === mode || actual === via || (actual === OpMode.Standby && this.flags !== 0)) return;
		}
	}
}

export function isLoRa(opMode: number): boolean {
	return (opMode & LONG_RANGE_MODE) !== 0 && opMode !== 0xff;
}

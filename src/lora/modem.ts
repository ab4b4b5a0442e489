/**
 * What the chip can do, as verbs over its registers. Each returns at once; what follows is told by the flags. All throw
 * a `RadioError` when the chip or the bus does not do as told.
 */

import { hasImplicitHeader } from "./modulation.js";
import { RadioError } from "./radio-error.js";
import {
	type DroppedPacket,
	type PacketStatus,
	type ReceivedPacket,
	readPacket,
	readStatus,
	rssiOffsetDbm,
} from "./received-packet.js";
import { equalBytes, lostValue, MOST_ATTEMPTS, type RegisterBus } from "./register-bus.js";
import {
	channelRegisters,
	differByDirection,
	FRONT_END_REGISTERS,
	type RegisterValues,
	receiveRegisters,
	symbolTimeoutRegisters,
	transmitRegisters,
	USUAL_SYMBOL_TIMEOUT,
} from "./register-values.js";
import { Dio0, Field, Irq, LONG_RANGE_MODE, OpMode, put, Register, take } from "./registers.js";
import type { RadioSettings } from "./settings.js";

/** About a millisecond's worth: a chip that does not come to rest by then is reset. */
const MOST_STANDBY_ATTEMPTS = 10;

/** Registers that a receiver looks at in passing, so many at a time. */
const CHECKS_PER_LOOK = 6;

/** The flags that each mode can end with. */
const RECEIVE_ENDS = Irq.RxDone | Irq.RxTimeout;
const SCAN_ENDS = Irq.CadDone | Irq.CadDetected;

export class Modem {
	/** What `configure` tells the chip. */
	settings: RadioSettings;
	readonly #bus: RegisterBus;
	/** All that the chip holds while it receives: register, value, register, value, ... */
	#configuration = new Uint8Array(0);
	/** Where `checkSome` goes on. */
	#next = 0;
	/** Of the bus, when the configuration was last written. */
	#misfires = 0;
	/** Written before each change of direction; undefined where the same do for both. */
	#directions: { transmit: RegisterValues; receive: RegisterValues } | undefined;
	/** The last single reception had a symbol timeout of its own. */
	#isTimeoutChanged = false;
	/** The chip's count of packets, as last read. */
	#packets = 0;

	constructor(bus: RegisterBus, settings: RadioSettings) {
		this.#bus = bus;
		this.settings = settings;
	}

	/** In standby. All is read back: a byte garbled on its way would make the radio deaf, or unlawful, without a sign. */
	configure(): void {
		const receive = receiveRegisters(this.settings);
		this.#directions = differByDirection(this.settings)
			? { transmit: transmitRegisters(this.settings), receive }
			: undefined;
		const all = [...FRONT_END_REGISTERS, ...channelRegisters(this.settings), ...receive];
		this.#configuration = Uint8Array.from(all.flat());
		this.#isTimeoutChanged = false;
		this.#misfires = this.#bus.misfires;
		this.#bus.writeAllChecked(all);
	}

	/** A few registers of the configuration, others each time; throws when one has changed. */
	checkSome(): void {
		for (let i = 0; i < CHECKS_PER_LOOK; i++) {
			this.#next = (this.#next + 2) % this.#configuration.length;
			this.#bus.check(this.#configuration[this.#next], this.#configuration[this.#next + 1]);
		}
	}

	get opMode(): number {
		return this.#bus.readTwice(Register.OpMode);
	}

	/**
	 * Ends whatever the modem does; until the chip says so, for a command garbled into another one must not stand, least of
	 * all one to transmit. After a brown-out the chip is an FSK radio, which must never transmit: an error.
	 */
	standby(): void {
		for (let attempt = 1; ; attempt++) {
			this.#bus.write(Register.OpMode, OpMode.Standby);
			const actual = this.opMode;
			if (actual === OpMode.Standby) return;
			this.#bus.misfire();
			if (attempt === MOST_STANDBY_ATTEMPTS || !isLoRa(actual))
				throw lostValue(Register.OpMode, OpMode.Standby, actual);
		}
	}

	sleep(): void {
		this.#bus.write(Register.OpMode, OpMode.Sleep);
	}

	/** From standby. Old flags go first: cleared later, the first packet's could be lost with them. */
	receive(): void {
		for (let attempt = 1; this.#isToBePrepared(attempt); attempt++) {
			this.#prepare(Dio0.RxDone, RECEIVE_ENDS, this.#directions?.receive);
		}
		this.#enter(OpMode.ReceiveContinuous, OpMode.ReceiveSynthesizer);
		this.#countPackets();
	}

	/** From standby: one packet, or RxTimeout when there is no preamble within so many symbols, 4 to 1023. */
	receiveSingle(symbols: number): void {
		for (let attempt = 1; this.#isToBePrepared(attempt); attempt++) {
			this.#prepare(Dio0.RxDone, RECEIVE_ENDS, this.#directions?.receive);
			this.#isTimeoutChanged = true;
			this.#bus.writeAllChecked(symbolTimeoutRegisters(this.settings.modulation, symbols));
		}
		this.#enter(OpMode.ReceiveSingle, OpMode.ReceiveSynthesizer);
		this.#countPackets();
	}

	/** From standby: looks for a preamble, for about two symbols; CadDone, and CadDetected if there is one. */
	scan(): void {
		for (let attempt = 1; this.#isToBePrepared(attempt); attempt++) {
			this.#prepare(Dio0.CadDone, SCAN_ENDS, this.#directions?.receive);
		}
		this.#enter(OpMode.Cad, OpMode.ReceiveSynthesizer);
	}

	/** From standby: sends 1 to 255 bytes; TxDone. */
	transmit(payload: Uint8Array): void {
		for (let attempt = 1; this.#isToBePrepared(attempt); attempt++) {
			this.#prepare(Dio0.TxDone, Irq.TxDone, this.#directions?.transmit);
			this.#fillFifo(payload);
			this.#bus.writeChecked(Register.PayloadLength, payload.length);
		}
		this.#enter(OpMode.Transmit, OpMode.TransmitSynthesizer);
	}

	get flags(): number {
		return this.#bus.readTwice(Register.IrqFlags);
	}

	/** Exactly these, as they were read: one raised in between must not go with them. Those of `ends` must be gone. */
	clear(flags: number, ends: number): void {
		for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
			this.#bus.write(Register.IrqFlags, flags);
			if ((this.flags & flags & ends) === 0) return;
			this.#bus.misfire();
		}
		throw new RadioError({ kind: "unsteady bus", register: Register.IrqFlags });
	}

	/** The last packet, for which the chip had raised `flags`; or why there is none to be had. */
	readPacket(flags: number): ReceivedPacket | DroppedPacket {
		if (flags & Irq.PayloadCrcError) return "crcErrors";
		const status = readStatus(this.#bus);
		if (status === undefined) return "misread";
		const isNew = this.#isNew(flags, status);
		this.#packets = status.packets;
		if (!isNew) return "misread";
		const { payloadCrc = true, implicitLength } = this.settings.modulation;
		// A damaged header can say that there is no CRC to check: what follows would be noise taken for a packet.
		if (implicitLength === undefined && (status.bytes === 0 || (payloadCrc && !status.hasCrc))) return "strangers";
		const packet = readPacket(this.#bus, status, this.settings);
		// A chip that has just lost its supply reads as zeros, the same each time.
		const { opMode } = this;
		if (!isLoRa(opMode)) throw lostValue(Register.OpMode, OpMode.ReceiveContinuous, opMode);
		return packet ?? "misread";
	}

	/**
	 * RxDone without ValidHeader: either the header was in the flags when the packet before was read, and then packets were
	 * counted since; or there is no packet, and all that the registers hold is left over.
	 */
	#isNew(flags: number, { packets }: PacketStatus): boolean {
		return (flags & Irq.ValidHeader) !== 0 || hasImplicitHeader(this.settings.modulation) || packets !== this.#packets;
	}

	#countPackets(): void {
		const [high, low] = this.#bus.readBurst(Register.RxPacketCntMsb, 2);
		this.#packets = (high << 8) | low;
	}

	/** Whether the receiver is in the middle of a frame, or takes it for one (datasheet 4.1.1.6, RegModemStat). */
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

	/**
	 * In standby, before a mode is entered: true the first time, and again when something came out wrong on the way, then
	 * or before. What was garbled can have changed any register, so all are written again first.
	 */
	#isToBePrepared(attempt: number): boolean {
		const isSteady = this.#bus.misfires === this.#misfires;
		if (attempt > 1 && isSteady) return false;
		if (attempt > MOST_ATTEMPTS) throw new RadioError({ kind: "unsteady bus", register: Register.OpMode });
		if (!isSteady) this.configure();
		return true;
	}

	#prepare(dio0: number, ends: number, direction: RegisterValues | undefined): void {
		if (direction !== undefined) this.#bus.writeAllChecked(direction);
		if (this.#isTimeoutChanged) {
			this.#bus.writeAllChecked(symbolTimeoutRegisters(this.settings.modulation, USUAL_SYMBOL_TIMEOUT));
			this.#isTimeoutChanged = false;
		}
		this.clear(Irq.All, ends);
		this.#bus.writeChecked(Register.DioMapping1, put(Field.DioMapping1.Dio0Mapping, dio0));
	}

	/** The radio's CRC only covers what is in the FIFO: that it is the payload can be known by reading it back. */
	#fillFifo(payload: Uint8Array): void {
		for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
			this.#bus.writeChecked(Register.FifoAddrPtr, 0);
			this.#bus.writeBurst(Register.Fifo, payload);
			this.#bus.writeChecked(Register.FifoAddrPtr, 0);
			const written = this.#bus.readBurst(Register.Fifo, payload.length);
			if (equalBytes(written, payload)) return;
			this.#bus.misfire();
		}
		throw new RadioError({ kind: "unsteady bus", register: Register.Fifo });
	}

	/**
	 * From standby, until the chip says so, or what it says on the way there (`via`). One that stays in standby is
	 * believed, for some take their time: whoever watches what is to follow will see.
	 */
	#enter(mode: number, via: number): void {
		for (let attempt = 1; ; attempt++) {
			this.#bus.write(Register.OpMode, mode);
			const actual = this.opMode;
			if (actual === mode || actual === via) return;
			if (actual === OpMode.Standby && (this.flags !== 0 || attempt === MOST_ATTEMPTS)) return;
			if (attempt === MOST_ATTEMPTS || !isLoRa(actual)) throw lostValue(Register.OpMode, mode, actual);
		}
	}
}

/** A chip that lost its supply for a moment is an FSK radio, or does not answer yet. */
export function isLoRa(opMode: number): boolean {
	return (opMode & LONG_RANGE_MODE) !== 0 && opMode !== 0xff;
}

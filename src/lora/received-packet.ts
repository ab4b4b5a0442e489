import { portOf } from "./chips.js";
import { bandwidthOf, type Modulation } from "./modulation.js";
import type { RadioCounters } from "./radio-state.js";
import type { RegisterBus } from "./register-bus.js";
import { Field, Irq, Register, take } from "./registers.js";
import type { RadioSettings } from "./settings.js";

export interface ReceivedPacket {
	payload: Uint8Array;
	/** Of the packet; below the noise floor when `snrDb` is negative. */
	rssiDbm: number;
	/** In quarters of a decibel. The chip saturates at about 12: it says little about the margin of a strong link. */
	snrDb: number;
	/** Between the two crystals, as the chip estimates it. */
	frequencyErrorHz: number;
}

/** Why a packet that the chip reports is dropped, as the counter's name. */
export type DroppedPacket = Extract<keyof RadioCounters, "crcErrors" | "strangers" | "misread">;

/** The registers from FifoRxCurrentAddr to HopChannel, in one transaction. */
const STATUS = Register.FifoRxCurrentAddr;
const STATUS_COUNT = Register.HopChannel - STATUS + 1;

/** Of those, the ones that describe the packet and nothing else: they read the same twice. */
const STEADY: readonly number[] = Object.freeze([
	Register.FifoRxCurrentAddr,
	Register.RxNbBytes,
	Register.PktSnrValue,
	Register.PktRssiValue,
	Register.HopChannel,
]);

/** Reads the last received packet, for which the chip had raised `irqFlags`. Throws a `RadioError`. */
export function readPacket(
	bus: RegisterBus,
	irqFlags: number,
	{ frequencyHz, modulation }: RadioSettings,
): ReceivedPacket | DroppedPacket {
	if (irqFlags & Irq.PayloadCrcError) return "crcErrors";
	const status = bus.readBurst(STATUS, STATUS_COUNT);
	const again = bus.readBurst(STATUS, STATUS_COUNT);
	if (STEADY.some((register) => status[register - STATUS] !== again[register - STATUS])) return "misread";
	const length = modulation.implicitLength ?? status[Register.RxNbBytes - STATUS];
	if (length === 0 || !isWanted(status[Register.HopChannel - STATUS], modulation)) return "strangers";
	const payload = readFifo(bus, status[0], length);
	if (payload === undefined) return "misread";
	const snrDb = signed(status[Register.PktSnrValue - STATUS], 8) / 4;
	return {
		payload,
		rssiDbm: packetRssi(status[Register.PktRssiValue - STATUS], snrDb, frequencyHz),
		snrDb,
		frequencyErrorHz: frequencyError(bus.readBurst(Register.FeiMsb, 3), modulation),
	};
}

/**
 * A damaged header can say that there is no CRC to check: what follows would be noise taken for a packet. Without a
 * header the receiver's own setting holds.
 */
function isWanted(hopChannel: number, { implicitLength, payloadCrc = true }: Modulation): boolean {
	return !payloadCrc || implicitLength !== undefined || take(Field.HopChannel.CrcOnPayload, hopChannel) === 1;
}

/** Twice, as nothing else tells a byte that was garbled between chip and program; undefined when they differ. */
function readFifo(bus: RegisterBus, address: number, length: number): Uint8Array | undefined {
	bus.writeChecked(Register.FifoAddrPtr, address);
	const payload = bus.readBurst(Register.Fifo, length);
	bus.writeChecked(Register.FifoAddrPtr, address);
	const again = bus.readBurst(Register.Fifo, length);
	return payload.every((byte, index) => byte === again[index]) ? payload : undefined;
}

/** The zero of RegRssiValue and RegPktRssiValue (datasheet 5.5.5). */
export function rssiOffsetDbm(frequencyHz: number): number {
	return portOf(frequencyHz) === "HF" ? -157 : -164;
}

/** Strength of the last packet: below the noise floor, the SNR says how far (datasheet 5.5.5). */
export function packetRssi(register: number, snrDb: number, frequencyHz: number): number {
	return rssiOffsetDbm(frequencyHz) + (snrDb < 0 ? register + snrDb : (register * 16) / 15);
}

/** Datasheet 4.1.5: FEI * 2^24 / 32 MHz * bandwidth / 500 kHz. Three bytes of which 20 bits count. */
export function frequencyError(fei: Uint8Array, modulation: Modulation): number {
	const value = signed(((fei[0] & 0x0f) << 16) | (fei[1] << 8) | fei[2], 20);
	return Math.round((value * 2 ** 24) / (32_000_000 * bandwidthOf(modulation).divisor));
}

function signed(value: number, bits: number): number {
	return value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
}

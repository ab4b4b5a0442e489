import { portOf } from "./chips.js";
import { bandwidthOf, type Modulation } from "./modulation.js";
import type { RadioCounters } from "./radio-state.js";
import { equalBytes, type RegisterBus } from "./register-bus.js";
import { Field, Register, take } from "./registers.js";
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

/** What the registers say of the last packet. */
export interface PacketStatus {
	/** Where in the FIFO it begins. */
	at: number;
	bytes: number;
	/** Its header announced a CRC; of meaning with an explicit header only. */
	hasCrc: boolean;
	rssi: number;
	snrDb: number;
	/** Counts the chip's valid packets, modulo 2^16. */
	packets: number;
}

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

/** Undefined when it reads differently the second time. Throws a `RadioError`. */
export function readStatus(bus: RegisterBus): PacketStatus | undefined {
	const status = bus.readBurst(STATUS, STATUS_COUNT);
	const again = bus.readBurst(STATUS, STATUS_COUNT);
	for (const register of STEADY) {
		if (status[register - STATUS] === again[register - STATUS]) continue;
		bus.misfire();
		return undefined;
	}
	return {
		at: status[Register.FifoRxCurrentAddr - STATUS],
		bytes: status[Register.RxNbBytes - STATUS],
		hasCrc: take(Field.HopChannel.CrcOnPayload, status[Register.HopChannel - STATUS]) === 1,
		rssi: status[Register.PktRssiValue - STATUS],
		snrDb: signed(status[Register.PktSnrValue - STATUS], 8) / 4,
		packets: (status[Register.RxPacketCntMsb - STATUS] << 8) | status[Register.RxPacketCntLsb - STATUS],
	};
}

/** The packet's bytes and figures; undefined when its bytes read differently the second time. Throws a `RadioError`. */
export function readPacket(
	bus: RegisterBus,
	{ at, bytes, rssi, snrDb }: PacketStatus,
	{ frequencyHz, modulation }: RadioSettings,
): ReceivedPacket | undefined {
	const payload = readFifo(bus, at, modulation.implicitLength ?? bytes);
	if (payload === undefined) return undefined;
	const frequencyErrorHz = frequencyError(bus.readBurst(Register.FeiMsb, 3), modulation);
	return { payload, rssiDbm: packetRssi(rssi, snrDb, frequencyHz), snrDb, frequencyErrorHz };
}

/** Twice, as nothing else tells a byte that was garbled between chip and program. */
function readFifo(bus: RegisterBus, at: number, bytes: number): Uint8Array | undefined {
	bus.writeChecked(Register.FifoAddrPtr, at);
	const payload = bus.readBurst(Register.Fifo, bytes);
	bus.writeChecked(Register.FifoAddrPtr, at);
	const again = bus.readBurst(Register.Fifo, bytes);
	// A copy of its own: the array read into begins a byte earlier.
	if (equalBytes(payload, again)) return payload.slice();
	bus.misfire();
	return undefined;
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

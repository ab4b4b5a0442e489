import type { RadioCounters } from "./radio-state.js";
import type { RegisterBus } from "./register-bus.js";
import { CRC_ON_PAYLOAD, Irq, Register } from "./registers.js";

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
export type DroppedPacket = Extract<keyof RadioCounters, "crcErrors" | "strangers">;

/** RegPktRssiValue's zero at the HF port (datasheet 5.5.5). */
const RSSI_OFFSET_DBM = -157;

/** The registers from FifoRxCurrentAddr to HopChannel, in one transaction. */
const STATUS = Register.FifoRxCurrentAddr;
const STATUS_COUNT = Register.HopChannel - STATUS + 1;

/** Reads the last received packet, for which the chip had raised `irqFlags`. */
export function readPacket(bus: RegisterBus, irqFlags: number, bandwidthHz: number): ReceivedPacket | DroppedPacket {
	if (irqFlags & Irq.PayloadCrcError) return "crcErrors";
	const status = bus.readBurst(STATUS, STATUS_COUNT);
	// A damaged header can say that there is no CRC to check: what follows would be noise taken for a packet.
	if (!(status[Register.HopChannel - STATUS] & CRC_ON_PAYLOAD)) return "strangers";
	const length = status[Register.RxNbBytes - STATUS];
	if (length === 0) return "strangers";
	bus.write(Register.FifoAddrPtr, status[0]);
	const payload = bus.readBurst(Register.Fifo, length);
	const snrDb = signed(status[Register.PktSnrValue - STATUS], 8) / 4;
	return {
		payload,
		rssiDbm: packetRssi(status[Register.PktRssiValue - STATUS], snrDb),
		snrDb,
		frequencyErrorHz: frequencyError(bus.readBurst(Register.FeiMsb, 3), bandwidthHz),
	};
}

/** Strength of the last packet: below the noise floor, the SNR says how far (datasheet 5.5.5). */
function packetRssi(register: number, snrDb: number): number {
	return snrDb < 0 ? RSSI_OFFSET_DBM + register + snrDb : RSSI_OFFSET_DBM + (register * 16) / 15;
}

/** Datasheet 4.1.5: FEI * 2^24 / 32 MHz * bandwidth / 500 kHz. */
function frequencyError(fei: Uint8Array, bandwidthHz: number): number {
	const value = signed(((fei[0] & 0x0f) << 16) | (fei[1] << 8) | fei[2], 20);
	return Math.round((value * 2 ** 24 * bandwidthHz) / (32_000_000 * 500_000));
}

function signed(value: number, bits: number): number {
	return value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
}

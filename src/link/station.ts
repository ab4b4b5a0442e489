/**
 * What both boards are made of on the radio's side: the SX1276, the duty ledger under everything it sends, the sealed
 * channel, and what must outlast a reboot.
 */
import type { Clock } from "../clock.js";
import type { DigitalClass, Hardware, KeyValue, SPIClass, SPIOptions } from "../io.js";
import { DutyLedger } from "../lora/duty-ledger.js";
import type { RadioFault } from "../lora/radio-state.js";
import type { ReceivedPacket } from "../lora/received-packet.js";
import { ALTERNATIVE_FREQUENCY_HZ, DEFAULT_FREQUENCY_HZ, type SubBand, subBandOf } from "../lora/regions.js";
import { SX127x } from "../lora/sx127x.js";
import { isRung, LADDER, modulationOf, RENDEZVOUS, type Rung } from "../negotiation/ladder.js";
import { AirPort } from "./air-port.js";
import { SecureChannel, type Side } from "./channel.js";

/** The channels that a pair can use; the index is bound into every frame. */
const CHANNELS_HZ = Object.freeze([DEFAULT_FREQUENCY_HZ, ALTERNATIVE_FREQUENCY_HZ]);

/** 14 dBm at the connector and a 2 dBi rod stay within every sub-band's limit. */
const DEFAULT_POWER_DBM = 14;

/** Neither LoRaWAN's 0x34 nor the chip's own 0x12: fewer strangers wake the modem. */
export const SYNC_WORD = 0x51;

const PAIR_KEY_BYTES = 32;

/** How the radio is wired. */
export interface RadioHardware {
	spi: Hardware<SPIClass, SPIOptions>;
	reset: Hardware<DigitalClass, { pin: number }>;
	/** DIO0. */
	interrupt: Hardware<DigitalClass, { pin: number }>;
}

export interface StationOptions {
	side: Side;
	clock: Clock;
	radio: RadioHardware;
	/** Opens a domain of non-volatile storage. */
	storage: (domain: string) => KeyValue;
	/** One of the channels of `CHANNELS_HZ`; both boards use the same. */
	frequencyHz?: number | undefined;
	/** At the connector, 2 to 17 dBm. */
	powerDbm?: number | undefined;
	onReceive: (packet: ReceivedPacket) => void;
	onFault: (fault: RadioFault) => void;
}

export interface Station {
	port: AirPort;
	channel: SecureChannel;
	radio: SX127x;
	ledger: DutyLedger;
	subBand: SubBand;
	/** The rung that worked before the reboot. */
	lastGood: Rung | undefined;
	/** Keeps a rung over the next reboot. */
	remember: (rung: Rung) => void;
	/** Names rung and channel in one byte, for the frames' associated data. */
	profile: (rung: Rung) => number;
}

/**
 * Builds a board's station, or returns undefined when the board is not paired: without a key nothing is sent.
 * Throws for a frequency that no sub-band holds, and when the stored counters are damaged.
 */
export function openStation(options: StationOptions): Station | undefined {
	const { side, clock, storage, frequencyHz = DEFAULT_FREQUENCY_HZ, powerDbm = DEFAULT_POWER_DBM } = options;
	const link = storage("link");
	const pairKey = readPairKey(link);
	if (pairKey === undefined) return undefined;
	const channelIndex = CHANNELS_HZ.indexOf(frequencyHz);
	const widest = Math.max(...LADDER.map(({ bandwidthHz }) => bandwidthHz));
	const subBand = subBandOf(frequencyHz, widest);
	if (channelIndex < 0 || subBand === undefined) {
		throw new RangeError(`frequencyHz is one of ${CHANNELS_HZ.join(", ")}, not ${frequencyHz}`);
	}
	const channel = new SecureChannel({ side, pairKey, storage: link });
	const ledger = new DutyLedger({ clock, storage: storage("duty"), subBand });
	const radio = new SX127x({
		...options.radio,
		clock,
		frequencyHz,
		powerDbm,
		syncWord: SYNC_WORD,
		modulation: modulationOf(RENDEZVOUS),
		onReceive: options.onReceive,
		onTransmitted: () => port.transmitted(),
		onFault: (fault) => {
			port.faulted();
			options.onFault(fault);
		},
	});
	const port = new AirPort({ clock, radio, ledger });
	return {
		port,
		channel,
		radio,
		ledger,
		subBand,
		lastGood: readRung(link),
		remember: (rung) => link.write("rung", Uint8Array.of(rung).buffer),
		profile: (rung) => (channelIndex << 3) | rung,
	};
}

function readPairKey(link: KeyValue): Uint8Array | undefined {
	const stored = link.read("key");
	return stored?.byteLength === PAIR_KEY_BYTES ? new Uint8Array(stored) : undefined;
}

function readRung(link: KeyValue): Rung | undefined {
	const stored = link.read("rung");
	const rung = stored === undefined ? Number.NaN : new Uint8Array(stored)[0];
	return isRung(rung) ? rung : undefined;
}

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
import { readPairing } from "./pairing.js";

/** The channels that a pair can use; the index is bound into every frame. */
const CHANNELS_HZ = Object.freeze([DEFAULT_FREQUENCY_HZ, ALTERNATIVE_FREQUENCY_HZ]);

/** 14 dBm at the connector and a 2 dBi rod stay within every sub-band's limit. */
const DEFAULT_POWER_DBM = 14;

/** Neither LoRaWAN's 0x34 nor the chip's own 0x12: fewer strangers wake the modem. */
export const SYNC_WORD = 0x51;

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

/** `reason` is a sentence for a person. */
export type OpenedStation = { ok: true; station: Station } | { ok: false; reason: string };

/**
 * Builds a board's station, unless the board is not paired or its counters are damaged: then nothing may be sent.
 * Throws a RangeError for a frequency that is no channel.
 */
export function openStation(options: StationOptions): OpenedStation {
	const { clock, storage, frequencyHz = DEFAULT_FREQUENCY_HZ, powerDbm = DEFAULT_POWER_DBM } = options;
	const channelIndex = CHANNELS_HZ.indexOf(frequencyHz);
	const widest = Math.max(...LADDER.map(({ bandwidthHz }) => bandwidthHz));
	const subBand = subBandOf(frequencyHz, widest);
	if (channelIndex < 0 || subBand === undefined) {
		throw new RangeError(`frequencyHz is one of ${CHANNELS_HZ.join(", ")}, not ${frequencyHz}`);
	}
	const kept = readKept(options, subBand);
	if (!kept.ok) return kept;
	const { channel, ledger, lastGood } = kept;
	const radio = new SX127x({
		...options.radio,
		clock,
		frequencyHz,
		powerDbm,
		syncWord: SYNC_WORD,
		modulation: modulationOf(RENDEZVOUS),
		onReceive: options.onReceive,
		onTransmitted: () => port.transmitted(),
		onBusy: () => port.busy(),
		onFault: (fault) => {
			port.faulted();
			options.onFault(fault);
		},
	});
	const port = new AirPort({ clock, radio, ledger, powerDbm });
	const station: Station = {
		port,
		channel,
		radio,
		ledger,
		subBand,
		lastGood,
		remember: (rung) => rememberRung(storage("link"), rung),
		profile: (rung) => (channelIndex << 3) | rung,
	};
	return { ok: true, station };
}

type Kept =
	| { ok: true; channel: SecureChannel; ledger: DutyLedger; lastGood: Rung | undefined }
	| { ok: false; reason: string };

/** What storage holds of the time before this start; or why it can't be relied on, which is why nothing may be sent. */
function readKept({ side, clock, storage }: StationOptions, subBand: SubBand): Kept {
	try {
		const link = storage("link");
		const pairing = readPairing(link);
		if (!pairing.ok) return pairing;
		return {
			ok: true,
			channel: new SecureChannel({ side, pairKey: pairing.key, storage: link }),
			ledger: new DutyLedger({ clock, storage: storage("duty"), subBand }),
			lastGood: readRung(link),
		};
	} catch (error) {
		return { ok: false, reason: (error as Error).message };
	}
}

/** Where storage does not take it, the next meeting after a reboot takes longer: nothing to stop the link for. */
function rememberRung(link: KeyValue, rung: Rung): void {
	try {
		link.write("rung", Uint8Array.of(rung).buffer);
	} catch {
		// Nobody could do anything about it.
	}
}

function readRung(link: KeyValue): Rung | undefined {
	const stored = link.read("rung");
	const rung = stored === undefined ? Number.NaN : new Uint8Array(stored)[0];
	return isRung(rung) ? rung : undefined;
}

/**
 * What both boards are made of on the radio's side: the SX1276, the duty ledger under everything it sends, the sealed
 * channel, and what must outlast a reboot.
 */
import type { Clock } from "../clock.js";
import type { DigitalClass, Hardware, KeyValue, SPIClass, SPIOptions } from "../io.js";
import { DutyLedger } from "../lora/duty-ledger.js";
import type { RadioFault } from "../lora/radio-state.js";
import type { ReceivedPacket } from "../lora/received-packet.js";
import {
	DEFAULT_ANTENNA_GAIN_DBI,
	DEFAULT_REGION,
	erpDbm,
	regionNamed,
	type SubBand,
	subBandOf,
} from "../lora/regions.js";
import { SX127x } from "../lora/sx127x.js";
import type { SX127xOptions } from "../lora/sx127x-options.js";
import { isRung, LADDER, modulationOf, RENDEZVOUS, type Rung } from "../negotiation/ladder.js";
import { AirPort, type Radio } from "./air-port.js";
import { SecureChannel, type Side } from "./channel.js";
import { readPairing } from "./pairing.js";

/** Neither LoRaWAN's 0x34 nor the chip's own 0x12: fewer strangers wake the modem. */
export const SYNC_WORD = 0x51;

/** What drives the radio; `SX127x` is one. */
export type RadioDriver = new (options: SX127xOptions) => Radio & { close(): void };

/** How the radio is wired. */
export interface RadioHardware {
	spi: Hardware<SPIClass, SPIOptions>;
	reset: Hardware<DigitalClass, { pin: number }>;
	/** DIO0. */
	interrupt: Hardware<DigitalClass, { pin: number }>;
	/** `SX127x` where left out: a simulation of many days has one without registers. */
	driver?: RadioDriver;
}

export interface StationOptions {
	side: Side;
	clock: Clock;
	/** In [0, 1); another number at each boot: it keeps one session from the next. */
	random: () => number;
	radio: RadioHardware;
	/** Opens a domain of non-volatile storage. */
	storage: (domain: string) => KeyValue;
	/** Whose law it is: `EU868` or `EU433`. */
	region?: string | undefined;
	/** One of the region's channels; both boards use the same. */
	frequencyHz?: number | undefined;
	/** At the connector, 2 to 17 dBm. */
	powerDbm?: number | undefined;
	antennaGainDbi?: number | undefined;
	onReceive: (packet: ReceivedPacket) => void;
	onFault: (fault: RadioFault) => void;
}

export interface Station {
	port: AirPort;
	channel: SecureChannel;
	radio: InstanceType<RadioDriver>;
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
 * Builds a board's station, unless the board is not paired, its counters are damaged, or what it was set to is not
 * lawful: then nothing may be sent.
 */
export function openStation(options: StationOptions): OpenedStation {
	const { clock, storage } = options;
	const lawful = findLawful(options);
	if (!lawful.ok) return lawful;
	const { frequencyHz, powerDbm, channelIndex, subBand } = lawful;
	const kept = readKept(options, subBand);
	if (!kept.ok) return kept;
	const { channel, ledger, lastGood } = kept;
	const { driver: Driver = SX127x, ...wiring } = options.radio;
	const radio = new Driver({
		...wiring,
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

type Lawful =
	| { ok: true; frequencyHz: number; powerDbm: number; channelIndex: number; subBand: SubBand }
	| { ok: false; reason: string };

/** What the board was set to, or by default, checked against the region's law. */
function findLawful({
	region: name = DEFAULT_REGION,
	frequencyHz: wantedHz,
	powerDbm: wantedDbm,
	antennaGainDbi = DEFAULT_ANTENNA_GAIN_DBI,
}: StationOptions): Lawful {
	const found = regionNamed(name);
	if (!found.ok) return found;
	const { channelsHz, subBands, defaultPowerDbm } = found.region;
	const [frequencyHz, powerDbm] = [wantedHz ?? channelsHz[0], wantedDbm ?? defaultPowerDbm];
	const channelIndex = channelsHz.indexOf(frequencyHz);
	const widest = Math.max(...LADDER.map(({ bandwidthHz }) => bandwidthHz));
	const subBand = subBandOf(frequencyHz, widest, subBands);
	if (channelIndex < 0 || subBand === undefined) {
		const reason = `frequencyHz is ${frequencyHz}: ${channelsHz.join(" or ")} is wanted in ${name}, so nothing is sent`;
		return { ok: false, reason };
	}
	const erp = erpDbm(powerDbm, antennaGainDbi);
	if (erp > subBand.maxErpDbm) {
		const sum = `${powerDbm} dBm and an antenna of ${antennaGainDbi} dBi are ${erp.toFixed(1)} dBm ERP`;
		const reason = `powerDbm is too much: ${sum}, ${subBand.maxErpDbm} are lawful in sub-band ${subBand.name}, so nothing is sent`;
		return { ok: false, reason };
	}
	return { ok: true, frequencyHz, powerDbm, channelIndex, subBand };
}

type Kept =
	| { ok: true; channel: SecureChannel; ledger: DutyLedger; lastGood: Rung | undefined }
	| { ok: false; reason: string };

/** What storage holds of the time before this start; or why it can't be relied on, which is why nothing may be sent. */
function readKept({ side, clock, storage, random }: StationOptions, subBand: SubBand): Kept {
	try {
		const link = storage("link");
		const pairing = readPairing(link);
		if (!pairing.ok) return pairing;
		return {
			ok: true,
			channel: new SecureChannel({ side, pairKey: pairing.key, storage: link, random }),
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

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
	mostPowerDbm,
	regionNamed,
	subBandOf,
} from "../lora/regions.js";
import { SX127x } from "../lora/sx127x.js";
import type { SX127xOptions } from "../lora/sx127x-options.js";
import { ChannelPlan, type RadioChannel } from "../negotiation/channel-plan.js";
import { LADDER, modulationOf, RENDEZVOUS } from "../negotiation/ladder.js";
import type { Profile } from "../negotiation/profile.js";
import type { Role } from "../role.js";
import { AirPort, type Radio } from "./air-port.js";
import { SecureChannel } from "./channel.js";
import { LastGood } from "./last-good.js";
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

/** What a program is given for its station. */
export interface StationParts {
	clock: Clock;
	/** Draws from [0, 1), other numbers at each boot: they tell one session from the next. */
	random: () => number;
	radio: RadioHardware;
	/** Opens a domain of non-volatile storage. */
	storage: (domain: string) => KeyValue;
	/** Whose law it is: `EU868` or `EU433`. */
	region?: string | undefined;
	/**
	 * Where the boards meet, one of the region's meeting channels, the same for both. While it is busy they run
	 * elsewhere.
	 */
	frequencyHz?: number | undefined;
	/** At the connector, 2 to 17 dBm; less on channels where that is too much. */
	powerDbm?: number | undefined;
	antennaGainDbi?: number | undefined;
}

export interface StationOptions extends StationParts {
	role: Role;
	onReceive: (packet: ReceivedPacket) => void;
	onFault: (fault: RadioFault) => void;
}

export interface Station {
	port: AirPort;
	channel: SecureChannel;
	radio: InstanceType<RadioDriver>;
	plan: ChannelPlan;
	/** Where the link ran before the reboot. */
	lastGood: Profile | undefined;
	/** Keeps that over the next one. */
	remember: (profile: Profile) => void;
}

/** `reason` is a sentence for a person. */
export type OpenedStation = { ok: true; station: Station } | { ok: false; reason: string };

/**
 * Builds a board's station, unless the board is not paired, its counters are damaged, or what it was set to is not
 * lawful: then nothing may be sent.
 */
export function openStation(options: StationOptions): OpenedStation {
	const { clock } = options;
	const lawful = findLawful(options);
	if (!lawful.ok) return lawful;
	const { plan } = lawful;
	const kept = readKept(options, plan);
	if (!kept.ok) return kept;
	const { channel, ledgers, lastGood } = kept;
	const { driver: Driver = SX127x, ...wiring } = options.radio;
	const { frequencyHz, powerDbm } = plan.at(plan.rendezvous);
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
	const port = new AirPort({ clock, radio, plan, ledgers });
	const station: Station = {
		...{ port, channel, radio, plan },
		lastGood: lastGood.profile,
		remember: (profile) => lastGood.keep(profile),
	};
	return { ok: true, station };
}

type Lawful = { ok: true; plan: ChannelPlan } | { ok: false; reason: string };

/** What the board was set to, or by default, checked against the region's law. */
function findLawful({
	region: name = DEFAULT_REGION,
	frequencyHz: wantedHz,
	powerDbm: wantedDbm,
	antennaGainDbi = DEFAULT_ANTENNA_GAIN_DBI,
}: StationOptions): Lawful {
	const found = regionNamed(name);
	if (!found.ok) return found;
	const { channelsHz, meetingsHz, subBands, defaultPowerDbm } = found.region;
	const [frequencyHz, powerDbm] = [wantedHz ?? meetingsHz[0], wantedDbm ?? defaultPowerDbm];
	if (!meetingsHz.includes(frequencyHz)) {
		const reason = `frequencyHz is ${frequencyHz}: ${meetingsHz.join(" or ")} is wanted in ${name}, so nothing is sent`;
		return { ok: false, reason };
	}
	const widest = Math.max(...LADDER.map(({ bandwidthHz }) => bandwidthHz));
	const channels: RadioChannel[] = [];
	for (const centreHz of channelsHz) {
		const subBand = subBandOf(centreHz, widest, subBands);
		if (subBand === undefined) throw new Error(`${centreHz} Hz lies in no sub-band of ${name}`);
		const most = mostPowerDbm(subBand, antennaGainDbi);
		channels.push({ frequencyHz: centreHz, subBand, powerDbm: Math.min(powerDbm, most) });
	}
	const second = meetingsHz.find((other) => other !== frequencyHz);
	const indexOf = (hz: number) => channelsHz.indexOf(hz);
	const plan = new ChannelPlan(channels, indexOf(frequencyHz), second === undefined ? undefined : indexOf(second));
	const { subBand } = plan.at(plan.rendezvous);
	const erp = erpDbm(powerDbm, antennaGainDbi);
	if (erp > subBand.maxErpDbm) {
		const sum = `${powerDbm} dBm and an antenna of ${antennaGainDbi} dBi are ${erp.toFixed(1)} dBm ERP`;
		const reason = `powerDbm is too much: ${sum}, ${subBand.maxErpDbm} are lawful in sub-band ${subBand.name}, so nothing is sent`;
		return { ok: false, reason };
	}
	return { ok: true, plan };
}

type Kept =
	| { ok: true; channel: SecureChannel; ledgers: ReadonlyMap<string, DutyLedger>; lastGood: LastGood }
	| { ok: false; reason: string };

/** What storage has kept from before this start; or why it can't be relied on, so that nothing may be sent. */
function readKept({ role, clock, storage, random }: StationOptions, plan: ChannelPlan): Kept {
	try {
		const link = storage("link");
		const pairing = readPairing(link);
		if (!pairing.ok) return pairing;
		return {
			ok: true,
			channel: new SecureChannel({ role, pairKey: pairing.key, storage: link, random }),
			ledgers: openLedgers(clock, storage("duty"), plan),
			lastGood: new LastGood(link, plan),
		};
	} catch (error) {
		return { ok: false, reason: (error as Error).message };
	}
}

/**
 * A board that has lost its flash may have sent as much as an hour allows before. Where boards meet and 1 % is lawful it is
 * silent for an hour, rather than send as much again. Elsewhere that hour would cost more than it keeps (docs/security.md).
 */
const SCARCE_DUTY_CYCLE = 0.01;

/** One ledger for each sub-band, which its channels share. */
function openLedgers(clock: Clock, storage: KeyValue, plan: ChannelPlan): ReadonlyMap<string, DutyLedger> {
	const meeting = plan.at(plan.rendezvous).subBand;
	const ledgers = new Map<string, DutyLedger>();
	for (const { subBand } of plan.channels) {
		const { name, dutyCycle } = subBand;
		const spentWhenMissing = subBand === meeting && dutyCycle <= SCARCE_DUTY_CYCLE;
		if (!ledgers.has(name)) ledgers.set(name, new DutyLedger({ clock, storage, subBand, spentWhenMissing }));
	}
	return ledgers;
}

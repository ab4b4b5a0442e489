/** A LoRa radio without registers: driver and chip in one, for simulations of many. */
import type { Clock, Milliseconds } from "../../src/clock.js";
import type { Radio } from "../../src/link/air-port.js";
import { timeOnAir } from "../../src/lora/airtime.js";
import {
	bandwidthOf,
	hasImplicitHeader,
	type Modulation,
	needsLowDataRateOptimize,
} from "../../src/lora/modulation.js";
import type { ReceivedPacket } from "../../src/lora/received-packet.js";
import type { Antenna, Emission, Listening, Modem, Signal, Tuning } from "./on-air.js";

/** What `configure` may change. */
export interface PacketRadioSettings {
	frequencyHz: number;
	powerDbm: number;
	syncWord: number;
	modulation: Modulation;
}

export interface PacketRadioOptions extends PacketRadioSettings {
	clock: Clock;
	/** How far the crystal is off; frequency and time both follow it. */
	crystalPpm?: number;
	onReceive?(packet: ReceivedPacket): void;
	/** The frame is out and the radio in standby. */
	onTransmitted?(): void;
}

type PacketRadioState = { mode: "standby" } | { mode: "receiving" } | { mode: "transmitting" } | { mode: "closed" };

/** A bandwidth's name is a round number; this by its divisor is the bandwidth. */
const WIDEST_HZ = 500_000;

/** Stands for what a receiver makes of no signal, or of one that it can't decode. */
const NOISE_BYTE = 0xa5;

/**
 * As the SX1276 with its driver: one frame at a time, its bandwidths and times to the digit, and what it says of a
 * packet rounded as there. Ready at once, and nothing ever fails in it.
 */
export class PacketRadio implements Modem, Radio {
	/** What it is connected to. */
	antenna: Antenna | undefined;
	readonly counters = { transmitted: 0, received: 0, crcErrors: 0, strangers: 0 };
	#options: PacketRadioOptions;
	#tuning: Tuning;
	#state: PacketRadioState = { mode: "standby" };
	#listening: Listening | undefined;

	/** Throws a RangeError for a modulation that the chip doesn't have; so does `configure`. */
	constructor(options: PacketRadioOptions) {
		this.#options = options;
		this.#tuning = tuningOf(options);
	}

	get state(): Readonly<PacketRadioState> {
		return this.#state;
	}

	get listening(): Listening | undefined {
		return this.#listening;
	}

	get tuning(): Tuning {
		return this.#tuning;
	}

	/** Throws while transmitting. A radio that receives goes on, having lost what was on the air. */
	configure(change: Partial<PacketRadioSettings>): void {
		this.#refuseWhen("configure", "closed", "transmitting");
		const options = { ...this.#options, ...change };
		this.#tuning = tuningOf(options);
		this.#options = options;
		if (this.#listening !== undefined) this.#listen();
	}

	/** Receives until told otherwise. Throws while transmitting. */
	receive(): void {
		this.#refuseWhen("receive", "closed", "transmitting");
		if (this.#state.mode === "standby") this.#listen();
	}

	/** Stops receiving; a transmission is cut off and not reported. */
	standby(): void {
		this.#refuseWhen("standby", "closed");
		if (this.#state.mode === "transmitting") this.antenna?.cease();
		this.#enter({ mode: "standby" });
	}

	/** Sends 1 to 255 bytes, or as many as `implicitLength`; `onTransmitted` ends it. Throws unless in standby or receiving. */
	transmit(frame: Uint8Array): void {
		const { implicitLength } = this.#options.modulation;
		if (implicitLength !== undefined && frame.length !== implicitLength)
			throw new RangeError(`frame.length is ${frame.length}: ${implicitLength} bytes are wanted, the implicit length`);
		if (frame.length < 1 || frame.length > 255)
			throw new RangeError(`frame.length is ${frame.length}: 1 to 255 bytes are wanted`);
		this.#refuseWhen("transmit", "closed", "transmitting");
		const transmitting: PacketRadioState = { mode: "transmitting" };
		this.#enter(transmitting);
		const emission = this.#emission(frame.slice());
		this.antenna?.radiate(emission);
		const duration: Milliseconds = emission.durationUs / 1000;
		this.#options.clock.after(duration, () => {
			if (this.#state !== transmitting) return;
			this.#enter({ mode: "standby" });
			this.counters.transmitted++;
			this.#options.onTransmitted?.();
		});
	}

	/** For good. */
	close(): void {
		if (this.#state.mode === "transmitting") this.antenna?.cease();
		this.#enter({ mode: "closed" });
	}

	onPreamble(): void {}

	onHeader(): boolean {
		return true;
	}

	onLockLost(): void {}

	onFrame(signal: Signal, payload: Uint8Array, damaged: boolean): void {
		const { implicitLength, payloadCrc: wantsCrc = true } = this.#options.modulation;
		if (implicitLength !== undefined) this.#onImplicitFrame(signal, payload, damaged, implicitLength);
		else if (damaged && signal.emission.payloadCrc) this.counters.crcErrors++;
		else if ((wantsCrc && !signal.emission.payloadCrc) || payload.length === 0) this.counters.strangers++;
		else this.#receive(signal, payload.slice());
	}

	/** Length, coding rate and CRC are what this end was told: where they are not the sender's, the rest is noise. */
	#onImplicitFrame(signal: Signal, sent: Uint8Array, damaged: boolean, length: number): void {
		const { codingRate, payloadCrc: wantsCrc = true } = this.#options.modulation;
		const isDecodable = signal.emission.codingRate === codingRate;
		const isWhole = isDecodable && signal.emission.payloadCrc && sent.length === length && !damaged;
		if (wantsCrc && !isWhole) this.counters.crcErrors++;
		else {
			const payload = new Uint8Array(length).fill(NOISE_BYTE);
			if (isDecodable) payload.set(sent.subarray(0, length));
			this.#receive(signal, payload);
		}
	}

	#receive(signal: Signal, payload: Uint8Array): void {
		this.counters.received++;
		this.#options.onReceive?.(packetOf(signal, payload));
	}

	#listen(): void {
		this.#state = { mode: "receiving" };
		this.#listening = { tuning: this.#tuning, since: this.#options.clock.now() };
	}

	#enter(state: PacketRadioState): void {
		this.#state = state;
		this.#listening = undefined;
	}

	#emission(payload: Uint8Array): Emission {
		const { powerDbm, crystalPpm = 0 } = this.#options;
		const { codingRate, preambleSymbols, payloadCrc = true } = this.#options.modulation;
		const tuning = this.#tuning;
		// Field by field: a copy by spreading is the dearest thing in a frame's life.
		return {
			frequencyHz: tuning.frequencyHz,
			bandwidthHz: tuning.bandwidthHz,
			spreadingFactor: tuning.spreadingFactor,
			syncWord: tuning.syncWord,
			invertedIq: tuning.invertedIq,
			implicitHeader: tuning.implicitHeader,
			lowDataRateOptimize: tuning.lowDataRateOptimize,
			codingRate,
			preambleSymbols,
			payloadCrc,
			powerDbm,
			payload,
			durationUs: timeOnAir(this.#options.modulation, payload.length) / (1 + crystalPpm / 1e6),
		};
	}

	#refuseWhen(what: string, ...modes: PacketRadioState["mode"][]): void {
		const { mode } = this.#state;
		if (modes.includes(mode)) throw new Error(`${what}: the radio is ${mode}`);
	}
}

function tuningOf({ frequencyHz, syncWord, crystalPpm = 0, modulation }: PacketRadioOptions): Tuning {
	const { spreadingFactor, implicitLength } = modulation;
	if (spreadingFactor === 6 && implicitLength === undefined)
		throw new RangeError("modulation.implicitLength is undefined: 1 to 255 are wanted with spreading factor 6");
	return {
		frequencyHz: Math.round(frequencyHz * (1 + crystalPpm / 1e6)),
		bandwidthHz: WIDEST_HZ / bandwidthOf(modulation).divisor,
		spreadingFactor,
		syncWord,
		invertedIq: false,
		implicitHeader: hasImplicitHeader(modulation),
		lowDataRateOptimize: needsLowDataRateOptimize(modulation),
	};
}

/** As the registers say it and the driver reads it: RegPktSnrValue, RegPktRssiValue (5.5.5) and RegFei (4.1.5). */
function packetOf({ emission, rssiDbm, snrDb, frequencyErrorHz }: Signal, payload: Uint8Array): ReceivedPacket {
	// The demodulator saturates at about 12 dB.
	const snr = Math.min(48, Math.max(-128, Math.round(snrDb * 4))) / 4;
	const slope = snr < 0 ? 1 : 16 / 15;
	const register = Math.min(255, Math.max(0, Math.round((rssiDbm + 157 - Math.min(snr, 0)) / slope)));
	const step = (2 ** 24 * emission.bandwidthHz) / (32e6 * 500e3);
	return {
		payload,
		rssiDbm: -157 + register * slope + Math.min(snr, 0),
		snrDb: snr,
		frequencyErrorHz: Math.round(Math.round(frequencyErrorHz / step) * step),
	};
}

/** A LoRa radio without registers: driver and chip in one, for simulations of many. */
import type { Clock, Milliseconds } from "../../src/clock.js";
import type { Radio } from "../../src/link/air-port.js";
import { type Modulation, needsLowDataRateOptimize } from "../../src/lora/modulation.js";
import type { ReceivedPacket } from "../../src/lora/received-packet.js";
import { type Antenna, type Emission, frameDurationUs, type Listening, type Modem, type Signal } from "./on-air.js";

export interface PacketRadioOptions {
	clock: Clock;
	frequencyHz: number;
	powerDbm: number;
	syncWord: number;
	modulation: Modulation;
	/** How far the crystal is off; frequency and time both follow it. */
	crystalPpm?: number;
	onReceive?(packet: ReceivedPacket): void;
	/** The frame is out and the radio in standby. */
	onTransmitted?(): void;
}

type PacketRadioState = { mode: "standby" } | { mode: "receiving" } | { mode: "transmitting" } | { mode: "closed" };

/**
 * Explicit header but at SF6, payload CRC on, one frame at a time, as the SX1276 with its driver; what it says of a
 * packet is rounded as there. Ready at once, and nothing ever fails in it.
 */
export class PacketRadio implements Modem, Radio {
	/** What it is connected to. */
	antenna: Antenna | undefined;
	readonly counters = { transmitted: 0, received: 0, crcErrors: 0, strangers: 0 };
	readonly #options: PacketRadioOptions;
	#modulation: Modulation;
	#state: PacketRadioState = { mode: "standby" };
	#listening: Listening | undefined;

	constructor(options: PacketRadioOptions) {
		this.#options = options;
		this.#modulation = options.modulation;
	}

	get state(): Readonly<PacketRadioState> {
		return this.#state;
	}

	get listening(): Listening | undefined {
		return this.#listening;
	}

	/** Throws while transmitting. A radio that receives goes on, having lost what was on the air. */
	configure({ modulation }: { modulation: Modulation }): void {
		this.#refuseWhen("configure", "closed", "transmitting");
		this.#modulation = modulation;
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

	/** Sends 1 to 255 bytes, which `onTransmitted` ends. Throws unless in standby or receiving. */
	transmit(frame: Uint8Array): void {
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
		const { payloadCrc } = signal.emission;
		if (!payloadCrc || payload.length === 0) this.counters.strangers++;
		else if (damaged) this.counters.crcErrors++;
		else {
			this.counters.received++;
			this.#options.onReceive?.(packetOf(signal, payload.slice()));
		}
	}

	#listen(): void {
		this.#state = { mode: "receiving" };
		this.#listening = { tuning: this.#tuning(), since: this.#options.clock.now() };
	}

	#enter(state: PacketRadioState): void {
		this.#state = state;
		this.#listening = undefined;
	}

	#tuning() {
		const { frequencyHz, syncWord, crystalPpm = 0 } = this.#options;
		const { spreadingFactor, bandwidthHz } = this.#modulation;
		return {
			frequencyHz: Math.round(frequencyHz * (1 + crystalPpm / 1e6)),
			bandwidthHz,
			spreadingFactor,
			syncWord,
			invertedIq: false,
			implicitHeader: spreadingFactor === 6,
			lowDataRateOptimize: needsLowDataRateOptimize(this.#modulation),
		};
	}

	#emission(payload: Uint8Array): Emission {
		const { powerDbm, crystalPpm = 0 } = this.#options;
		const { codingRate, preambleSymbols } = this.#modulation;
		const frame = { ...this.#tuning(), codingRate, preambleSymbols, payloadCrc: true, powerDbm, payload };
		return { ...frame, durationUs: frameDurationUs(frame) / (1 + crystalPpm / 1e6) };
	}

	#refuseWhen(what: string, ...modes: PacketRadioState["mode"][]): void {
		const { mode } = this.#state;
		if (modes.includes(mode)) throw new Error(`${what}: the radio is ${mode}`);
	}
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

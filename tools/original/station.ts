/** What both boards of the older project have in common: a radio that is never asked whether the law allows. */
import type { Clock, Milliseconds, Timer } from "../../src/clock.js";
import { timeOnAir } from "../../src/lora/airtime.js";
import type { Modulation } from "../../src/lora/modulation.js";
import type { Air } from "../sim/air.js";
import { PacketRadio } from "../sim/packet-radio.js";
import type { Position } from "../sim/propagation.js";
import { decodeOriginal, encodeOriginal, type OriginalFrame } from "./frames.js";
import { ORIGINAL_LADDER } from "./timing.js";

export const ORIGINAL_FREQUENCY_HZ = 868_000_000;
/** Its library's default: the power is never set. */
export const ORIGINAL_POWER_DBM = 17;
const SYNC_WORD = 0xf3;

/** How often its main loop comes round, about. */
const LOOP: Milliseconds = 50;

export interface OriginalStationOptions {
	clock: Clock;
	air: Air;
	/** On the air. */
	name: string;
	position?: Position;
	/** 0 to 255, the same on both boards. */
	network: number;
	onFrame: (frame: OriginalFrame) => void;
	/** The body of its main loop. While it transmits it does nothing else. */
	onLoop: () => void;
}

/**
 * Its radio, always listening between transmissions: kinder than its own, which polls and is deaf while the display is
 * drawn. SF12/250 is sent with the optimisation that its library forgets there (16.384 ms are rounded to 16), so that a
 * frame lasts an eighth longer; `originalAirtime` tells how long its own is.
 */
export class OriginalStation {
	readonly #options: OriginalStationOptions;
	readonly #radio: PacketRadio;
	readonly #queue: { frame: Uint8Array; rung: number }[] = [];
	#loop: Timer | undefined;
	#rung = 0;

	constructor(options: OriginalStationOptions) {
		this.#options = options;
		const { clock, air, name, position, network, onFrame } = options;
		this.#radio = new PacketRadio({
			clock,
			frequencyHz: ORIGINAL_FREQUENCY_HZ,
			powerDbm: ORIGINAL_POWER_DBM,
			syncWord: SYNC_WORD,
			modulation: modulationOf(0),
			onReceive: ({ payload }) => {
				const frame = decodeOriginal(network, payload);
				if (frame !== undefined) onFrame(frame);
			},
			onTransmitted: () => this.#sendNext(),
		});
		this.#radio.antenna = air.join(name, this.#radio, position === undefined ? {} : { position });
		this.#radio.receive();
		this.#again();
	}

	get rung(): number {
		return this.#rung;
	}

	get transmitting(): boolean {
		return this.#radio.state.mode === "transmitting";
	}

	/** After what is being sent. */
	tune(rung: number): void {
		this.#rung = rung;
		if (!this.transmitting) this.#listen();
	}

	/** On the present rung, one frame after the other. Returns when it is out: its own program waits for that. */
	send(frame: OriginalFrame): Milliseconds {
		const encoded = encodeOriginal(this.#options.network, frame);
		this.#queue.push({ frame: encoded, rung: this.#rung });
		const airtimes = this.#queue.map((each) => timeOnAir(modulationOf(each.rung), each.frame.length) / 1000);
		if (!this.transmitting) this.#sendNext();
		return this.#options.clock.now() + airtimes.reduce((sum, airtime) => sum + airtime, 0);
	}

	/** Cuts its power. */
	close(): void {
		this.#options.clock.cancel(this.#loop);
		this.#queue.length = 0;
		this.#radio.close();
	}

	#sendNext(): void {
		if (this.#radio.state.mode === "closed") return;
		const next = this.#queue.shift();
		if (next === undefined) {
			this.#listen();
			return;
		}
		this.#radio.configure({ modulation: modulationOf(next.rung) });
		this.#radio.transmit(next.frame);
	}

	#listen(): void {
		if (this.#radio.state.mode === "closed") return;
		this.#radio.configure({ modulation: modulationOf(this.#rung) });
		this.#radio.receive();
	}

	#again(): void {
		this.#loop = this.#options.clock.after(LOOP, () => {
			this.#again();
			if (!this.transmitting) this.#options.onLoop();
		});
	}
}

function modulationOf(rung: number): Modulation {
	const { spreadingFactor, bandwidthHz } = ORIGINAL_LADDER[rung];
	return { spreadingFactor, bandwidthHz, codingRate: 5, preambleSymbols: 8, payloadCrc: false };
}

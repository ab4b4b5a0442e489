/** Others on the air: strangers with frames of their own, and jammers. */
import type { Clock, Milliseconds, Timer } from "../../src/clock.js";
import type { Air, AirAntenna, Noise } from "./air.js";
import { type Emission, frameDurationUs, type Listening, type Modem, type Tuning } from "./on-air.js";
import type { Position } from "./propagation.js";
import { exponential, type Random, seededRandom } from "./random.js";

interface Participant {
	clock: Clock;
	air: Air;
	/** On the air. */
	name: string;
	position?: Position;
}

/** Ends what a participant does; it may be called again. */
export type Stop = () => void;

export interface StrangersOptions extends Omit<Participant, "position"> {
	seed: number;
	count: number;
	/** Of each, from the end of a frame to the beginning of the next; distributed exponentially. */
	meanPause: Milliseconds;
	/** One for each frame. 868.1, 868.3 and 868.5 MHz when left out (LoRaWAN, EU868). */
	frequenciesHz?: readonly number[];
	/** By spreading factor from 7 on, how often each is taken; equally often when left out. One for each stranger. */
	spreadingFactors?: readonly number[];
	powerDbm?: number;
	/** Of each frame, equally likely; 13 bytes of LoRaWAN's own and up to 51 of payload when left out. */
	bytes?: { least: number; most: number };
	positionOf?: (index: number) => Position;
}

/** The channels that every EU868 LoRaWAN device knows (LoRaWAN Regional Parameters RP002, 2.4). */
const LORAWAN_CHANNELS_HZ: readonly number[] = Object.freeze([868_100_000, 868_300_000, 868_500_000]);
const LORAWAN_SYNC_WORD = 0x34;
const LORAWAN_BYTES = Object.freeze({ least: 13, most: 64 });

/** Hears nothing: for whoever only sends. */
export class DeafModem implements Modem {
	get listening(): Listening | undefined {
		return undefined;
	}

	onPreamble(): void {}

	onHeader(): boolean {
		return false;
	}

	onLockLost(): void {}

	onFrame(): void {}
}

/** Lets strangers send, as LoRaWAN devices do: 125 kHz, sync word 0x34, CRC on, each on a spreading factor of its own. */
export function strangers(options: StrangersOptions): Stop {
	const { clock, air, name, seed, count, meanPause, positionOf } = options;
	let stopped = false;
	for (let index = 0; index < count; index++) {
		const random = seededRandom(seed, `${name} ${index}`);
		const position = positionOf?.(index);
		const antenna = air.join(`${name} ${index}`, new DeafModem(), { demodulators: 0, position });
		const spreadingFactor = 7 + weighted(random, options.spreadingFactors ?? [1, 1, 1, 1, 1, 1]);
		const next = () => {
			clock.after(exponential(random, meanPause), () => {
				if (stopped) return;
				const emission = strangersFrame(random, spreadingFactor, options);
				antenna.radiate(emission);
				clock.after(emission.durationUs / 1000, next);
			});
		};
		next();
	}
	return () => {
		stopped = true;
	};
}

function strangersFrame(random: Random, spreadingFactor: number, options: StrangersOptions): Emission {
	const { frequenciesHz = LORAWAN_CHANNELS_HZ, powerDbm = 14, bytes = LORAWAN_BYTES } = options;
	const length = bytes.least + Math.floor(random() * (bytes.most - bytes.least + 1));
	const frame = {
		frequencyHz: frequenciesHz[Math.floor(random() * frequenciesHz.length)],
		bandwidthHz: 125_000,
		spreadingFactor,
		syncWord: LORAWAN_SYNC_WORD,
		invertedIq: false,
		implicitHeader: false,
		lowDataRateOptimize: spreadingFactor >= 11,
		codingRate: 5,
		preambleSymbols: 8,
		payloadCrc: true,
		powerDbm,
		payload: Uint8Array.from({ length }, () => Math.floor(random() * 256)),
	};
	return { ...frame, durationUs: frameDurationUs(frame) };
}

/** An index, as often as its weight says. */
function weighted(random: Random, weights: readonly number[]): number {
	let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
	for (let index = 0; index < weights.length; index++) {
		left -= weights[index];
		if (left < 0) return index;
	}
	return weights.length - 1;
}

/** Noise without end. */
export function continuousJammer({ air, name, position }: Participant, noise: Noise): Stop {
	const antenna = air.join(name, new DeafModem(), { demodulators: 0, position });
	antenna.makeNoise(noise);
	return () => antenna.silence();
}

/** Noise for a while, again and again. */
export function pulsedJammer(
	{ clock, air, name, position }: Participant,
	noise: Noise,
	{ pulse, pause }: { pulse: Milliseconds; pause: Milliseconds },
): Stop {
	const antenna = air.join(name, new DeafModem(), { demodulators: 0, position });
	let timer: Timer | undefined;
	const on = () => {
		antenna.makeNoise(noise);
		timer = clock.after(pulse, () => {
			antenna.silence();
			timer = clock.after(pause, on);
		});
	};
	on();
	return () => {
		clock.cancel(timer);
		antenna.silence();
	};
}

/**
 * Makes noise `reaction` after it has heard a preamble of its tuning, and for `pulse`; another preamble that it hears
 * meanwhile makes that longer.
 */
export class ReactiveJammer extends DeafModem {
	readonly #clock: Clock;
	readonly #antenna: AirAntenna;
	readonly #noise: Noise;
	readonly #times: { reaction: Milliseconds; pulse: Milliseconds };
	#listening: Listening | undefined;
	/** Ends the pulse. */
	#timer: Timer | undefined;

	constructor(
		{ clock, air, name, position }: Participant,
		noise: Noise,
		options: { tuning: Tuning; reaction: Milliseconds; pulse: Milliseconds },
	) {
		super();
		this.#clock = clock;
		this.#noise = noise;
		this.#times = options;
		this.#listening = { tuning: options.tuning, since: clock.now() };
		this.#antenna = air.join(name, this, { demodulators: Number.POSITIVE_INFINITY, position });
	}

	override get listening(): Listening | undefined {
		return this.#listening;
	}

	override onPreamble(): void {
		this.#clock.after(this.#times.reaction, () => {
			if (this.#listening === undefined) return;
			if (this.#timer === undefined) this.#antenna.makeNoise(this.#noise);
			this.#clock.cancel(this.#timer);
			this.#timer = this.#clock.after(this.#times.pulse, () => this.#silence());
		});
	}

	/** For good: from now on it is silent and deaf. */
	stop(): void {
		this.#listening = undefined;
		this.#clock.cancel(this.#timer);
		this.#silence();
	}

	#silence(): void {
		this.#timer = undefined;
		this.#antenna.silence();
	}
}

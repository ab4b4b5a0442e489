/** A modem that does as a test says, and a world of such. */
import { Air, type AirAntenna, type AirOptions, type JoinOptions } from "../../tools/sim/air.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import {
	type Emission,
	frameDurationUs,
	type Listening,
	type Modem,
	type Signal,
	type Tuning,
} from "../../tools/sim/on-air.js";
import { assert } from "../harness/index.js";

export const TUNING: Tuning = Object.freeze({
	frequencyHz: 869_525_000,
	bandwidthHz: 125_000,
	spreadingFactor: 7,
	syncWord: 0x12,
	invertedIq: false,
	implicitHeader: false,
	lowDataRateOptimize: false,
});

/** Of a frame of 20 bytes at SF7 and 125 kHz: 1.024 ms a symbol, the header's end after 20.25 of them. */
export const DURATION = 56.576;
export const HEADER_END = 20.736;
/** Of 14 dBm at SF7 and 125 kHz: -116.03 dBm of noise, -7.5 dB of SNR. */
export const LIMIT_LOSS_DB = 14 + 116.031 + 7.5;

/** 20 bytes, if nothing else is said. */
export function frame(change: Partial<Emission> = {}): Emission {
	const emission = {
		...TUNING,
		codingRate: 5,
		preambleSymbols: 8,
		payloadCrc: true,
		powerDbm: 14,
		payload: Uint8Array.from({ length: 20 }, (_, index) => index),
		...change,
	};
	return { durationUs: frameDurationUs(emission), ...emission };
}

export class ScriptedModem implements Modem {
	listening: Listening | undefined;
	/** What the air told, with its time to a tenth of a millisecond. */
	readonly told: string[] = [];
	readonly signals: Signal[] = [];
	/** Whole and damaged frames. */
	readonly frames: { payload: Uint8Array; damaged: boolean }[] = [];
	wants: (signal: Signal) => boolean = () => true;
	readonly #clock: VirtualClock;

	constructor(clock: VirtualClock) {
		this.#clock = clock;
	}

	listen(change: Partial<Tuning> = {}): void {
		this.listening = { tuning: { ...TUNING, ...change }, since: this.#clock.now() };
	}

	stop(): void {
		this.listening = undefined;
	}

	onPreamble(signal: Signal): void {
		this.#note("preamble");
		this.signals.push(signal);
	}

	onHeader(signal: Signal): boolean {
		this.#note("header");
		return this.wants(signal);
	}

	onLockLost(): void {
		this.#note("lock lost");
	}

	onFrame(_: Signal, payload: Uint8Array, damaged: boolean): void {
		this.#note(damaged ? "damaged" : "frame");
		this.frames.push({ payload, damaged });
	}

	#note(what: string): void {
		this.told.push(`${what} ${this.#clock.now().toFixed(1)}`);
	}
}

export interface WorldOptions extends Omit<AirOptions, "clock" | "seed"> {
	seed?: number;
	nodes?: Readonly<Record<string, JoinOptions>>;
}

export function world({ seed = 1, pathLossDb = 100, nodes = { a: {}, b: {}, c: {} }, ...options }: WorldOptions = {}) {
	const clock = new VirtualClock();
	const air = new Air({ clock, seed, pathLossDb, ...options });
	const modems: Record<string, ScriptedModem> = {};
	const ports: Record<string, AirAntenna> = {};
	for (const [name, join] of Object.entries(nodes)) {
		modems[name] = new ScriptedModem(clock);
		ports[name] = air.join(name, modems[name], join);
	}
	const fates: string[] = [];
	air.observe((event) => {
		if (event.kind === "ended") for (const { to, fate } of event.receptions) fates.push(`${event.from}>${to} ${fate}`);
	});
	const send = (name: string, change?: Partial<Emission>) => ports[name].radiate(frame(change));
	return { clock, air, modems, ports, fates, send };
}

export function fateAt(fates: string[], path: string): string {
	const found = fates.filter((fate) => fate.startsWith(`${path} `)).map((fate) => fate.slice(path.length + 1));
	assert.equal(found.length, 1, path);
	return found[0];
}

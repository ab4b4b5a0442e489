/**
 * Many senders and one gateway, as in LoRaSim (Bor, Roedig, Voigt, Alonso: Do LoRa Low-Power Wide-Area Networks Scale?,
 * MSWiM 2016): what the air is measured by, since both the paper's simulator and pure ALOHA say what must come out.
 */
import type { Milliseconds } from "../../src/clock.js";
import { Air } from "./air.js";
import { VirtualClock } from "./clock.js";
import { type AirRules, LORASIM_RULES } from "./interference.js";
import { noiseDbm, requiredSnrDb } from "./link-budget.js";
import { type Emission, frameDurationUs, type Listening, type Modem, type Signal } from "./on-air.js";
import { BUILT_UP, reachM } from "./propagation.js";
import { exponential, type Random, seededRandom } from "./random.js";

/** The paper's sets of parameters with one channel and one spreading factor. */
export const ALOHA_SETS = Object.freeze({
	SN1: Object.freeze({ spreadingFactor: 12, bandwidthHz: 125_000, codingRate: 8 }),
	SN3: Object.freeze({ spreadingFactor: 12, bandwidthHz: 125_000, codingRate: 5 }),
});

export type AlohaSet = keyof typeof ALOHA_SETS;

export interface AlohaOptions {
	set: AlohaSet;
	nodes: number;
	/** A frame survives weaker ones; without, the least overlap destroys both. */
	capture: boolean;
	/** Simulated time in all; its tenths are spent with the nodes at other places each. */
	hours: number;
	seed: number;
	/** LoRaSim's when left out. */
	rules?: Omit<AirRules, "capture">;
	/** Told after each placement, of `ROUNDS`. */
	progress?(done: number, all: number): void;
}

export interface AlohaResult {
	/** Data extraction rate: of the frames sent, the share that the gateway received; undefined: none was sent. */
	der: number | undefined;
	sent: number;
	received: number;
	/** Of pure ALOHA, exp(-2 N T / lambda): what comes out without capture. */
	theory: number;
}

/** Of each node, from the end of a frame to the beginning of the next. */
const MEAN_PAUSE: Milliseconds = 1_000_000;
const POWER_DBM = 14;
const PAYLOAD = 20;
const ROUNDS = 10;

/** Runs as many simulated hours; the same options give the same. */
export function aloha(options: AlohaOptions): AlohaResult {
	const { set, nodes, capture, hours, seed, progress } = options;
	const rules = { ...LORASIM_RULES, ...options.rules, capture };
	let sent = 0;
	let received = 0;
	for (let round = 0; round < ROUNDS; round++) {
		const result = oneRound(emissionOf(set), { nodes, rules, hours: hours / ROUNDS, random: `${seed} ${round}` });
		sent += result.sent;
		received += result.received;
		progress?.(round + 1, ROUNDS);
	}
	const theory = Math.exp((-2 * nodes * emissionOf(set).durationUs) / 1000 / MEAN_PAUSE);
	return { der: sent === 0 ? undefined : received / sent, sent, received, theory };
}

interface Round {
	nodes: number;
	rules: AirRules;
	hours: number;
	/** Stream of the chance that rules it. */
	random: string;
}

function oneRound(emission: Emission, { nodes, rules, hours, random }: Round): { sent: number; received: number } {
	const clock = new VirtualClock();
	const air = new Air({ clock, seed: 0, propagation: BUILT_UP, rules });
	const gateway = new Gateway(emission);
	air.join("gateway", gateway, { demodulators: Number.POSITIVE_INFINITY, position: { x: 0, y: 0 } });
	const limitDbm = noiseDbm(emission.bandwidthHz) + requiredSnrDb(emission.spreadingFactor);
	const radius = reachM(BUILT_UP, POWER_DBM - limitDbm) - 1;
	const until = hours * 3_600_000;
	let sent = 0;
	for (let node = 0; node < nodes; node++) {
		const draw = seededRandom(node, random);
		const antenna = air.join(`node ${node}`, gateway, { demodulators: 0, position: anywhere(draw, radius) });
		const sendLater = () => {
			const pause = exponential(draw, MEAN_PAUSE);
			// What begins within the time is counted, and the last of it may end.
			if (clock.now() + pause > until) return;
			clock.after(pause, () => {
				sent++;
				antenna.radiate(emission);
				clock.after(emission.durationUs / 1000, sendLater);
			});
		};
		sendLater();
	}
	clock.runUntil(until + 60_000);
	return { sent, received: gateway.received };
}

function emissionOf(set: AlohaSet): Emission {
	const frame = {
		...ALOHA_SETS[set],
		frequencyHz: 868_300_000,
		syncWord: 0x34,
		invertedIq: false,
		implicitHeader: false,
		lowDataRateOptimize: true,
		preambleSymbols: 8,
		payloadCrc: true,
		powerDbm: POWER_DBM,
		payload: new Uint8Array(PAYLOAD),
	};
	return { ...frame, durationUs: frameDurationUs(frame) };
}

/** Listens for ever, and counts. */
class Gateway implements Modem {
	readonly listening: Listening;
	received = 0;

	constructor(tuning: Emission) {
		this.listening = { tuning, since: 0 };
	}

	onPreamble(): void {}

	onHeader(): boolean {
		return true;
	}

	onLockLost(): void {}

	onFrame(_: Signal, _payload: Uint8Array, damaged: boolean): void {
		if (!damaged) this.received++;
	}
}

/** Uniformly in a disc. */
function anywhere(random: Random, radius: number): { x: number; y: number } {
	for (;;) {
		const [x, y] = [2 * random() - 1, 2 * random() - 1];
		if (x * x + y * y <= 1) return { x: x * radius, y: y * radius };
	}
}

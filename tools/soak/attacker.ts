/** Somebody with a radio in the street, who records everything and sends what he likes. */
import type { Clock, Milliseconds } from "../../src/clock.js";
import type { Air, AirAntenna } from "../sim/air.js";
import { type Emission, frameDurationUs, type Tuning } from "../sim/on-air.js";
import type { Random } from "../sim/random.js";
import { DeafModem } from "../sim/traffic.js";
import { BOARDS } from "./victim.js";

const NAME = "attacker";
const LOUD_DB = 90;
/** Between two of his frames, so that what they might cause has the time to happen. */
const PAUSE: Milliseconds = 40;
/** He does not send for longer. */
const MOST_WAITING = 200;

export class Attacker {
	readonly #clock: Clock;
	readonly #antenna: AirAntenna;
	readonly #waiting: (() => Emission | undefined)[] = [];
	#sending = false;

	constructor(clock: Clock, air: Air) {
		this.#clock = clock;
		this.#antenna = air.join(NAME, new DeafModem(), { demodulators: 0 });
		for (const board of BOARDS) air.setPathLoss(NAME, board, LOUD_DB);
	}

	/** What to send is asked for when its turn has come; nothing, where nothing is there then. */
	send(frame: () => Emission | undefined): void {
		if (this.#waiting.length < MOST_WAITING) this.#waiting.push(frame);
		if (!this.#sending) this.#next();
	}

	stop(): void {
		this.#waiting.length = 0;
	}

	#next(): void {
		const frame = this.#waiting.shift();
		this.#sending = frame !== undefined;
		if (frame === undefined) return;
		const emission = frame();
		if (emission !== undefined) this.#antenna.radiate(emission);
		this.#clock.after((emission?.durationUs ?? 0) / 1000 + PAUSE, () => this.#next());
	}
}

/** A recorded frame with other bytes, sent as `tuning` says. */
export function emit(like: Emission, payload: Uint8Array, tuning: Tuning = like): Emission {
	const frame = { ...like, ...tuning, payload };
	return { ...frame, durationUs: frameDurationUs(frame) };
}

/** Bits flipped, an end cut off, or something added: never the same again. */
export function mutate(frame: Uint8Array, random: Random): Uint8Array {
	const choice = random();
	if (choice < 0.15 && frame.length > 2) return frame.slice(0, 1 + Math.floor(random() * (frame.length - 2)));
	if (choice < 0.3) {
		const more = Uint8Array.from({ length: 1 + Math.floor(random() * 16) }, () => random() * 256);
		const longer = new Uint8Array(Math.min(255, frame.length + more.length));
		longer.set(frame.subarray(0, longer.length));
		longer.set(more.subarray(0, longer.length - frame.length), frame.length);
		return longer;
	}
	const changed = frame.slice();
	const flips = 1 + Math.floor(random() * random() * 64);
	for (let flip = 0; flip < flips; flip++) {
		const bit = Math.floor(random() * 8 * changed.length);
		changed[bit >> 3] ^= 1 << (bit & 7);
	}
	return changed;
}

/** When the next frame goes while the link runs: a telegram in its slot, or something to stay in touch. */
import type { Milliseconds } from "../clock.js";
import type { Rung } from "../negotiation/ladder.js";
import { KEEP_ALIVE, lawfulInterval, longestSilence, silenceAfterLoss } from "../negotiation/timing.js";
import type { AirPort } from "./air-port.js";
import { usualFrameBytes } from "./padding.js";

/**
 * Meters' clocks agree to the second, so that neighbours' transmitters would all speak at the same moment, for ever. So each
 * waits for a random part of this after its telegram, and draws another part when a frame went unanswered. Between losses
 * the part stays the same: where slots set the pace, frames are on a grid that tells nothing of the telegrams.
 */
const SHORTEST_SPREAD: Milliseconds = 800;

/** No longer, however crowded the air is: five chances a minute. */
const LONGEST_INTERVAL = KEEP_ALIVE;

export interface PaceOptions {
	port: AirPort;
	/** In [0, 1). */
	random: () => number;
}

export class Pace {
	readonly #options: PaceOptions;
	#offset: Milliseconds;
	/** Between telegrams, where the air is crowded: what a loss doubles, and each telegram that gets through shortens. */
	#interval: Milliseconds = 0;
	#waitsSince: Milliseconds = 0;
	#lastFrameAt: Milliseconds = 0;
	/** When the next slot begins; its frame goes `offset` later. */
	#slotAt: Milliseconds = 0;
	/** When the law allows the next slot to begin. */
	#lawfulAt: Milliseconds = 0;

	constructor(options: PaceOptions) {
		this.#options = options;
		this.#offset = options.random() * SHORTEST_SPREAD;
	}

	/** How long after a telegram, or after the beginning of its slot, a frame goes. */
	get offset(): Milliseconds {
		return this.#offset;
	}

	/** The meter sent a telegram when none waited. One that comes while another waits takes its place, and its turn. */
	offered(now: Milliseconds): void {
		this.#waitsSince = now;
	}

	/** A frame of any kind went out. */
	sent(now: Milliseconds): void {
		this.#lastFrameAt = now;
	}

	/** A telegram's frame was lost, perhaps to a neighbour's with the same offset. */
	unanswered(): void {
		this.#offset = this.#options.random() * this.#spread;
	}

	/**
	 * A telegram's frame was lost while others were on the air, or found no gap between theirs: half as many from now on,
	 * and the next one at random within that time. With `answered` this is additive increase and multiplicative decrease of
	 * the rate: pairs that hear each other come to equal shares of the air, and a pair alone is not slowed down.
	 */
	crowded(rung: Rung): void {
		const slot = this.slot(rung);
		this.#interval = Math.min(Math.max(LONGEST_INTERVAL, slot), 2 * Math.max(this.#interval, slot));
		this.#slotAt = this.#lawfulAt;
		this.unanswered();
	}

	/** A telegram got through: the rate rises by one telegram per longest interval. */
	answered(): void {
		this.#interval = (this.#interval * LONGEST_INTERVAL) / (this.#interval + LONGEST_INTERVAL);
		// The slot moves by what the offset loses: the next frame goes when it would have gone.
		const offset = this.#offset % this.#spread;
		this.#slotAt += this.#offset - offset;
		this.#offset = offset;
	}

	/** Nothing is known of who else is on the air. */
	restart(): void {
		this.#interval = 0;
		this.#offset %= this.#spread;
	}

	/** How long a slot is: as often as the law allows the usual frame. */
	slot(rung: Rung): Milliseconds {
		return lawfulInterval(rung, usualFrameBytes(rung), this.#options.port.dutyCycle);
	}

	/** The longest offset: with the interval it grows, so that neighbours find gaps in each other's grids. */
	get #spread(): Milliseconds {
		return Math.max(SHORTEST_SPREAD, this.#interval);
	}

	/** When the next frame's turn is, whatever the duty ledger says. */
	turn(rung: Rung, hasTelegram: boolean, isAfterLoss: boolean): Milliseconds {
		const { dutyCycle } = this.#options.port;
		if (hasTelegram) return Math.max(this.#slotAt, this.#waitsSince) + this.#offset;
		const silence = isAfterLoss ? silenceAfterLoss : longestSilence;
		return Math.max(this.#slotAt, this.#lastFrameAt + silence(rung, dutyCycle));
	}

	/**
	 * Books the slots of a frame of so many bytes that goes now. Slots depend on the rung, not on what is sent: a longer
	 * frame takes as many as it needs. Where slots follow each other, they do so without drift.
	 */
	take(now: Milliseconds, rung: Rung, bytes: number): void {
		const { port } = this.#options;
		const { dutyCycle } = port;
		const slot = this.slot(rung);
		const slots = Math.ceil(lawfulInterval(rung, bytes, dutyCycle) / slot);
		const begun = now - this.#offset;
		const from = begun - this.#slotAt < slot ? this.#slotAt : begun;
		// Not longer, however little airtime is left: a link that falls silent is lost, and a new sync costs more than this.
		const sparing = Math.min(port.sustainableInterval(bytes), longestSilence(rung, dutyCycle));
		this.#lawfulAt = Math.max(from + slots * slot, begun + sparing);
		this.#slotAt = Math.max(this.#lawfulAt, from + this.#interval);
	}
}

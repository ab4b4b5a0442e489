/** When the next frame goes while the link runs: a telegram in its slot, or something to stay in touch. */
import type { Milliseconds } from "../clock.js";
import type { Rung } from "../negotiation/ladder.js";
import { lawfulInterval, longestSilence, silenceAfterLoss } from "../negotiation/timing.js";
import type { AirPort } from "./air-port.js";
import { usualFrameBytes } from "./padding.js";

/**
 * Meters keep the same second, and neighbours' transmitters, which all hear theirs at once, would speak at once for ever.
 * So each waits for a random part of this after a telegram, and for another one when it went unanswered.
 */
const LONGEST_OFFSET: Milliseconds = 800;

export interface PaceOptions {
	port: AirPort;
	/** Of the sub-band in use. */
	dutyCycle: number;
	/** In [0, 1). */
	random: () => number;
}

export class Pace {
	readonly #options: PaceOptions;
	#offset: Milliseconds;
	#offeredAt: Milliseconds = 0;
	#lastFrameAt: Milliseconds = 0;
	/** When the next slot of the cadence begins. */
	#slotAt: Milliseconds = 0;

	constructor(options: PaceOptions) {
		this.#options = options;
		this.#offset = options.random() * LONGEST_OFFSET;
	}

	/** How long after a telegram its frame goes, where nothing else holds it up. */
	get offset(): Milliseconds {
		return this.#offset;
	}

	/** The meter sent a telegram. */
	offered(now: Milliseconds): void {
		this.#offeredAt = now;
	}

	/** A frame of any kind went out. */
	sent(now: Milliseconds): void {
		this.#lastFrameAt = now;
	}

	/** A telegram's frame was lost, perhaps to a neighbour's with the same offset. */
	unanswered(): void {
		this.#offset = this.#options.random() * LONGEST_OFFSET;
	}

	/** When the next frame may go, the law's word aside. */
	turn(rung: Rung, hasTelegram: boolean, isAfterLoss: boolean): Milliseconds {
		const { dutyCycle } = this.#options;
		if (hasTelegram) return Math.max(this.#slotAt, this.#offeredAt + this.#offset);
		const silence = isAfterLoss ? silenceAfterLoss : longestSilence;
		return Math.max(this.#slotAt, this.#lastFrameAt + silence(rung, dutyCycle));
	}

	/**
	 * A frame of so many bytes takes its slots. The cadence is fixed, of the rung and not of what is sent: the lawful interval
	 * of the usual frame, and for a longer frame so many of them as it takes. Where slots follow each other, they do so
	 * without drift.
	 */
	take(now: Milliseconds, rung: Rung, bytes: number): void {
		const { port, dutyCycle } = this.#options;
		const slot = lawfulInterval(rung, usualFrameBytes(rung), dutyCycle);
		const slots = Math.ceil(lawfulInterval(rung, bytes, dutyCycle) / slot);
		const from = now - this.#slotAt < slot ? this.#slotAt : now;
		// However little airtime is left: a link that falls silent is lost, and a new sync costs more than staying in touch.
		const sparing = Math.min(port.sustainableInterval(bytes), longestSilence(rung, dutyCycle));
		this.#slotAt = Math.max(from + slots * slot, now + sparing);
	}
}

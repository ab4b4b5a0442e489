/** What is on the air at one receiver, and what has been, for as long as a frame that met it is still to be judged. */
import type { Milliseconds } from "../../src/clock.js";
import type { Heard } from "./interference.js";
import type { Arrival } from "./transmission.js";

/** Times are rounded by less than this where frames end. */
const GRAIN: Milliseconds = 1;

/** Where many are on the air, looking through them costs more than all else: what is over stands apart, and is left soon. */
export class Earshot {
	/** In the order in which they began. */
	readonly #frames: Arrival[] = [];
	/** Frames that are judged, in the order in which they ended. */
	readonly #over: Arrival[] = [];
	readonly #noise: Heard[] = [];

	/** Frames that are still to be judged. */
	get frames(): readonly Arrival[] {
		return this.#frames;
	}

	begin(arrival: Arrival): void {
		this.#frames.push(arrival);
	}

	beginNoise(noise: Heard): void {
		this.#noise.push(noise);
	}

	/** The frame is judged. */
	end(arrival: Arrival): void {
		// Mostly it is alone.
		if (this.#frames.length === 1) this.#frames.pop();
		else this.#frames.splice(this.#frames.indexOf(arrival), 1);
		if (this.#frames.length === 0) {
			if (this.#over.length > 0) this.#over.length = 0;
		} else {
			this.#over.push(arrival);
			// Not one by one: only where half of them can go.
			if (this.#over[this.#over.length >> 1].transmission.announcedEnd <= this.#since)
				this.#over.splice(0, this.#firstOver(this.#since));
		}
		if (this.#noise.length > 0) this.forgetNoise();
	}

	/** Drops what is silent, and what no frame still to be judged has met. */
	forgetNoise(): void {
		let kept = 0;
		for (const noise of this.#noise) if (noise.endsAt > this.#since) this.#noise[kept++] = noise;
		this.#noise.length = kept;
	}

	/** All that ends after `from`, and some that ended before. */
	after(from: Milliseconds): readonly Heard[] {
		const frames = this.framesAfter(from);
		return this.#noise.length === 0 ? frames : [...frames, ...this.#noise];
	}

	framesAfter(from: Milliseconds): readonly Arrival[] {
		const first = this.#firstOver(from);
		return first === this.#over.length ? this.#frames : [...this.#over.slice(first), ...this.#frames];
	}

	/** What ended earlier has met no frame that is still to be judged. Noise that goes on ends at Infinity: later than this. */
	get #since(): Milliseconds {
		return this.#frames.length === 0 ? Number.MAX_VALUE : this.#frames[0].startedAt;
	}

	/** Of those that are over, the first that may have ended after `from`. */
	#firstOver(from: Milliseconds): number {
		let first = this.#over.length;
		while (first > 0 && this.#over[first - 1].transmission.announcedEnd > from - GRAIN) first--;
		return first;
	}
}

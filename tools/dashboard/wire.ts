/** The cable between the meter and the transmitter: sound, noisy, or cut. */
import type { P1Line } from "../sim/p1-line.js";
import type { Random } from "../sim/random.js";
import type { LineMode } from "./events.js";

export const LINE_MODES: readonly LineMode[] = Object.freeze(["clean", "noisy", "cut"]);

/** One in so many bytes is hit: of telegrams of 1,000 bytes, one in three is damaged. */
const BYTES_A_HIT = 2500;

export class Wire {
	mode: LineMode = "clean";
	readonly #random: Random;

	constructor(line: P1Line, random: Random) {
		this.#random = random;
		line.wear = (bytes) => this.#wear(bytes);
	}

	#wear(bytes: Uint8Array): Uint8Array {
		if (this.mode === "clean") return bytes;
		if (this.mode === "cut") return bytes.subarray(0, 0);
		// Whoever sent them keeps them.
		const worn = bytes.slice();
		for (let at = 0; at < worn.length; at++) {
			if (this.#random() * BYTES_A_HIT < 1) worn[at] ^= 1 << Math.floor(this.#random() * 7);
		}
		return worn;
	}
}

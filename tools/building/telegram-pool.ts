/** One household's telegrams, second by second, made once: each meter of a kind begins somewhere in them. */
import { crc32 } from "../../src/vendor/crc-32.js";
import { GeneratedMeter, METER_MODELS } from "../sim/meters.js";
import { seededRandom } from "../sim/random.js";

export class TelegramPool {
	readonly #meter: GeneratedMeter;
	readonly #telegrams: Uint8Array[] = [];
	/** By CRC-32, where in the pool. */
	readonly #index = new Map<number, number>();

	/** `kind` is a key of METER_MODELS. */
	constructor(kind: string, seed: number) {
		this.#meter = new GeneratedMeter(METER_MODELS[kind], seededRandom(seed, "meter"), { intervalSeconds: 1 });
	}

	at(index: number): Uint8Array {
		while (this.#telegrams.length <= index) {
			const telegram = this.#meter.next();
			this.#index.set(crc32(telegram), this.#telegrams.length);
			this.#telegrams.push(telegram);
		}
		return this.#telegrams[index];
	}

	/** Undefined for what no meter has sent. */
	indexOf(telegram: Uint8Array): number | undefined {
		return this.#index.get(crc32(telegram));
	}
}

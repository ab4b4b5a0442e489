/** The rung that a person wants the link to be on, kept over restarts. */
import { AUTOMATIC } from "../homeassistant/commands.js";
import type { KeyValue } from "../io.js";
import { isRung, LADDER, type Rung, rungName } from "../negotiation/ladder.js";

const KEY = "wish";

export class WishedRung {
	readonly #storage: KeyValue;
	#rung: Rung | undefined;

	/** `storage` is the link's. A new pairing leaves the wish: it changes nothing about the house. */
	constructor(storage: KeyValue) {
		this.#storage = storage;
		this.#rung = this.#read();
	}

	/** Undefined for the best that the air bears. */
	get rung(): Rung | undefined {
		return this.#rung;
	}

	/** `automatic`, or the rung's. */
	get name(): string {
		return this.#rung === undefined ? AUTOMATIC : rungName(this.#rung);
	}

	/** Where storage does not take it, it holds until the next restart. */
	set name(name: string) {
		const rung = LADDER.findIndex((_, candidate) => rungName(candidate) === name);
		const wanted = rung < 0 ? undefined : rung;
		if (wanted === this.#rung) return;
		this.#rung = wanted;
		try {
			if (wanted === undefined) this.#storage.delete(KEY);
			else this.#storage.write(KEY, Uint8Array.of(wanted).buffer);
		} catch {
			// Nobody could do anything about it.
		}
	}

	#read(): Rung | undefined {
		try {
			const stored = this.#storage.read(KEY);
			const rung = stored === undefined ? Number.NaN : new Uint8Array(stored)[0];
			return isRung(rung) ? rung : undefined;
		} catch {
			return undefined;
		}
	}
}

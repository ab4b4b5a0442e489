/** Non-volatile storage that survives a simulated power cut, as a board's NVS does. */
import type { KeyValue } from "../../src/io.js";

/** One board's flash: named domains, each a `KeyValue`. A write is whole or not there at all, as NVS promises. */
export class Flash {
	/** Writes since the board was made: flash wears. */
	writes = 0;
	#domains = new Map<string, Map<string, Uint8Array>>();

	/** Opens a domain, as `embedded:storage/key-value` does; an unknown one is empty. */
	open(domain: string): KeyValue {
		const entries = this.#domains.get(domain) ?? new Map<string, Uint8Array>();
		this.#domains.set(domain, entries);
		return {
			read: (key) => entries.get(key)?.slice().buffer,
			write: (key, value) => {
				this.writes++;
				entries.set(key, new Uint8Array(value.slice(0)));
			},
			delete: (key) => {
				this.writes++;
				entries.delete(key);
			},
		};
	}
}

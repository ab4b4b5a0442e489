import type { LinkEvent } from "./event.js";

/** Tells once when storage begins to refuse what must be written before a frame, and once when it takes it again. */
export class StorageWatch {
	readonly #onEvent: (event: LinkEvent) => void;
	#refuses = false;

	constructor(onEvent: (event: LinkEvent) => void) {
		this.#onEvent = onEvent;
	}

	/** How the latest attempt to write went. */
	note(refuses: boolean): void {
		if (refuses === this.#refuses) return;
		this.#refuses = refuses;
		this.#onEvent({ kind: "storage", refuses });
	}
}

/**
 * When a line that has fallen silent is opened anew. A serial port can go deaf: the SDK's driver is not called again once
 * its message did not fit the queue (SDK 8.2.3, modules/io/serial/esp32/serial.c, `serial_isr`), and a plug that is put
 * in while it runs may leave it in a state that nobody foresaw. Opening it anew costs a millisecond, so it is done before
 * anyone knows what is wrong; but ever more seldom, since most silence is a meter that has nothing to say.
 */
import type { Milliseconds } from "../clock.js";

/** Six telegrams of a meter that speaks each ten seconds. */
const PATIENCE: Milliseconds = 60_000;
/** With each opening patience doubles up to this: four openings an hour. */
const LONGEST_PATIENCE: Milliseconds = 960_000;

export class SilenceGuard {
	#heardAt: Milliseconds;
	#openedAt: Milliseconds;
	#patience = PATIENCE;
	/** Since the line fell silent. */
	#openings = 0;

	constructor(now: Milliseconds) {
		this.#heardAt = now;
		this.#openedAt = now;
	}

	/** When the port is to be opened anew, unless something is heard before. */
	get dueAt(): Milliseconds {
		return Math.max(this.#heardAt, this.#openedAt) + this.#patience;
	}

	/** Something came in; what to tell, when the port was opened anew in the silence before. */
	heard(now: Milliseconds): { openings: number; silence: Milliseconds } | undefined {
		const ended = this.#openings > 0 ? { openings: this.#openings, silence: now - this.#heardAt } : undefined;
		this.#heardAt = now;
		this.#openings = 0;
		this.#patience = PATIENCE;
		return ended;
	}

	/** The port was opened anew; how often in this silence. */
	opened(now: Milliseconds): number {
		this.#openedAt = now;
		this.#patience = Math.min(LONGEST_PATIENCE, 2 * this.#patience);
		return ++this.#openings;
	}
}

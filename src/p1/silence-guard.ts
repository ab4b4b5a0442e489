/**
 * When a line that has fallen silent is opened anew. A serial port can go deaf: the SDK's driver is not called again once
 * its message did not fit the queue (SDK 8.2.3, modules/io/serial/esp32/serial.c, `serial_isr`), and a plug that is put
 * in while it runs may leave it in a state that nobody foresaw. Opening it anew costs a millisecond, so it is done before
 * anyone knows what is wrong; but ever more seldom, since most silence is a meter that has nothing to say. It follows the
 * meter's own pauses: what comes in while the port is opened is lost, and with it a telegram.
 */
import type { Milliseconds } from "../clock.js";

/** Six telegrams of a meter that speaks each ten seconds. */
const PATIENCE: Milliseconds = 60_000;
/** A meter that has been heard before may speak more seldom: so many of its last pauses. */
const PAUSES = 3;
/** Nearly every meter speaks each minute at least: taken for a pause while there was none. */
const USUAL_PAUSE: Milliseconds = 60_000;
/** A longer one was no pause, but a meter that was unplugged: a Swedish operator may set an hour. */
const LONGEST_PAUSE: Milliseconds = 3_600_000;
/** With each opening patience doubles up to this: four openings an hour. */
const LONGEST_PATIENCE: Milliseconds = 960_000;

/** How often the port was opened anew in it, and how long it has lasted. */
export interface Silence {
	openings: number;
	silence: Milliseconds;
}

export class SilenceGuard {
	/** Undefined before the first byte. */
	#heardAt: Milliseconds | undefined;
	/** Since when it is listened to as it is. */
	#openedAt: Milliseconds;
	#patience = PATIENCE;
	/** Since the line fell silent. */
	#openings = 0;
	readonly #beganAt: Milliseconds;

	constructor(now: Milliseconds) {
		this.#beganAt = now;
		this.#openedAt = now;
	}

	/** When the port is to be opened anew, unless something is heard before. */
	get dueAt(): Milliseconds {
		return Math.max(this.#heardAt ?? 0, this.#openedAt) + this.#patience;
	}

	/** Something came in after a pause; what to tell, when the port was opened anew in the silence before. */
	heard(now: Milliseconds): Silence | undefined {
		const ended = this.#openings > 0 ? this.#silence(now) : undefined;
		const pause = this.#heardAt === undefined ? USUAL_PAUSE : Math.min(LONGEST_PAUSE, now - this.#heardAt);
		this.#heardAt = now;
		this.#openings = 0;
		this.#patience = Math.max(PATIENCE, PAUSES * pause);
		return ended;
	}

	/** The port was opened anew. */
	opened(now: Milliseconds): Silence {
		this.#openedAt = now;
		this.#patience = Math.max(this.#patience, Math.min(LONGEST_PATIENCE, 2 * this.#patience));
		this.#openings++;
		return this.#silence(now);
	}

	#silence(now: Milliseconds): Silence {
		return { openings: this.#openings, silence: now - (this.#heardAt ?? this.#beganAt) };
	}
}

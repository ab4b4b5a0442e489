/**
 * When a line that has fallen silent is opened anew. A serial port can go deaf, as the SDK's driver does once its message
 * did not fit the queue (docs/timing.md: the board has another one), and a plug that is put in while it runs may leave it
 * in a state that nobody foresaw. Opening it anew takes a millisecond, so it is done on mere suspicion; but ever more
 * rarely, since most silence is a meter that has nothing to say. The pauses follow the meter's own interval, because a
 * telegram that comes in just then is lost.
 */
import type { Milliseconds } from "../clock.js";

/** Six telegrams of a meter that speaks each ten seconds. */
const PATIENCE: Milliseconds = 60_000;
/** A meter may speak more seldom: so many of its intervals. */
const INTERVALS = 3;
/** Nearly every meter speaks each minute at least: taken for its interval before that is known. */
const USUAL_INTERVAL: Milliseconds = 60_000;
/** Whatever is longer was no interval, but a meter that was unplugged: a Swedish operator may set an hour. */
const LONGEST_INTERVAL: Milliseconds = 7_200_000;
/** With each opening patience doubles up to this: four openings an hour. */
const LONGEST_PATIENCE: Milliseconds = 960_000;

/** A silence: how often the port was opened anew in it, and how long it has lasted. */
export interface Silence {
	openings: number;
	silence: Milliseconds;
}

export class SilenceGuard {
	/** When the last byte came, or when the guard began. */
	#heardAt: Milliseconds;
	/** Undefined before the first telegram. */
	#telegramAt: Milliseconds | undefined;
	#lastInterval: Milliseconds | undefined;
	/** The shorter of the last two: an outage is a long one, and the next is the meter's own again. */
	#interval = USUAL_INTERVAL;
	/** When the port was last opened. */
	#openedAt: Milliseconds;
	#patience = PATIENCE;
	/** How often the port was opened since the line fell silent. */
	#openings = 0;

	constructor(now: Milliseconds) {
		this.#heardAt = now;
		this.#openedAt = now;
	}

	/** When the port is to be opened anew, unless something is heard before. */
	get dueAt(): Milliseconds {
		return Math.max(this.#heardAt, this.#openedAt) + this.#patience;
	}

	/** A meter that has said nothing for so long is silent, to whoever looks at the board. */
	get silentAfter(): Milliseconds {
		return INTERVALS * Math.max(USUAL_INTERVAL, this.#interval);
	}

	/** Something came in after a pause; what to tell, when the port was opened anew in the silence before. */
	heard(now: Milliseconds): Silence | undefined {
		const ended = this.#openings > 0 ? this.#silence(now) : undefined;
		this.#heardAt = now;
		this.#openings = 0;
		this.#beginPatience();
		return ended;
	}

	/** A whole telegram came in. Only these tell how often the meter speaks: a plug that is put in makes bytes, too. */
	telegram(now: Milliseconds): void {
		const interval = now - (this.#telegramAt ?? Number.NEGATIVE_INFINITY);
		this.#telegramAt = now;
		if (interval > LONGEST_INTERVAL) return;
		this.#interval = Math.min(interval, this.#lastInterval ?? interval);
		this.#lastInterval = interval;
		this.#beginPatience();
	}

	#beginPatience(): void {
		this.#patience = Math.max(PATIENCE, INTERVALS * this.#interval);
	}

	/** The port was opened anew. */
	opened(now: Milliseconds): Silence {
		this.#openedAt = now;
		this.#patience = Math.max(this.#patience, Math.min(LONGEST_PATIENCE, 2 * this.#patience));
		this.#openings++;
		return this.#silence(now);
	}

	#silence(now: Milliseconds): Silence {
		return { openings: this.#openings, silence: now - this.#heardAt };
	}
}

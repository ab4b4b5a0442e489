import type { Clock, Milliseconds, Timer } from "../clock.js";

/** Moddable's `timer`. Delays are truncated to whole milliseconds, in 32 bits. */
export interface TimerModule {
	set(callback: () => void, delay: Milliseconds): Timer;
	/** Ignores a timer that has fired, and undefined. */
	clear(timer: Timer | undefined): void;
}

/** Moddable's `time`. */
export interface TimeModule {
	/** Milliseconds since the start as a signed 32-bit integer: after 24.8 days they turn negative. */
	readonly ticks: Milliseconds;
}

/** The longest delay of Moddable's timers: 24.8 days. */
const LONGEST: Milliseconds = 0x7fff_ffff;

/** The board's clock. It must be read once in 49.7 days at least; the radio's watch does so twice a second. */
export class DeviceClock implements Clock {
	readonly #timer: TimerModule;
	readonly #time: TimeModule;
	#ticks: Milliseconds;
	#now: Milliseconds = 0;

	constructor(timer: TimerModule, time: TimeModule) {
		this.#timer = timer;
		this.#time = time;
		this.#ticks = time.ticks;
	}

	now(): Milliseconds {
		const ticks = this.#time.ticks;
		// Taken as 32 bits without a sign, the difference is right across the wrap too.
		this.#now += (ticks - this.#ticks) >>> 0;
		this.#ticks = ticks;
		return this.#now;
	}

	/** Throws a RangeError for more than 24.8 days. */
	after(delay: Milliseconds, callback: () => void): Timer {
		if (!(delay <= LONGEST)) throw new RangeError(`delay is ${delay} ms: at most ${LONGEST} are possible`);
		// Rounded up: no timer may come early.
		return this.#timer.set(() => callback(), Math.max(0, Math.ceil(delay)));
	}

	cancel(timer: Timer | undefined): void {
		this.#timer.clear(timer);
	}
}

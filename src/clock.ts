/** Time, injected. Nothing in `src/` reads a clock of its own: a simulated day then takes milliseconds. */

export type Milliseconds = number;

/** A running one-shot timer; opaque to whoever holds it. */
export type Timer = object;

export interface Clock {
	/** Monotonic time since start. It does not wrap and never goes back. */
	now(): Milliseconds;
	/** Calls back once, `delay` from now; a delay of 0 or less means as soon as the caller has returned. */
	after(delay: Milliseconds, callback: () => void): Timer;
	/** Stops a timer. One that has fired, or none at all, is ignored. */
	cancel(timer: Timer | undefined): void;
}

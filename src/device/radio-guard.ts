/**
 * The radio's watchdog. The ESP32's own watchdog is fed from the SDK's message loop, and that runs even if the radio has
 * failed for good. A dead radio is worth a restart, which sets up pins and bus anew.
 */
import type { Clock, Milliseconds } from "../clock.js";

const LOOK: Milliseconds = 30_000;
/** The driver resets the chip every 2 s all that time. */
const PATIENCE: Milliseconds = 10 * 60_000;

export function guardRadio(clock: Clock, mode: () => string | undefined, onDead: (error: string) => void): void {
	let aliveAt = clock.now();
	const look = () => {
		const now = clock.now();
		const is = mode();
		// A board without a key has no radio to watch.
		if (is !== "failed" && is !== "resetting") aliveAt = now;
		if (now - aliveAt >= PATIENCE) onDead("the radio did not come back in 10 min");
		else clock.after(LOOK, look);
	};
	clock.after(LOOK, look);
}

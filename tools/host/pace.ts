/** Lets simulated time pass beside real time, or as fast as the computer can. */
import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { Milliseconds } from "../../src/clock.js";
import type { VirtualClock } from "../sim/clock.js";

/** A look at the real clock at least this often, so that sockets and keys are answered. */
const LONGEST_SLEEP: Milliseconds = 20;

/** How much simulated time passes between two looks at the sockets when nothing holds it back. */
const FREE_SLICE: Milliseconds = 250;

/**
 * Runs `clock` until `until` (simulated) or until `stopped()`; `speed` simulated seconds pass in a real one, Infinity
 * for as many as can be.
 */
export async function pace(
	clock: VirtualClock,
	{ speed, until, stopped }: { speed: number; until: Milliseconds; stopped: () => boolean },
): Promise<void> {
	const realStart = performance.now();
	const start = clock.now();
	while (!stopped() && clock.now() < until) {
		if (speed === Number.POSITIVE_INFINITY) {
			clock.runWhile(() => !stopped(), Math.min(clock.now() + FREE_SLICE, until));
			if (!stopped()) clock.runUntil(Math.min(clock.now() + FREE_SLICE, until));
			await nextTurn();
			continue;
		}
		clock.runUntil(Math.min(until, start + (performance.now() - realStart) * speed));
		const nextAt = clock.nextAt ?? Number.POSITIVE_INFINITY;
		const pause = (nextAt - clock.now()) / speed;
		await sleep(Math.min(LONGEST_SLEEP, Math.max(1, pause)));
	}
}

/** Lets simulated time pass beside real time, or as fast as the computer can. */
import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { Milliseconds } from "../../src/clock.js";
import type { VirtualClock } from "../sim/clock.js";

/** A look at the real clock at least this often while the simulation waits for its time. */
const LONGEST_SLEEP: Milliseconds = 20;

/** Sockets, keys and signals wait no longer than this for the simulation. */
const LONGEST_TURN: Milliseconds = 20;

/** How much simulated time passes between two looks at the real clock. */
const SLICE: Milliseconds = 100;

/** What the simulation lags behind by more than this, in real time, it will not make up for: the computer slept, or is too slow. */
const LARGEST_LAG: Milliseconds = 1000;

/**
 * Runs `clock` until `until` (simulated) or until `stopped()`; `speed` simulated seconds pass in a real one, Infinity
 * for as many as can be. Where the computer can't keep up, fewer pass.
 */
export async function pace(
	clock: VirtualClock,
	{ speed, until, stopped }: { speed: number; until: Milliseconds; stopped: () => boolean },
): Promise<void> {
	const free = speed === Number.POSITIVE_INFINITY;
	let realStart = performance.now();
	let start = clock.now();
	while (!stopped() && clock.now() < until) {
		const turnStart = performance.now();
		const target = free ? until : Math.min(until, start + (turnStart - realStart) * speed);
		while (!stopped() && clock.now() < target && performance.now() - turnStart < LONGEST_TURN) {
			const next = Math.min(target, clock.now() + SLICE);
			if (!clock.runWhile(() => !stopped(), next)) clock.runUntil(next);
		}
		if (clock.now() >= target) {
			const pause = ((clock.nextAt ?? Number.POSITIVE_INFINITY) - clock.now()) / speed;
			await sleep(Math.min(LONGEST_SLEEP, Math.max(1, pause)));
		} else {
			if ((target - clock.now()) / speed > LARGEST_LAG) {
				realStart = performance.now();
				start = clock.now();
			}
			await nextTurn();
		}
	}
}

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

/** How many simulated seconds pass in a real one: Infinity for as many as can be, 0 for a pause. */
export interface Tempo {
	speed: number;
}

/**
 * Runs `clock` until `until` (simulated) or until `stopped()`, at the tempo's speed of the moment. Where the computer can't
 * keep up, less time passes.
 */
export async function pace(
	clock: VirtualClock,
	{ tempo, until, stopped }: { tempo: Readonly<Tempo>; until: Milliseconds; stopped: () => boolean },
): Promise<void> {
	let { speed } = tempo;
	let realStart = performance.now();
	let start = clock.now();
	while (!stopped() && clock.now() < until) {
		if (tempo.speed !== speed) {
			speed = tempo.speed;
			realStart = performance.now();
			start = clock.now();
		}
		if (speed === 0) {
			await sleep(LONGEST_SLEEP);
			continue;
		}
		const free = speed === Number.POSITIVE_INFINITY;
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

/** One row of `p1-lora bench air`, alone in its process: `air-speed-row.ts LEVEL NODES SEED` prints it as JSON. */
import type { Milliseconds } from "../../src/clock.js";
import { airLoad, type Level } from "./air-load.js";
import type { AirSpeed } from "./air-speed.js";

/** Of the processor's time, other work on it left out: until the engine has compiled what it will, and to measure. */
const WARM_UP: Milliseconds = 1500;
const BUDGET: Milliseconds = 2000;
/** Simulated at a time. */
const STEP: Milliseconds = 1000;

function measure(level: Level, nodes: number, seed: number): AirSpeed {
	const { clock, frames } = airLoad(level, nodes, seed);
	run(clock, WARM_UP);
	const before = frames.sent;
	const { simulated, elapsed } = run(clock, BUDGET);
	const sent = frames.sent - before;
	return {
		...{ nodes, level, frames: sent, toLinear: 1 },
		speed: simulated / elapsed,
		microsecondsPerFrame: (1000 * elapsed) / sent,
	};
}

/** Lets simulated time pass until the budget is used up; both in milliseconds. */
function run(clock: { advance(duration: Milliseconds): void }, budget: Milliseconds) {
	const start = process.cpuUsage();
	for (let simulated = STEP; ; simulated += STEP) {
		clock.advance(STEP);
		const { user, system } = process.cpuUsage(start);
		const elapsed = (user + system) / 1000;
		if (elapsed >= budget) return { simulated, elapsed };
	}
}

const [level, nodes, seed] = process.argv.slice(2);
console.log(JSON.stringify(measure(level as Level, Number(nodes), Number(seed)))); // `airSpeeds` gives them

import { setTimeout as sleep } from "node:timers/promises";
import type { Milliseconds } from "../../src/clock.js";
import { pace } from "../../tools/host/pace.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { assert, test } from "../harness/index.js";

const FREE = Number.POSITIVE_INFINITY;
const running = () => false;

/** Calls `body` each `interval`, from now on and for ever. */
function every(clock: VirtualClock, interval: Milliseconds, body: () => void): void {
	clock.after(interval, () => {
		body();
		every(clock, interval, body);
	});
}

for (const speed of [FREE, 1000]) {
	test(`at a speed of ${speed}, every timer runs at its own time, and the run ends when it should`, async () => {
		const clock = new VirtualClock();
		const times: number[] = [];
		every(clock, 70, () => times.push(clock.now()));
		await pace(clock, { tempo: { speed }, until: 350, stopped: running });
		assert.deepEqual(times, [70, 140, 210, 280, 350]);
		assert.equal(clock.now(), 350);
	});
}

test("simulated time does not outrun real time by more than was asked for", async () => {
	const clock = new VirtualClock();
	const start = performance.now();
	await pace(clock, { tempo: { speed: 10 }, until: 300, stopped: running });
	assert.ok((performance.now() - start) * 10 >= 300);
});

test("a run that is stopped stops there, and runs nothing that comes later", async () => {
	const clock = new VirtualClock();
	let count = 0;
	every(clock, 10, () => count++);
	await pace(clock, { tempo: { speed: FREE }, until: FREE, stopped: () => count === 7 });
	assert.equal(count, 7);
	assert.equal(clock.now(), 70);
});

test("a run that is stopped already does nothing", async () => {
	const clock = new VirtualClock();
	await pace(clock, { tempo: { speed: 1 }, until: FREE, stopped: () => true });
	assert.equal(clock.now(), 0);
});

// It would not end: so it fails by the runner's patience.
for (const speed of [FREE, 100_000]) {
	test(`sockets and signals are answered while a simulation that is too slow for ${speed} runs`, async () => {
		const clock = new VirtualClock();
		every(clock, 1, () => {
			const start = performance.now();
			while (performance.now() - start < 0.2);
		});
		let stopped = false;
		setTimeout(() => {
			stopped = true;
		}, 100);
		await pace(clock, { tempo: { speed }, until: FREE, stopped: () => stopped });
		assert.ok(clock.now() > 0);
	});
}

test("a pause stops simulated time, and what follows goes on from there, without catching up", async () => {
	const clock = new VirtualClock();
	const tempo = { speed: 100 };
	let stopped = false;
	const run = pace(clock, { tempo, until: FREE, stopped: () => stopped });
	await sleep(60);
	tempo.speed = 0;
	await sleep(40);
	const paused = clock.now();
	assert.ok(paused > 0);
	await sleep(200);
	assert.equal(clock.now(), paused);
	tempo.speed = 1;
	await sleep(100);
	stopped = true;
	await run;
	assert.ok(clock.now() > paused && clock.now() < paused + 1000, `${clock.now() - paused}`);
});

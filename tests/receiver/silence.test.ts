import { Silence } from "../../src/receiver/silence.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { assert, test } from "../harness/index.js";

const MINUTE = 60_000;

/** A receiver that hears telegrams after these pauses, and how long it then waits for the next one, in minutes. */
function patienceAfter(pauses: readonly number[], lostIn: readonly number[] = []): number {
	const clock = new VirtualClock();
	let told = 0;
	const silence = new Silence(clock, (patience) => {
		told = patience;
	});
	silence.heard();
	for (const [index, pause] of pauses.entries()) {
		clock.advance((pause * MINUTE) / 2);
		if (lostIn.includes(index)) silence.interrupted();
		clock.advance((pause * MINUTE) / 2);
		silence.heard();
	}
	clock.advance(100 * 60 * MINUTE);
	return told / MINUTE;
}

test("values are old after three minutes, or after three of the pauses that the meter makes", () => {
	assert.equal(patienceAfter([1 / 60, 1 / 60]), 3);
	assert.equal(patienceAfter([2, 2]), 6);
	for (const pause of [5, 15, 60]) assert.equal(patienceAfter([pause, pause, pause, pause]), 3 * pause);
});

test("what a meter once paused, however long, does not make its receiver wait longer later", () => {
	assert.equal(patienceAfter([2, 2, 1 / 6, 1 / 6]), 3);
	assert.equal(patienceAfter([1 / 6, 175 / 60, 1 / 6, 520 / 60, 1 / 6, 26, 1 / 6]), 3);
	// One of a slow meter's telegrams is lost.
	assert.equal(patienceAfter([5, 5, 10]), 15);
});

test("one long pause is no pause of the meter's, and neither are two around a lost link", () => {
	assert.equal(patienceAfter([1 / 60, 50, 1 / 60]), 3);
	assert.equal(patienceAfter([1 / 60, 50]), 3);
	assert.equal(patienceAfter([50, 50], [0, 1]), 3);
	assert.equal(patienceAfter([50, 50, 1 / 60]), 3);
	// Two nights without the meter.
	assert.equal(patienceAfter([600, 600]), 3);
});

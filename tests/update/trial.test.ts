import { Trial } from "../../src/update/trial.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { assert, test } from "../harness/index.js";

const MINUTE = 60_000;

/** A start of the program with this version, as one that can be looked into. */
function start(storage: FaultyStorage, version: string, isHealthy: () => boolean) {
	const clock = new VirtualClock();
	const done: string[] = [];
	const trial = new Trial({
		clock,
		storage,
		version,
		isHealthy,
		keep: () => done.push(`kept at ${clock.now()}`),
		giveUp: () => done.push(`given up at ${clock.now()}`),
	});
	return { clock, trial, done };
}

test("a start that follows no update has nothing to tell, and keeps nothing", () => {
	const { clock, trial, done } = start(new FaultyStorage(), "0.2.0", () => true);
	clock.advance(20 * MINUTE);
	assert.deepEqual([trial.report, done], [undefined, []]);
});

test("a new image that is well for a minute is kept, once", () => {
	const storage = new FaultyStorage();
	Trial.begin(storage, "0.2.0");
	const { clock, trial, done } = start(storage, "0.2.0", () => true);
	assert.equal(trial.report, "0.2.0 is on trial");
	assert.ok(trial.isRunning);
	clock.advance(20 * MINUTE);
	assert.ok(!trial.isRunning);
	assert.deepEqual([trial.report, done], ["updated to 0.2.0", [`kept at ${MINUTE}`]]);
	assert.equal(start(storage, "0.2.0", () => true).trial.report, undefined);
});

test("one that comes onto the network late is kept then; one that never does is given up after ten minutes", () => {
	for (const [wellAt, expected] of [
		[3 * MINUTE, `kept at ${3 * MINUTE}`],
		[Number.POSITIVE_INFINITY, `given up at ${10 * MINUTE}`],
	] as const) {
		const storage = new FaultyStorage();
		Trial.begin(storage, "0.2.0");
		const { clock, done } = start(storage, "0.2.0", () => clock.now() >= wellAt);
		clock.advance(30 * MINUTE);
		assert.deepEqual(done, [expected]);
	}
});

test("the image before, when it runs again, tells that the update was undone", () => {
	const storage = new FaultyStorage();
	Trial.begin(storage, "0.2.0");
	start(storage, "0.2.0", () => false);
	const { trial } = start(storage, "0.1.0", () => true);
	assert.equal(trial.report, "the update to 0.2.0 did not come up well, and was undone: 0.1.0 runs again");
	assert.equal(start(storage, "0.1.0", () => true).trial.report, undefined);
});

test("where storage takes nothing, the new image is not kept, and the board starts all the same", () => {
	const storage = new FaultyStorage();
	storage.isOff = true;
	Trial.begin(storage, "0.2.0");
	const { clock, trial, done } = start(storage, "0.2.0", () => true);
	clock.advance(20 * MINUTE);
	assert.deepEqual([trial.report, done], [undefined, []]);
});

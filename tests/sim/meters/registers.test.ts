import { parseStart } from "../../../tools/sim/household/calendar.js";
import { Installation, type InstallationPlan } from "../../../tools/sim/meters/installation.js";
import { sum } from "../../../tools/sim/meters/registers.js";
import { METER_MODELS } from "../../../tools/sim/meters.js";
import { seededRandom } from "../../../tools/sim/random.js";
import { assert, test } from "../../harness/index.js";

const HOUR = 3600;

function site(start: string, changes: Partial<InstallationPlan> = {}, seed = 1): Installation {
	const plan = { ...METER_MODELS["be-3ph"].plan, ...changes };
	return new Installation(plan, seededRandom(seed, "meter"), parseStart(start, 1) ?? 0);
}

test("registers are the sum of the power of each second, by direction and tariff", () => {
	const installation = site("2026-05-12T06:30:00");
	const before = [...installation.registers.delivered, ...installation.registers.returned];
	const expected = [0, 0, 0, 0];
	for (let second = 0; second < HOUR; second++) {
		installation.tick();
		const watts = sum(installation.home.milliwatts);
		// Counted by the tariff of the second's beginning.
		const night = second < HOUR / 2 ? 1 : 0;
		expected[(watts >= 0 ? 0 : 2) + night] += Math.abs(watts);
	}
	const after = [...installation.registers.delivered, ...installation.registers.returned];
	assert.deepEqual(
		after.map((value, index) => value - before[index]),
		expected,
	);
});

test("a meter that counts each phase by itself shows import and export at once, one that nets them never does", () => {
	for (const [summation, both] of [
		["net", false],
		["per phase", true],
	] as const) {
		const installation = site("2026-05-12T10:00:00", { summation });
		let seen = false;
		for (let second = 0; second < HOUR; second++) {
			installation.tick();
			const { delivered, returned } = installation.registers.now;
			if (delivered > 0 && returned > 0) seen = true;
			assert.equal(delivered - returned, sum(installation.home.milliwatts));
		}
		assert.equal(seen, both, summation);
	}
});

test("reactive energy is in the quadrant of both powers' signs, and quadrants add up to both directions", () => {
	const installation = site("2026-05-12T09:00:00");
	const before = [...installation.registers.quadrants];
	const expected = [0, 0, 0, 0];
	for (let second = 0; second < HOUR; second++) {
		installation.tick();
		const [active, reactive] = [sum(installation.home.milliwatts), sum(installation.home.millivars)];
		const quadrant = reactive >= 0 ? (active >= 0 ? 0 : 1) : active >= 0 ? 3 : 2;
		expected[quadrant] += Math.abs(reactive);
	}
	const { quadrants, reactiveDelivered, reactiveReturned } = installation.registers;
	assert.deepEqual(
		quadrants.map((value, index) => value - before[index]),
		expected,
	);
	assert.equal(sum(quadrants.slice(0, 2)), sum(reactiveDelivered));
	assert.equal(sum(quadrants.slice(2)), sum(reactiveReturned));
});

test("the tariff changes at its hours on working days, and is the night's all weekend", () => {
	const at = (start: string) => site(start).tariff;
	assert.deepEqual(
		["2026-05-12T06:59:59", "2026-05-12T07:00:00", "2026-05-12T21:59:59", "2026-05-12T22:00:00"].map(at),
		[1, 0, 0, 1],
	);
	assert.deepEqual(["2026-05-16T12:00:00", "2026-05-17T12:00:00", "2026-05-18T12:00:00"].map(at), [1, 1, 0]);
});

test("without panels nothing is ever returned", () => {
	const installation = site("2026-05-12T12:00:00", { solarWatts: 0 });
	for (let second = 0; second < HOUR; second++) installation.tick();
	assert.deepEqual(installation.registers.returned, [0, 0]);
});

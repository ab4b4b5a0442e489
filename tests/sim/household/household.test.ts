import { parseStart } from "../../../tools/sim/household/calendar.js";
import { Household, type HouseholdOptions } from "../../../tools/sim/household/household.js";
import { seededRandom } from "../../../tools/sim/random.js";
import { assert, test } from "../../harness/index.js";

const HOUR = 3600;

function household({ start = "2026-05-12", seed = 1, ...options }: HouseholdChanges = {}): Household {
	return new Household({
		random: seededRandom(seed, "meter"),
		phases: 3,
		solarWatts: 4000,
		heat: "gas",
		carPhases: 0,
		zone: 1,
		start: parseStart(start, 1) ?? 0,
		...options,
	});
}

type HouseholdChanges = Partial<Omit<HouseholdOptions, "start">> & { start?: string; seed?: number };

function pass(home: Household, seconds: number): Household {
	for (let second = 0; second < seconds; second++) home.tick();
	return home;
}

function totalWatts({ milliwatts }: Household): number {
	return milliwatts.reduce((sum, phase) => sum + phase, 0) / 1000;
}

/** Watt-hours of the seconds of which `counts` is true. */
function energy(home: Household, seconds: number, counts: (watts: number) => boolean): number {
	let sum = 0;
	for (let second = 0; second < seconds; second++) {
		home.tick();
		const watts = totalWatts(home);
		if (counts(watts)) sum += Math.abs(watts);
	}
	return sum / 3600;
}

test("the sun feeds the grid at noon, and nothing does at night", () => {
	const noon = pass(household({ start: "2026-05-12T12:30:00", seed: 2 }), HOUR / 4);
	assert.ok(energy(noon, HOUR / 4, (watts) => watts < 0) > 50);
	const night = household({ start: "2026-05-12T22:30:00" });
	assert.equal(
		energy(night, HOUR / 4, (watts) => watts < 0),
		0,
	);
});

test("a household without panels only ever takes, and never nothing", () => {
	const home = household({ solarWatts: 0, phases: 1, start: "2026-05-12T12:00:00" });
	for (let second = 0; second < HOUR / 2; second++) {
		home.tick();
		assert.ok(home.milliwatts.length === 1 && home.milliwatts[0] > 0);
	}
});

test("everything is a whole number, and the mains stay within what the law allows but for sags", () => {
	const home = household({ carPhases: 3, start: "2026-05-12T16:00:00", seed: 3 });
	for (let second = 0; second < HOUR; second++) {
		home.tick();
		const { milliwatts, millivars, millivolts, before } = home;
		const flows = [home.gasMillilitres, home.waterMillilitres, home.heatJoules, home.mains.millihertz];
		for (const value of [...milliwatts, ...millivars, ...millivolts, ...before, ...flows]) {
			assert.ok(Number.isInteger(value), `${value}`);
		}
		// EN 50160: 230 V, 10 % up or down; 50 Hz, 1 % up or down.
		if (home.supply.dip === 0 && home.supply.live) {
			assert.ok(millivolts.every((volts) => volts >= 207_000 && volts <= 253_000));
		}
		assert.ok(home.mains.millihertz > 49_500 && home.mains.millihertz < 50_500);
	}
});

test("current is that of the apparent power, so it is more than active power alone would take", () => {
	const home = household({ solarWatts: 0 });
	for (let second = 0; second < 600; second++) {
		home.tick();
		for (let phase = 0; phase < 3; phase++) {
			const active = home.milliwatts[phase];
			const reactive = home.millivars[phase];
			const amperes = Math.sqrt(active * active + reactive * reactive) / home.millivolts[phase];
			assert.close(home.milliamperes(phase) / 1000, amperes, 0.002);
			assert.ok(home.milliamperes(phase) >= Math.floor((Math.abs(active) * 1000) / home.millivolts[phase]));
		}
	}
});

test("the voltage changes by a tenth of a volt in about half of all seconds, and hardly ever by a volt", () => {
	const home = household({ solarWatts: 0, start: "2026-05-12T02:00:00" });
	let changed = 0;
	let far = 0;
	let last = 0;
	for (let second = 0; second <= HOUR; second++) {
		home.tick();
		const shown = Math.floor(home.millivolts[1] / 100);
		if (second > 0 && shown !== last) changed++;
		if (second > 0 && Math.abs(shown - last) >= 10) far++;
		last = shown;
	}
	assert.close(changed / HOUR, 0.54, 0.08);
	assert.ok(far < 10, `${far}`);
});

test("ten amperes pull their own phase's voltage down by 2.4 volts, and ten that flow back lift it", () => {
	const home = household({ carPhases: 3, start: "2026-05-12T12:00:00", seed: 3 });
	let most = 0;
	let least = 0;
	for (let second = 0; second < 2 * HOUR; second++) {
		home.tick();
		if (home.supply.dip !== 0) continue;
		for (let phase = 0; phase < 3; phase++) {
			const drop = home.mains.slowMillivolts[phase] - home.millivolts[phase];
			assert.close(drop, (home.milliwatts[phase] / 234_200) * 240, 80);
			most = Math.max(most, drop);
			least = Math.min(least, drop);
		}
	}
	assert.ok(most > 500 && least < -300, `${most} ${least}`);
});

test("more gas is burnt in winter than in summer, and water runs by day", () => {
	const day = (start: string) => pass(household({ start, seed: 5 }), 8 * HOUR);
	const [winter, summer] = [day("2026-01-15T05:00:00"), day("2026-07-15T05:00:00")];
	assert.ok(winter.gasMillilitres > 4 * summer.gasMillilitres);
	assert.ok(winter.waterMillilitres > 20_000 && winter.waterMillilitres < 600_000);
	assert.ok(summer.heatJoules >= 30 * summer.gasMillilitres);
});

test("a heat pump takes electricity instead of gas, and a heat net neither", () => {
	const morning = (heat: HouseholdOptions["heat"]) =>
		pass(household({ heat, start: "2026-01-15T05:00:00", solarWatts: 0 }), 2 * HOUR);
	assert.equal(morning("heat pump").gasMillilitres, 0);
	assert.equal(morning("heat net").gasMillilitres, 0);
	assert.ok(morning("heat net").heatJoules > 10_000_000);
	const used = (heat: HouseholdOptions["heat"]) =>
		energy(household({ heat, start: "2026-01-15T05:00:00", solarWatts: 0 }), 2 * HOUR, () => true);
	assert.ok(used("heat pump") > used("gas") + 500);
});

test("in a power failure nothing flows and no voltage is there; water still runs", () => {
	const home = household();
	home.supply.fail(300);
	let dark = 0;
	for (let second = 0; second < 400; second++) {
		home.tick();
		if (home.supply.live) continue;
		dark++;
		assert.deepEqual(home.milliwatts, [0, 0, 0]);
		assert.deepEqual(home.millivolts, [0, 0, 0]);
		assert.equal(home.milliamperes(0), 0);
	}
	assert.equal(dark, 300);
	assert.ok(totalWatts(home) !== 0);
});

test("the same seed gives the same day, and another seed another one", () => {
	const [one, same, other] = [7, 7, 8].map((seed) => pass(household({ seed, carPhases: 1 }), HOUR));
	assert.deepEqual(one.milliwatts, same.milliwatts);
	assert.deepEqual(one.millivolts, same.millivolts);
	assert.equal(one.waterMillilitres, same.waterMillilitres);
	assert.ok(one.millivolts[0] !== other.millivolts[0]);
});

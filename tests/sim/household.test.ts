import { Household, type HouseholdOptions } from "../../tools/sim/household.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";

const HOUR = 3600;

function household(options: Partial<HouseholdOptions> = {}): Household {
	return new Household({ random: seededRandom(1, "meter"), phases: 3, solarWatts: 4000, startSecond: 0, ...options });
}

function pass(household: Household, seconds: number): Household {
	for (let second = 0; second < seconds; second++) household.tick();
	return household;
}

function totalWatts({ watts }: Household): number {
	return watts.reduce((sum, phase) => sum + phase, 0);
}

test("a household's registers are the sum of its power: what comes in and what goes out, by tariff", () => {
	const home = household({ startSecond: 6 * HOUR });
	const sums = { importDay: 0, importNight: 0, exportDay: 0, exportNight: 0 };
	for (let second = 0; second < 3 * HOUR; second++) {
		home.tick();
		const total = totalWatts(home);
		const tariff = home.second < 7 * HOUR ? "Night" : "Day";
		const way = total >= 0 ? "import" : "export";
		sums[`${way}${tariff}` as const] += Math.abs(total);
	}
	assert.deepEqual(home.wattSeconds, sums);
	assert.ok(sums.importNight > 0 && sums.exportDay > 0);
});

test("the sun feeds the grid at noon, and nothing does at night", () => {
	const noon = pass(household({ startSecond: 12 * HOUR }), HOUR / 4);
	assert.ok(noon.wattSeconds.exportDay > 0);
	const night = pass(household({ startSecond: 22 * HOUR }), HOUR / 4);
	assert.equal(night.wattSeconds.exportNight, 0);
	assert.ok(night.wattSeconds.importNight > 0);
});

test("a household without panels only ever takes", () => {
	const home = household({ solarWatts: 0, phases: 1, startSecond: 12 * HOUR });
	for (let second = 0; second < HOUR / 2; second++) {
		home.tick();
		assert.ok(home.watts.length === 1 && home.watts[0] > 0);
	}
	assert.equal(home.wattSeconds.exportDay, 0);
});

test("everything is a whole number, and the mains stay within what the law allows", () => {
	const home = household();
	for (let second = 0; second < HOUR / 2; second++) {
		home.tick();
		for (const value of [...home.watts, ...home.decivolts, home.gasLitres, home.waterLitres, home.peakWatts]) {
			assert.ok(Number.isInteger(value), `${value}`);
		}
		// EN 50160: 230 V, 10 % up or down.
		assert.ok(home.decivolts.every((volts) => volts >= 2070 && volts <= 2530));
	}
});

test("the peak is the highest quarter of an hour's mean, and each quarter counts anew", () => {
	const home = household({ solarWatts: 0 });
	const means: number[] = [];
	for (let quarter = 0; quarter < 6; quarter++) {
		pass(home, 899);
		const before = home.quarterWattSeconds;
		home.tick();
		// The second that ends the quarter belongs to the next one.
		assert.equal(home.quarterWattSeconds, totalWatts(home));
		means.push(Math.floor(before / 900));
	}
	assert.equal(home.peakWatts, Math.max(...means));
});

test("the same seed gives the same day, and another seed another one", () => {
	const [one, same, other] = [7, 7, 8].map((seed) => pass(household({ random: seededRandom(seed, "meter") }), HOUR));
	assert.deepEqual(one.wattSeconds, same.wattSeconds);
	assert.deepEqual(one.watts, same.watts);
	assert.ok(one.wattSeconds.importNight !== other.wattSeconds.importNight);
});

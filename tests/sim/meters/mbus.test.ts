import { FIVE_MINUTES, HOUR, MBusDevice, type MBusSchedule, QUARTER } from "../../../tools/sim/meters/mbus.js";
import { seededRandom } from "../../../tools/sim/random.js";
import { assert, test } from "../../harness/index.js";

const START = 1_778_500_000;
const LITRE = 1000;

/** Lets a device watch a steady flow of a litre each ten seconds; returns what was shown, each once. */
function watch(schedule: MBusSchedule, seconds: number, seed = 1) {
	const device = new MBusDevice(seededRandom(seed), schedule, LITRE, 5000, START);
	const shown = [{ ...device.shown, seenAt: START }];
	for (let second = 1; second <= seconds; second++) {
		device.tick(START + second, second * 100);
		if (device.shown.at !== shown[shown.length - 1].at) shown.push({ ...device.shown, seenAt: START + second });
	}
	return shown;
}

for (const [name, schedule, least, most] of [
	["gas by five minutes", FIVE_MINUTES, 290, 310],
	["water by the quarter", QUARTER, 890, 910],
	["gas by the hour", HOUR, 3600, 3600],
] as const) {
	test(`${name} is shown with the time at which it was read, and comes late`, () => {
		const shown = watch(schedule, 12 * schedule.periodSeconds);
		assert.ok(shown.length >= 11);
		for (let index = 2; index < shown.length; index++) {
			const [before, now] = [shown[index - 1], shown[index]];
			assert.ok(now.at - before.at >= least && now.at - before.at <= most, `${now.at - before.at}`);
			const late = now.seenAt - now.at;
			assert.ok(late >= 0 && late <= schedule.delaySeconds, `${late}`);
			assert.equal(now.value, 5000 + Math.floor((now.at - START) / 10));
		}
	});
}

test("a clock of its own is some seconds off, not the same for each device, and never before the period", () => {
	const offsets = new Set<number>();
	for (let seed = 0; seed < 20; seed++) {
		for (const { at } of watch(FIVE_MINUTES, 3000, seed)) {
			assert.ok(at % 300 <= FIVE_MINUTES.clockSeconds);
			offsets.add(at % 300);
		}
	}
	assert.ok(offsets.size > 10);
});

test("an hourly reading of DSMR 4 is taken on the hour", () => {
	for (const { at } of watch(HOUR, 20_000)) assert.equal(at % 3600, 0);
});

test("the last 24 readings are kept, one for each period, and none is above the next", () => {
	const device = new MBusDevice(seededRandom(1), HOUR, LITRE, 5000, START);
	for (let second = 1; second < 20_000; second++) device.tick(START + second, second * 100);
	assert.equal(device.recent.length, 24);
	for (let index = 1; index < 24; index++) {
		assert.equal(device.recent[index].at - device.recent[index - 1].at, 3600);
		assert.ok(device.recent[index].value >= device.recent[index - 1].value);
	}
	assert.deepEqual(device.recent[23], device.shown);
});

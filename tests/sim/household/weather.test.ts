import { UNIT } from "../../../tools/sim/household/arithmetic.js";
import { LocalClock, parseStart } from "../../../tools/sim/household/calendar.js";
import { clearSky, sunHeight, Weather } from "../../../tools/sim/household/weather.js";
import { seededRandom } from "../../../tools/sim/random.js";
import { assert, test } from "../../harness/index.js";

const NOON = 12 * 3600;
const MILLION = 1_000_000;

test("the sun stands at 62 degrees on a summer's noon, at 15 on a winter's, and below the horizon at night", () => {
	const degrees = (day: number, second: number) => (Math.asin(sunHeight(day, second) / UNIT) * 180) / Math.PI;
	assert.close(degrees(171, NOON), 61.9, 1);
	assert.close(degrees(354, NOON), 15.1, 1);
	assert.close(degrees(79, NOON), 38.5, 1);
	assert.ok(degrees(171, 0) < -10);
	assert.close(degrees(79, 6 * 3600), 0, 1);
});

test("panels give next to nothing under a low sun, and most of their peak under a high one", () => {
	assert.equal(clearSky(-1), 0);
	assert.ok(clearSky(500) < 30);
	assert.ok(clearSky(8800) > 800 && clearSky(8800) < 1000);
	for (let height = 1; height < UNIT; height += 50) assert.ok(clearSky(height + 50) >= clearSky(height));
});

/** Hourly means of temperature and sunshine, from the start on. */
function watch(start: string, hours: number, seed: number) {
	const clock = new LocalClock(parseStart(start, 1) ?? 0, 1);
	const weather = new Weather(seededRandom(seed, "weather"), clock);
	return Array.from({ length: hours }, () => {
		let temperature = 0;
		let sunshine = 0;
		for (let second = 0; second < 3600; second++) {
			clock.tick();
			weather.tick();
			temperature += weather.temperature;
			sunshine += weather.sunshine;
		}
		return { temperature: temperature / 360_000, sunshine: sunshine / 3600 / MILLION };
	});
}

test("it is warmer in July than in January, and in the afternoon than at night", () => {
	const mean = (start: string) => {
		const hours = [1, 2, 3].flatMap((seed) => watch(start, 12, seed));
		return hours.reduce((sum, { temperature }) => sum + temperature, 0) / hours.length;
	};
	const july = mean("2026-07-15");
	const january = mean("2026-01-15");
	assert.ok(july - january > 8 && july - january < 22, `${july} ${january}`);
	const [night, afternoon] = [3, 15].map((hour) => watch("2026-05-12", 16, 4)[hour].temperature);
	assert.ok(afternoon - night > 3, `${night} ${afternoon}`);
});

test("there is sun by day only, never more than a clear sky gives", () => {
	const hours = watch("2026-06-21", 24, 5);
	assert.equal(hours[1].sunshine, 0);
	assert.equal(hours[23].sunshine, 0);
	assert.ok(hours[13].sunshine > 0.1);
	for (const { sunshine } of hours) assert.ok(sunshine <= clearSky(UNIT) / 1000);
});

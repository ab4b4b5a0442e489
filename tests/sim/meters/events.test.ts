import { Supply } from "../../../tools/sim/household/supply.js";
import { Events } from "../../../tools/sim/meters/events.js";
import { seededRandom } from "../../../tools/sim/random.js";
import { assert, test } from "../../harness/index.js";

const START = 1_778_500_000;

function watch() {
	const supply = new Supply(seededRandom(1));
	const events = new Events(seededRandom(2), 3, START);
	let now = START;
	const pass = (seconds: number) => {
		for (let second = 0; second < seconds; second++) {
			now++;
			supply.tick();
			events.tick(now, supply);
		}
	};
	return { supply, events, pass, now: () => now };
}

test("a short power failure is counted, and not logged", () => {
	const { supply, events, pass } = watch();
	const [failures, long, logged] = [events.failures, events.longFailures, events.log.length];
	supply.fail(180);
	pass(200);
	assert.deepEqual([events.failures, events.longFailures, events.log.length], [failures + 1, long, logged]);
});

test("one of more than three minutes is a long one, logged with its length and its end", () => {
	const { supply, events, pass, now } = watch();
	const [failures, long] = [events.failures, events.longFailures];
	supply.fail(181);
	pass(182);
	assert.deepEqual([events.failures, events.longFailures], [failures + 1, long + 1]);
	assert.deepEqual(events.log[events.log.length - 1], { until: now(), seconds: 181 });
});

test("the log keeps the last ten", () => {
	const { supply, events, pass } = watch();
	for (let failure = 0; failure < 12; failure++) {
		supply.fail(300 + failure);
		pass(400);
	}
	assert.equal(events.log.length, 10);
	assert.equal(events.log[9].seconds, 311);
	for (let index = 1; index < 10; index++) assert.ok(events.log[index].until > events.log[index - 1].until);
});

test("a sag is counted for the phases that have it, and a swell by its own counters", () => {
	const events = new Events(seededRandom(2), 3, START);
	const [sags, swells] = [[...events.sags], [...events.swells]];
	const supply = new Supply(() => 0.5);
	supply.dip = -200;
	supply.dippedPhases = 0b101;
	events.tick(START + 1, supply);
	supply.dip = 112;
	supply.dippedPhases = 0b010;
	events.tick(START + 2, supply);
	assert.deepEqual(
		events.sags.map((count, phase) => count - sags[phase]),
		[1, 0, 1],
	);
	assert.deepEqual(
		events.swells.map((count, phase) => count - swells[phase]),
		[0, 1, 0],
	);
});

test("in a month there is a handful of sags, and hardly a failure", () => {
	const supply = new Supply(seededRandom(3));
	let failures = 0;
	let sags = 0;
	let live = true;
	for (let second = 0; second < 30 * 86_400; second++) {
		supply.tick();
		if (live && !supply.live) failures++;
		live = supply.live;
		if (supply.dip < 0) sags++;
	}
	assert.ok(failures <= 3, `${failures}`);
	assert.ok(sags >= 1 && sags <= 9, `${sags}`);
});

/** A day of both boards while Wi-Fi and broker come and go, and the receiver loses power in between. */

import { snapshotOf } from "../../src/history/register-snapshot.js";
import { quarterHourOf } from "../../src/p1/own-time.js";
import { formatUtc } from "../../src/p1/utc.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { GeneratedMeter, METER_MODELS } from "../../tools/sim/meters.js";
import { seededRandom } from "../../tools/sim/random.js";
import { World } from "../../tools/sim/world.js";
import { type BrokerHealth, SoakBroker } from "../../tools/soak/broker.js";
import { assert, test } from "../harness/index.js";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const INTERVAL_SECONDS = 60;
/** The keep-alive of 30 s once and a half, for the receiver to notice or the broker; then a retry's minute, and a name's time. */
const PATIENCE = 2 * MINUTE;

test("a day with a broker that comes and goes: each quarter is told once, the state never goes back, availability is right", () => {
	const clock = new VirtualClock();
	const broker = new SoakBroker(clock);
	const random = seededRandom(7, "broker's day");
	const states: string[] = [];
	const moments: string[] = [];
	broker.onMessage = ({ topic, payload }) => {
		if (topic.endsWith("/state")) states.push(JSON.parse(payload).timestamp);
		if (topic.endsWith("/history")) for (const { time } of JSON.parse(payload)) moments.push(time);
	};
	const firsts = new Map<number, string>();
	const world = new World({
		clock,
		seed: 7,
		pathLossDb: 110,
		network: { clock, socket: broker },
		broker: { host: "192.0.2.1", port: 1883 },
		log: () => {},
		onTelegram: (telegram) => {
			const quarter = quarterHourOf(telegram);
			const seconds = snapshotOf(telegram)?.seconds;
			if (quarter !== undefined && seconds !== undefined && !firsts.has(quarter))
				firsts.set(quarter, formatUtc(seconds));
		},
	});
	world.powerOn();
	world.line.connect(
		new GeneratedMeter(METER_MODELS["be-3ph"], seededRandom(7, "meter"), { intervalSeconds: INTERVAL_SECONDS }),
	);

	/** It has been so for long enough that everyone knows. */
	const assertAvailability = (expected: string, at: string) => {
		const told = [...broker.retained].find(([topic]) => topic.endsWith("/availability"));
		assert.equal(told?.[1], expected, at);
	};
	for (let round = 0; clock.now() < DAY; round++) {
		clock.advance(Math.round((20 + 50 * random()) * MINUTE));
		assertAvailability("online", `round ${round}, before`);
		const health: BrokerHealth = round % 2 === 0 ? "gone" : "down";
		broker.setHealth(health);
		// Some too short to be noticed, one longer than the minutes that are kept.
		const outage = round === 4 ? 3 * 60 * MINUTE : Math.round(40 * MINUTE * random() ** 2);
		clock.advance(outage / 2);
		if (round % 3 === 1) {
			world.receiverBoard.cutPower();
			clock.advance(5000);
			world.receiverBoard.powerOn();
		}
		clock.advance(outage / 2);
		if (outage / 2 > PATIENCE) assertAvailability("offline", `round ${round}, away`);
		broker.setHealth("good");
		clock.advance(2 * PATIENCE);
		assertAvailability("online", `round ${round}, back`);
	}
	clock.advance(5 * MINUTE);

	assert.ok(firsts.size >= 95, `${firsts.size} quarters`);
	assert.equal(new Set(moments).size, moments.length, "a moment was told twice");
	const lost = [...firsts.values()].filter((time) => !moments.includes(time));
	assert.deepEqual(lost, []);
	assert.ok(moments.length > firsts.size, "readings of the outages' minutes, too");
	assert.deepEqual(states, [...states].sort());
});

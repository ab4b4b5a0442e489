import { assert, test } from "../harness/index.js";
import { AirWatch } from "./air-watch.js";
import { runChaos } from "./chaos.js";
import { Scenario } from "./scenario.js";

test("whatever befalls both boards, nothing false comes out, the law is kept, and left in peace the link is back", () => {
	for (const seed of [1, 2]) runChaos({ seed, seconds: 1200, faults: 24 });
});

test("a transmitter that restarts for hours, with nobody there, keeps the duty cycle and uses no nonce twice", () => {
	const scenario = new Scenario({ seed: 1, pathLossDb: 170, model: "nl-1ph-10s" });
	const watch = new AirWatch(scenario.world.air);
	const { transmitterBoard } = scenario.world;
	for (let restart = 0; restart < 200; restart++) {
		scenario.seconds(25 + (restart % 7));
		transmitterBoard.cutPower();
		scenario.seconds(1);
		transmitterBoard.powerOn();
	}
	assert.deepEqual(watch.offences, []);
	assert.ok(watch.frames > 50, `${watch.frames}`);
	assert.ok(scenario.lines.some((line) => line.includes("the hour's airtime is spent")));
	assert.ok(watch.busiestHour <= 360_000.001, `${watch.busiestHour} ms within an hour`);
	// Each restart forfeits a 128th of the limit, written ahead, and most hellos are short.
	assert.ok(watch.busiestHour > 30_000, `${watch.busiestHour} ms within an hour`);
});

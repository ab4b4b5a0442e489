/** Somebody else fills the channel that the boards meet on: they leave it, both together, and stay a working pair. */
import type { Milliseconds } from "../../src/clock.js";
import { DEFAULT_FREQUENCY_HZ } from "../../src/lora/regions.js";
import { continuousJammer, pulsedJammer, type Stop } from "../../tools/sim/traffic.js";
import { AirtimeWatch } from "../../tools/soak/invariants/airtime.js";
import { Violations } from "../../tools/soak/violations.js";
import { assert, test } from "../harness/index.js";
import { Scenario } from "./scenario.js";

const NEAR_DB = 108;
const MINUTE: Milliseconds = 60_000;

/** Far above what the boards say, and heard by both: three seconds of four, or always. */
function fill({ clock, world: { air } }: Scenario, isAlways = false): Stop {
	const name = "somebody else";
	air.setPathLoss(name, "transmitter", 80);
	air.setPathLoss(name, "receiver", 80);
	const noise = { frequencyHz: DEFAULT_FREQUENCY_HZ, bandwidthHz: 250_000, powerDbm: 10 };
	const who = { clock, air, name };
	return isAlways ? continuousJammer(who, noise) : pulsedJammer(who, noise, { pulse: 3000, pause: 1000 });
}

/** What notes each breach of the law from now on. */
function lawOf({ clock, world: { air } }: Scenario): Violations {
	const violations = new Violations(clock);
	const watch = new AirtimeWatch(violations);
	air.observe((event) => {
		if (event.kind === "ended" && event.from !== "somebody else") watch.ended(event);
	});
	return violations;
}

function places({ world }: Scenario): (number | undefined)[] {
	return [world.transmitter, world.receiver].map((board) => board?.status.place?.frequencyHz);
}

/** On one channel, not the one they meet on, and running there. */
function isAway(scenario: Scenario): boolean {
	const [own, peer] = places(scenario);
	const { transmitter, receiver } = scenario.world;
	const isRunning = transmitter?.status.link?.phase === "running" && receiver?.status.link?.phase === "settled";
	return isRunning && own !== undefined && own === peer;
}

function away(seed: number): { scenario: Scenario; violations: Violations; stop: Stop } {
	const scenario = new Scenario({ seed, pathLossDb: NEAR_DB });
	const violations = lawOf(scenario);
	scenario.seconds(60);
	const stop = fill(scenario);
	const { clock } = scenario;
	assert.ok(
		clock.runWhile(() => !isAway(scenario), clock.now() + 15 * MINUTE),
		`seed ${seed}: both have moved`,
	);
	return { scenario, violations, stop };
}

test("a channel that is taken three seconds of four is left by both boards, and telegrams go on where they go to", () => {
	for (const seed of [1, 2, 3]) {
		const { scenario, violations } = away(seed);
		assert.ok(scenario.lines.some((line) => /transmitter: moved to 8.* MHz: 869\.525 MHz is busy/.test(line)));
		const before = scenario.rebuilt.length;
		scenario.seconds(300);
		assert.ok(isAway(scenario));
		assert.ok(scenario.rebuilt.length - before > 75, `${scenario.rebuilt.length - before} telegrams in five minutes`);
		assert.deepEqual(violations.all, []);
	}
});

test("either board loses power on the new channel: telegrams go on within a minute, and the law is kept on both", () => {
	const { scenario, violations } = away(4);
	const { world } = scenario;
	for (const board of [world.transmitterBoard, world.receiverBoard]) {
		board.cutPower();
		scenario.seconds(10);
		board.powerOn();
		assert.ok(scenario.telegrams(3, 60), board === world.receiverBoard ? "the receiver" : "the transmitter");
	}
	scenario.seconds(3600);
	assert.ok(scenario.telegrams(3, 60));
	assert.deepEqual(violations.all, []);
});

test("a channel where nothing gets through, be it from the start, is left too: in minutes, and within the law", () => {
	for (const [from, limit] of [
		[1, 20 * MINUTE],
		[60, 10 * MINUTE],
	]) {
		const scenario = new Scenario({ seed: 6, pathLossDb: NEAR_DB });
		const violations = lawOf(scenario);
		scenario.seconds(from);
		fill(scenario, true);
		const { clock } = scenario;
		assert.ok(
			clock.runWhile(() => !isAway(scenario), clock.now() + limit),
			`after ${from} s`,
		);
		assert.ok(scenario.telegrams(5, 120));
		scenario.seconds(3600);
		assert.ok(scenario.telegrams(5, 120), "an hour later");
		assert.deepEqual(violations.all, []);
	}
});

test("when the channel is free again they are back on it within three hours, and faster", () => {
	const { scenario, stop, violations } = away(5);
	stop();
	const { clock } = scenario;
	assert.ok(clock.runWhile(() => places(scenario).some((hz) => hz !== undefined), clock.now() + 180 * MINUTE));
	scenario.seconds(30);
	const before = scenario.rebuilt.length;
	scenario.seconds(120);
	assert.ok(scenario.rebuilt.length - before > 100, `${scenario.rebuilt.length - before} telegrams in two minutes`);
	assert.deepEqual(violations.all, []);
});

import { FrameType } from "../../src/link/frame.js";
import { TOP_RUNG } from "../../src/negotiation/ladder.js";
import { assert, test } from "../harness/index.js";
import { Scenario } from "./scenario.js";

test("a telegram that waited while the boards were apart is not told as news", () => {
	const scenario = new Scenario();
	const { world } = scenario;
	world.receiverBoard.cutPower();
	scenario.seconds(3);
	world.line.disconnect();
	scenario.seconds(600);
	world.receiverBoard.powerOn();
	scenario.seconds(120);
	assert.equal(world.transmitter?.status.link?.phase, "running");
	assert.equal(scenario.rebuilt.length, 0);
});

test("a template that took minutes to come is not told as news, but the next telegram rests on it", () => {
	const scenario = new Scenario({ pathLossDb: 145, seed: 2, model: "be-2x" });
	const { sent, rebuilt } = scenario;
	assert.ok(scenario.telegrams(1, 3600));
	const age = sent.length - 1 - sent.findIndex((telegram) => telegram.join() === rebuilt[0].join());
	assert.ok(age < 15, `${age} s old`);
});

test("a hello sent again and again is answered once in half a minute", () => {
	const scenario = new Scenario();
	const { world } = scenario;
	let hello: Uint8Array | undefined;
	let answers = 0;
	world.air.observe((event) => {
		if (event.kind !== "ended") return;
		const { payload } = event.emission;
		if (event.from === "transmitter" && ((payload[0] >> 3) & 7) === FrameType.hello) hello ??= payload;
		if (event.from === "receiver") answers++;
	});
	scenario.seconds(30);
	world.transmitterBoard.cutPower();
	scenario.seconds(120);
	assert.equal(world.receiver?.status.link?.phase, "searching");
	assert.ok(hello !== undefined);
	answers = 0;
	// Said on SF7, where the receiver listens a fifth of the time.
	scenario.attack(new Array(40).fill(hello), TOP_RUNG);
	scenario.seconds(80);
	assert.ok(answers >= 1 && answers <= 3, `${answers} answers`);
});

test("where the template takes minutes, the values are in MQTT long before it, and the telegram is served once whole", () => {
	const scenario = new Scenario({ pathLossDb: 145, seed: 2, model: "be-2x" });
	const { clock, published, rebuilt } = scenario;
	assert.ok(clock.runWhile(() => scenario.latest("/state") === undefined, 3_600_000));
	const early = JSON.parse(scenario.latest("/state") ?? "{}");
	for (const name of ["timestamp", "energy_delivered_tariff1", "power_delivered", "gas_delivered", "water_delivered"]) {
		assert.ok(early[name] !== undefined, name);
	}
	assert.equal(rebuilt.length, 0);
	const earlyAt = clock.now();
	assert.ok(scenario.telegrams(1, 3600));
	assert.ok(clock.now() - earlyAt > 60_000, `${clock.now() - earlyAt} ms`);
	assert.ok(rebuilt[0].length > 1000);
	// The devices of both are the same: the receiver, and the meters for electricity, gas and water.
	const documents = published.filter(({ topic }) => topic.startsWith("homeassistant/device/"));
	assert.equal(new Set(documents.map(({ topic }) => topic)).size, 4);
	assert.ok(scenario.lines.some((line) => line.includes("ahead of a telegram")));
});

import { rungOf } from "../../src/negotiation/profile.js";
import { assert, test } from "../harness/index.js";
import { Scenario } from "./scenario.js";

/** Every telegram that came out was sent by the meter, byte for byte, and none came out twice or out of turn. */
function assertFaithful({ sent, rebuilt }: Scenario): void {
	const texts = sent.map((telegram) => String.fromCharCode(...telegram));
	let last = -1;
	for (const telegram of rebuilt) {
		const index = texts.indexOf(String.fromCharCode(...telegram), last + 1);
		assert.ok(index > last, "a telegram that the meter did not send, or sent before");
		last = index;
	}
}

test("a telegram reaches MQTT and Home Assistant within half a minute of power-on", () => {
	const scenario = new Scenario().seconds(30);
	assertFaithful(scenario);
	assert.equal(typeof JSON.parse(scenario.latest("/state") ?? "{}").power_delivered, "number");
	assert.equal(JSON.parse(scenario.latest("/diagnostics") ?? "{}").link_rung, "SF7/250");
	assert.equal(scenario.latest("/availability"), "online");
	assert.equal(scenario.latest("/link"), "online");
	const discovery = scenario.published.find(({ topic }) => topic.startsWith("homeassistant/device/"));
	assert.ok(discovery?.retain);
});

test("on SF7/250, every telegram of a one-second meter comes through", () => {
	const scenario = new Scenario().seconds(40);
	const before = scenario.rebuilt.length;
	scenario.seconds(120);
	assert.equal(scenario.rebuilt.length - before, 120);
	assertFaithful(scenario);
});

test("the farther apart the boards, the slower the rung, and every telegram still exact", () => {
	const speeds = [110, 128, 134, 139, 145].map((pathLossDb) => {
		const scenario = new Scenario({ pathLossDb, model: "nl-3ph" });
		assert.ok(scenario.telegrams(3, 3600), `${pathLossDb} dB`);
		assertFaithful(scenario);
		return scenario.world.receiver?.status.quality?.rung ?? -1;
	});
	for (let index = 1; index < speeds.length; index++) assert.ok(speeds[index] <= speeds[index - 1], `${speeds}`);
	assert.equal(speeds[0], 6);
	assert.ok(speeds[4] <= 1, `${speeds}`);
});

test("at a hopeless loss the transmitter keeps searching, says so, and stays within the duty cycle", () => {
	const scenario = new Scenario({ pathLossDb: 170 }).seconds(2 * 3600);
	assert.equal(scenario.rebuilt.length, 0);
	assert.ok(scenario.lines.some((line) => line.includes("attempt 100")));
	const { airtimeUsedUs = 0, airtimeLimitUs = 0 } = scenario.world.transmitter?.status ?? {};
	assert.ok(airtimeUsedUs > 0.5 * airtimeLimitUs && airtimeUsedUs <= airtimeLimitUs);
});

test("boards that are not paired say so and stay silent", () => {
	const scenario = new Scenario({ paired: false });
	let frames = 0;
	scenario.world.air.observe(() => frames++);
	scenario.seconds(600);
	assert.equal(frames, 0);
	assert.equal(scenario.lines.filter((line) => line.includes("not paired")).length, 2);
});

test("after a power cut of the receiver the readings come back by themselves, none of them old", () => {
	const scenario = new Scenario({ seed: 3 }).seconds(60);
	const { world } = scenario;
	world.receiverBoard.cutPower();
	scenario.seconds(20);
	world.receiverBoard.powerOn();
	assert.ok(scenario.telegrams(10, 120));
	assertFaithful(scenario);
});

test("after a power cut of the transmitter the readings come back by themselves, none of them old", () => {
	const scenario = new Scenario({ seed: 4 }).seconds(60);
	const { world } = scenario;
	world.transmitterBoard.cutPower();
	scenario.seconds(20);
	world.transmitterBoard.powerOn();
	assert.ok(scenario.telegrams(10, 120));
	assertFaithful(scenario);
});

test("when both boards lose power, they find each other on the rung they had", () => {
	const scenario = new Scenario({ seed: 5 }).seconds(60);
	const { world } = scenario;
	world.transmitterBoard.cutPower();
	world.receiverBoard.cutPower();
	scenario.seconds(5);
	world.powerOn();
	assert.ok(scenario.telegrams(10, 60));
	assertFaithful(scenario);
});

test("a transmitter that falls silent is told to Home Assistant", () => {
	const scenario = new Scenario().seconds(60);
	assert.equal(scenario.latest("/link"), "online");
	scenario.world.transmitterBoard.cutPower();
	scenario.seconds(180);
	assert.equal(scenario.latest("/link"), "offline");
});

test("frames recorded and sent again change nothing", () => {
	const scenario = new Scenario({ seed: 6 });
	const recorded: Uint8Array[] = [];
	scenario.world.air.observe((event) => {
		if (event.kind === "ended") recorded.push(event.emission.payload);
	});
	scenario.seconds(60);
	const { world } = scenario;
	world.transmitterBoard.cutPower();
	const { telegrams = 0, link } = world.receiver?.status ?? {};
	assert.ok(recorded.length > 50 && link?.phase === "settled");
	scenario.attack(recorded.slice(-100), rungOf(link.profile));
	scenario.seconds(15);
	assert.equal(world.receiver?.status.telegrams, telegrams);
	const { forged = 0 } = world.receiver?.status.refused ?? {};
	assert.ok(forged >= 50, "they were heard");
	assert.deepEqual(world.receiver?.status.link, link);
});

/** The run's fingerprint. It is the same on every engine; a change of behaviour changes it, and is then noted here. */
const TRACE = "dae6963f";

test("the same seed gives the same trace on every engine", () => {
	assert.equal(new Scenario({ seed: 7, pathLossDb: 133 }).seconds(300).traceHash, TRACE);
});

import type { AirEvent } from "../../tools/sim/air.js";
import { continuousJammer, pulsedJammer, ReactiveJammer, strangers } from "../../tools/sim/traffic.js";
import { assert, test } from "../harness/index.js";
import { fateAt, TUNING, world } from "./scripted-modem.js";

const NOISE = Object.freeze({ frequencyHz: TUNING.frequencyHz, bandwidthHz: 125_000, powerDbm: 14 });

test("strangers send as often as asked, on LoRaWAN's channels and with its sync word, until they are stopped", () => {
	const { clock, air } = world();
	const started: Extract<AirEvent, { kind: "started" }>[] = [];
	air.observe((event) => {
		if (event.kind === "started") started.push(event);
	});
	const stop = strangers({ clock, air, name: "stranger", seed: 1, count: 10, meanPause: 60_000 });
	clock.advance(3_600_000);
	assert.close(started.length, 600, 80);
	assert.equal(new Set(started.map(({ emission }) => emission.frequencyHz)).size, 3);
	assert.ok(started.every(({ emission }) => emission.syncWord === 0x34 && emission.bandwidthHz === 125_000));
	assert.ok(new Set(started.map(({ emission }) => emission.spreadingFactor)).size > 3);
	stop();
	const before = started.length;
	clock.advance(3_600_000);
	assert.equal(started.length, before);
});

test("a stranger's frame of one's own spreading factor and channel destroys, and is not taken for one's own", () => {
	const { clock, air, modems, fates, send } = world();
	modems.b.listen();
	const channel = { frequenciesHz: [TUNING.frequencyHz], spreadingFactors: [1] };
	const stop = strangers({ clock, air, name: "stranger", seed: 1, count: 30, meanPause: 300, ...channel });
	for (let i = 0; i < 50; i++) {
		send("a");
		clock.advance(100);
	}
	stop();
	const own = fates.filter((fate) => fate.startsWith("a>b")).map((fate) => fate.slice(4));
	assert.ok(own.filter((fate) => fate === "collided" || fate === "damaged").length > 40, own.join());
	assert.ok(fates.filter((fate) => /^stranger \d+>b/.test(fate)).every((fate) => fate.endsWith("not tuned")));
});

test("a jammer's noise is heard in its channel, and ends", () => {
	const { clock, air, modems, ports, fates, send } = world();
	modems.b.listen();
	const stop = continuousJammer({ clock, air, name: "jammer" }, NOISE);
	assert.close(ports.b.strengthDbm(TUNING), -86, 0.01);
	assert.close(ports.b.strengthDbm({ ...TUNING, frequencyHz: 868_300_000 }), -115.96, 0.1);
	send("a");
	clock.advance(100);
	stop();
	send("a");
	clock.advance(100);
	assert.deepEqual(
		fates.filter((fate) => fate.startsWith("a>b")),
		["a>b received", "a>b received"],
	);
	// As strong as the noise: LoRa hears 7.5 dB deeper.
	assert.close(modems.b.signals[0].snrDb, 0, 0.01);
	assert.close(modems.b.signals[1].snrDb, 30.03, 0.01);
});

test("short pulses spoil a few blocks, and the frame with them; noise elsewhere in the spectrum does not", () => {
	for (const [frequencyHz, told] of [
		[TUNING.frequencyHz, "damaged 56.6"],
		[868_300_000, "frame 56.6"],
	] as const) {
		const { clock, air, modems, send } = world();
		modems.b.listen();
		clock.advance(0);
		send("a");
		clock.advance(25);
		const noise = { ...NOISE, frequencyHz, powerDbm: 30 };
		const stop = pulsedJammer({ clock, air, name: "jammer" }, noise, { pulse: 12, pause: 1000 });
		clock.advance(100);
		stop();
		assert.equal(modems.b.told.at(-1), told);
	}
});

test("a reactive jammer spoils what it hears the preamble of", () => {
	const { clock, air, modems, fates, send } = world();
	modems.b.listen();
	const times = { tuning: TUNING, reaction: 1, pulse: 60 };
	const jammer = new ReactiveJammer({ clock, air, name: "jammer" }, { ...NOISE, powerDbm: 30 }, times);
	send("a");
	clock.advance(200);
	jammer.stop();
	send("a");
	clock.advance(200);
	assert.deepEqual(
		fates.filter((fate) => fate.startsWith("a>b")),
		["a>b too weak", "a>b received"],
	);
	assert.equal(fateAt(fates.slice(0, 3), "a>jammer"), "unwanted");
});

test("each preamble that a reactive jammer hears makes its pulse longer, and stopped it is deaf", () => {
	const { clock, air, ports, send } = world();
	const times = { tuning: TUNING, reaction: 0, pulse: 60 };
	const jammer = new ReactiveJammer({ clock, air, name: "jammer" }, NOISE, times);
	const jams = () => ports.c.strengthDbm({ ...TUNING, spreadingFactor: 12 }) > -100;
	// Heard after 5.12 ms each.
	send("a", { payload: new Uint8Array(1) });
	clock.advance(40);
	send("b", { payload: new Uint8Array(1) });
	clock.advance(30);
	assert.equal(jams(), true);
	clock.advance(34);
	assert.equal(jams(), true);
	clock.advance(2);
	assert.equal(jams(), false);
	jammer.stop();
	assert.equal(jammer.listening, undefined);
	send("a");
	clock.advance(10);
	assert.equal(air.join("late", jammer).strengthDbm(TUNING) > -100, false);
});

test("noise reaches who comes on the air while it lasts, and follows a path loss that is set", () => {
	const { clock, air, modems, ports } = world();
	const stop = continuousJammer({ clock, air, name: "jammer" }, NOISE);
	const late = air.join("late", modems.b);
	assert.close(late.strengthDbm(TUNING), -86, 0.01);
	air.setPathLoss("late", "jammer", 90);
	assert.close(late.strengthDbm(TUNING), -76, 0.01);
	assert.close(ports.c.strengthDbm(TUNING), -86, 0.01);
	air.setPathLoss("jammer", "late", 200);
	assert.close(late.strengthDbm(TUNING), -116.03, 0.01);
	air.setPathLoss("jammer", "late", 100);
	stop();
	assert.close(late.strengthDbm(TUNING), -116.03, 0.01);
});

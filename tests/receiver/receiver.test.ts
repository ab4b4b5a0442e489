import type { KeyValue } from "../../src/io.js";
import { Receiver } from "../../src/receiver/receiver.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { boardIO } from "../../tools/sim/pins.js";
import { type Published, recordingNetwork } from "../../tools/sim/recording-broker.js";
import { SX1276 } from "../../tools/sim/sx1276.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { Scenario } from "../end-to-end/scenario.js";
import { bytesOf, sealed } from "../fixtures/p1/fixture.js";
import { assert, test } from "../harness/index.js";
import { pairedStorage } from "../link/channels.js";

/** A receiver's board, alone on the air. */
function alone(link: FaultyStorage, frequencyHz?: number) {
	const clock = new VirtualClock();
	const chip = new SX1276({ clock });
	const { SPI, Digital } = boardIO(clock, chip, { reset: 23, dio0: 26 });
	const network = recordingNetwork(clock);
	const published: Published[] = [];
	network.onPublished = (message) => published.push(message);
	const lines: string[] = [];
	const domains: Record<string, KeyValue> = {
		link,
		duty: new FaultyStorage(),
		homeassistant: new FaultyStorage(),
	};
	const receiver = new Receiver({
		clock,
		random: () => 0.5,
		radio: {
			spi: { io: SPI, clock: 5, in: 19, out: 27, select: 18, hz: 8_000_000 },
			reset: { io: Digital, pin: 23 },
			interrupt: { io: Digital, pin: 26 },
		},
		frequencyHz,
		storage: (domain) => domains[domain],
		network: { clock, socket: network },
		broker: { host: "192.0.2.1", port: 1883 },
		log: (line) => lines.push(line),
	});
	return { clock, chip, receiver, published, lines };
}

test("a receiver without a key, or without its counters, says so, and neither listens nor connects", () => {
	const lost = pairedStorage();
	lost.delete("accepted");
	for (const [link, sentence] of [
		[new FaultyStorage(), /^not paired/],
		[lost, /^RE-PAIR: the counters are lost/],
	] as const) {
		const { clock, chip, receiver, published, lines } = alone(link);
		clock.advance(3_600_000);
		assert.equal(lines.length, 1);
		assert.match(lines[0], sentence);
		assert.equal(chip.listening, undefined);
		assert.deepEqual(published, []);
		assert.equal(receiver.status.link, undefined);
		receiver.close();
	}
});

test("a receiver that hears nobody says where it listens, and that the link is offline", () => {
	const { clock, published, lines } = alone(pairedStorage());
	clock.advance(3_600_000);
	assert.deepEqual(lines, [
		"paired, fingerprint 103789fa",
		"listening for the other board on SF7/250",
		"MQTT: connected to 192.0.2.1:1883",
	]);
	const short = published.filter(({ topic }) => !/config$|diagnostics$/.test(topic));
	assert.deepEqual(
		short.map(({ topic, payload }) => `${topic} ${String.fromCharCode(...payload)}`),
		["p1-lora/103789fa/availability online", "p1-lora/103789fa/link offline"],
	);
});

test("a new receiver that is to meet on 868.3 MHz says that nothing may be sent there", () => {
	assert.match(
		alone(pairedStorage(), 868_300_000).lines[1],
		/^nothing may be sent on 868\.3 MHz for 62 minutes: this board is new there/,
	);
});

test("a receiver whose chip is dead says what to look at, and the broker hears of the receiver all the same", () => {
	const { clock, chip, lines, published } = alone(pairedStorage());
	chip.faults.dead = true;
	clock.advance(60_000);
	assert.ok(lines.includes("radio: no SX1276 answers: check its wiring and supply"));
	assert.ok(published.some(({ topic }) => topic === "p1-lora/103789fa/availability"));
});

test("a telegram is a line with what a person looks for first, the rung, and how it was heard", () => {
	const { lines } = new Scenario().seconds(30);
	const line = lines.find((one) => one.startsWith("receiver: telegram 1:")) ?? "";
	assert.match(line, /telegram 1: \d\.\d{3} kW in, \d\.\d{3} kW out; SF\d+\/\d+, -\d+ dBm, SNR -?\d+\.\d dB$/);
});

test("the diagnostics say how the link does: rung, strength, losses, age", () => {
	const scenario = new Scenario().seconds(90);
	const told = JSON.parse(scenario.latest("/diagnostics") ?? "{}");
	assert.equal(told.link_rung, "SF7/250");
	assert.close(told.link_rssi, -101, 8);
	assert.ok(told.link_snr > 0);
	assert.equal(told.link_loss, 0);
	assert.ok(told.link_age <= 1);
	assert.ok(told.airtime_used > 0 && told.airtime_used < 100);
	assert.equal(told.starts, 1);
});

test("when the telegrams cease, the diagnostics tell their age, and the link goes offline, in that order", () => {
	const scenario = new Scenario().seconds(60);
	scenario.world.transmitterBoard.cutPower();
	scenario.seconds(61);
	const age = () => JSON.parse(scenario.latest("/diagnostics") ?? "{}").link_age;
	assert.ok(age() >= 1 && age() <= 61);
	scenario.seconds(60);
	assert.equal(scenario.latest("/link"), "offline");
	assert.ok(age() > 60);
	assert.equal(scenario.latest("/availability"), "online");
});

test("a meter that falls silent is told after three minutes, and its old values are not said again", () => {
	const scenario = new Scenario().seconds(60);
	scenario.world.line.disconnect();
	scenario.seconds(150);
	assert.equal(scenario.latest("/link"), "online");
	scenario.seconds(60);
	assert.equal(scenario.latest("/link"), "offline");
	assert.ok(scenario.lines.includes("receiver: no telegram of the meter for 3 minutes"));
	const states = () => scenario.published.filter(({ topic }) => topic.endsWith("/state")).length;
	const before = states();
	scenario.seconds(600);
	assert.equal(states(), before);
	assert.equal(scenario.world.receiver?.status.link?.phase, "settled");
});

test("a meter that speaks each five minutes only is silent on neither board between its telegrams, once that is known", () => {
	const scenario = new Scenario({ intervalSeconds: 300 }).seconds(900);
	const { world } = scenario;
	const from = scenario.published.length;
	for (let minute = 0; minute < 20; minute++) {
		scenario.seconds(60);
		assert.equal(world.receiver?.status.isFresh, true, `${minute}`);
		const { telegramAt = 0, silentAfter = 0 } = world.transmitter?.status ?? {};
		assert.ok(scenario.clock.now() - telegramAt < silentAfter);
	}
	assert.ok(!scenario.published.slice(from).some(({ topic }) => topic.endsWith("/link")));
	// Its cable is cut: three of its intervals later its values are old.
	world.line.disconnect();
	scenario.seconds(1300);
	assert.equal(scenario.latest("/link"), "offline");
	assert.equal(world.receiver?.status.link?.phase, "settled");
});

test("a register that goes back is told in the log, and no state says it", () => {
	const scenario = new Scenario();
	let sent = 0;
	scenario.plugIn({
		intervalSeconds: 1,
		next: () => {
			const kilowattHours = sent++ < 60 ? "000010.000" : "000009.000";
			return bytesOf(
				sealed([
					"/ISK5\\TEST",
					"",
					"0-0:96.1.1(4531)",
					`1-0:1.8.1(${kilowattHours}*kWh)`,
					`1-0:1.7.0(00.${100 + (sent % 900)}*kW)`,
				]),
			);
		},
	});
	scenario.seconds(60);
	assert.ok((scenario.latest("/state") ?? "").includes('"energy_delivered_tariff1":10.000'));
	scenario.seconds(4);
	const said = scenario.lines.filter((line) =>
		line.startsWith("receiver: energy_delivered_tariff1 went from 10.000 to 9.000"),
	);
	assert.equal(said.length, 1);
	assert.ok((scenario.latest("/state") ?? "").includes('"power_delivered":'));
	const states = scenario.published.map(({ payload }) => String.fromCharCode(...payload.slice(0, 200)));
	assert.ok(!states.some((state) => state.includes('"energy_delivered_tariff1":9.000')));
	// It stays there: after five telegrams it has begun anew.
	scenario.seconds(10);
	assert.ok((scenario.latest("/state") ?? "").includes('"energy_delivered_tariff1":9.000'));
});

test("the loss is not taken for total after a reboot of the transmitter", () => {
	const scenario = new Scenario().seconds(60);
	scenario.world.transmitterBoard.cutPower();
	scenario.seconds(2);
	scenario.world.transmitterBoard.powerOn();
	assert.ok(scenario.telegrams(2, 120));
	scenario.seconds(60);
	assert.ok((JSON.parse(scenario.latest("/diagnostics") ?? "{}").link_loss ?? 100) < 10);
});

test("a receiver that is closed says goodbye to the broker, lets go of its radio, and does nothing more", () => {
	const scenario = new Scenario().seconds(60);
	scenario.world.receiver?.close();
	scenario.seconds(1);
	assert.equal(scenario.latest("/availability"), "offline");
	const count = scenario.published.length;
	scenario.seconds(100);
	assert.equal(scenario.published.length, count);
});

import { statePayload } from "../../src/homeassistant/state.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { assert, test } from "../harness/index.js";
import { BELGIAN, DUTCH, reading } from "../homeassistant/readings.js";
import { ascii, scriptedNetwork } from "../mqtt/scripted-tcp.js";
import {
	AVAILABILITY,
	Bench,
	CONNACK_ACCEPTED,
	CONNECT,
	DIAGNOSTICS,
	DISCONNECT,
	DISCOVERY,
	GAS,
	GREETING,
	HISTORY,
	LINK,
	PUBLISH,
	STATE,
	SUBSCRIBE,
	text,
	topicsOf,
	WHOLE,
} from "./publisher-bench.js";

test("the connection has a will that says offline, and asks for Home Assistant's birth", () => {
	const bench = new Bench();
	const [connect] = bench.packets();
	assert.equal(connect.type, CONNECT);
	// Connect flags: clean session, will with QoS 1, retained (MQTT 3.1.1, 3.1.2.3).
	assert.equal(connect.body[7], 0b0010_1110);
	assert.match(ascii(connect.body), /p1-lora-0123abcd.*p1-lora\/0123abcd\/availability.*offline$/);
	bench.socket.receive(...CONNACK_ACCEPTED);
	const subscribe = bench.packets().find(({ type }) => type === SUBSCRIBE);
	assert.ok(subscribe);
	assert.match(ascii(subscribe.body), /homeassistant\/status/);
});

test("after connecting, the receiver is online, the link is not yet, and there is no state to tell", () => {
	const bench = new Bench();
	const messages = bench.connect();
	assert.deepEqual(topicsOf(messages), GREETING);
	assert.deepEqual(
		messages.slice(0, 2).map(({ payload }) => payload),
		["online", "offline"],
	);
	assert.deepEqual(bench.lines, ["MQTT: connected to 192.0.2.1:1883"]);
});

test("the first telegram tells Home Assistant of the link, of the entities, and then of the state", () => {
	const bench = new Bench();
	bench.connect();
	bench.publisher.publish(DUTCH);
	const messages = bench.take();
	assert.deepEqual(topicsOf(messages), [LINK, DIAGNOSTICS, DISCOVERY, GAS, STATE]);
	assert.ok(messages.every(({ retain }) => retain));
	assert.equal(messages[0].payload, "online");
	assert.ok(JSON.parse(messages[2].payload).cmps.power_delivered);
	assert.ok(JSON.parse(messages[3].payload).cmps.gas_delivered);
	assert.equal(JSON.parse(messages[4].payload).power_delivered, 1.193);
	assert.deepEqual(bench.published, [DUTCH]);
});

test("later telegrams bring the state only", () => {
	const bench = new Bench();
	bench.connect();
	bench.publisher.publish(DUTCH);
	bench.take();
	for (let round = 0; round < 3; round++) {
		bench.publisher.publish(DUTCH);
		assert.deepEqual(topicsOf(bench.take()), [STATE]);
	}
	assert.equal(bench.published.length, 4);
});

test("October's second hour goes on from the first, of a meter that does not tell them apart", () => {
	const bench = new Bench();
	bench.connect();
	const told: string[] = [];
	for (const local of ["015959", "020000", "025959", "020000", "020000", "025959", "030000"]) {
		const time = { kind: "time", local: `261025${local}`, season: undefined } as const;
		bench.publisher.publish(reading({ timestamp: time }));
		told.push(JSON.parse(bench.take().at(-1)?.payload ?? "").timestamp.slice(11, 19));
	}
	assert.deepEqual(told, ["23:59:59", "00:00:00", "00:59:59", "01:00:00", "01:00:00", "01:59:59", "02:00:00"]);
});

test("after each reconnection everything is told once again", () => {
	const bench = new Bench();
	bench.connect();
	bench.publisher.publish(DUTCH);
	for (let round = 0; round < 3; round++) {
		bench.socket.hangUp();
		const { connection } = bench.publisher;
		assert.ok(connection.phase === "waiting");
		bench.clock.runUntil(connection.retryAt);
		assert.deepEqual(topicsOf(bench.connect()), WHOLE);
	}
});

test("Home Assistant's birth is answered with everything, a little later and once", () => {
	const bench = new Bench();
	bench.connect();
	bench.publisher.publish(DUTCH);
	bench.take();
	bench.status("online");
	bench.status("online");
	assert.deepEqual(bench.take(), [], "not at once: others answer too");
	assert.deepEqual(topicsOf(bench.pass(5000)), WHOLE);
});

test("births without end are answered all the same, no more than twice in three seconds", () => {
	const bench = new Bench();
	bench.connect();
	bench.take();
	let answers = 0;
	for (let round = 0; round < 300; round++) {
		bench.status("online");
		bench.clock.advance(50);
		answers += bench.take().filter(({ topic }) => topic === AVAILABILITY).length;
	}
	assert.ok(answers >= 5 && answers <= 10, `${answers} answers in 15 s`);
});

test("Home Assistant's goodbye, or anything else it says there, is not answered", () => {
	const bench = new Bench();
	bench.connect();
	bench.publisher.publish(DUTCH);
	bench.take();
	for (const payload of ["offline", "", "onlin", "onlinE", "online "]) bench.status(payload);
	assert.deepEqual(bench.pass(10_000), []);
});

test("the link's state is told when it changes, and only then", () => {
	const bench = new Bench();
	bench.connect();
	bench.publisher.setLink(false);
	assert.deepEqual(bench.take(), []);
	bench.publisher.setLink(true);
	bench.publisher.setLink(true);
	bench.publisher.setLink(false);
	const links = bench.take().filter(({ topic }) => topic === LINK);
	assert.deepEqual(links, [
		{ topic: LINK, payload: "online", retain: true },
		{ topic: LINK, payload: "offline", retain: true },
	]);
	bench.publisher.publish(DUTCH);
	assert.equal(bench.take()[0].payload, "online", "a telegram proves the link");
});

test("how receiver and link do is told once a minute, whether or not telegrams come, and the state only with one", () => {
	const bench = new Bench();
	bench.connect();
	bench.publisher.publish(DUTCH);
	bench.take();
	assert.deepEqual(bench.pass(55_000), []);
	bench.ageSeconds = 60;
	const messages = bench.pass(10_000);
	assert.deepEqual(topicsOf(messages), [DIAGNOSTICS]);
	assert.equal(JSON.parse(messages[0].payload).link_age, 60);
	assert.equal(bench.pass(10 * 60_000).length, 10);
});

test("while the broker is away no state is queued, and what comes last is told when it is back", () => {
	const bench = new Bench();
	for (let round = 0; round < 50; round++) bench.publisher.publish(DUTCH);
	bench.publisher.publish(BELGIAN);
	assert.deepEqual(bench.published, []);
	const messages = bench.connect();
	const belgian = ["1SAG1100000292", "water_0123abcd"].map((id) => `homeassistant/device/p1lora_${id}/config`);
	assert.deepEqual(topicsOf(messages), [...GREETING, ...belgian, STATE, HISTORY]);
	assert.equal(messages[1].payload, "online");
	assert.equal(messages.at(-2)?.payload, statePayload(BELGIAN));
	assert.deepEqual(bench.published, [BELGIAN]);
});

test("a broker that is away for a night is worth one line", () => {
	const bench = new Bench();
	for (let attempt = 0; attempt < 20; attempt++) {
		const { sockets } = bench.network;
		const before = sockets.length;
		bench.socket.hangUp();
		assert.ok(bench.clock.runWhile(() => sockets.length === before, bench.clock.now() + 600_000));
	}
	assert.deepEqual(bench.lines, ["MQTT: The broker cannot be reached"]);
	bench.connect();
	bench.socket.hangUp();
	assert.equal(bench.lines.length, 3);
	assert.equal(bench.lines[2], "MQTT: The connection to the broker is lost");
});

test("a broker that refuses says why", () => {
	const bench = new Bench();
	bench.packets();
	bench.socket.receive(0x20, 2, 0, 4);
	assert.deepEqual(bench.lines, ["MQTT: The broker refuses the connection: user name or password is wrong"]);
});

test("a password without a user, which MQTT has not, is said and left out, and the board connects", () => {
	const bench = new Bench({ broker: { host: "192.0.2.1", port: 1883, password: "secret" } });
	const [connect] = bench.packets();
	assert.equal(connect.type, CONNECT);
	assert.ok(!ascii(connect.body).includes("secret"));
	assert.match(bench.lines[0], /mqttPassword is set and mqttUser is not/);
});

test("a will that comes late, of a connection of before or of another receiver, is put right at once", () => {
	const bench = new Bench();
	bench.connect();
	bench.say(AVAILABILITY, "offline", true);
	assert.deepEqual(bench.take(), [], "left there before it was put right");
	bench.say(AVAILABILITY, "online");
	assert.deepEqual(bench.take(), []);
	bench.say(AVAILABILITY, "offline");
	assert.deepEqual(bench.take(), [{ topic: AVAILABILITY, payload: "online", retain: true }]);
});

test("while there is no Wi-Fi, that is what the log says, and not that the broker is at fault", () => {
	let isOnline = false;
	const clock = new VirtualClock();
	const network = scriptedNetwork();
	const resolve = (_: string, done: (address: string | undefined) => void) => done(isOnline ? "192.0.2.1" : undefined);
	const bench = new Bench({ network: { clock, socket: network, resolve, isOnline: () => isOnline } });
	clock.advance(60_000);
	assert.deepEqual(bench.lines, ["MQTT: The broker is out of reach while there is no Wi-Fi"]);
	isOnline = true;
	clock.advance(10_000);
	network.sockets[0].hangUp();
	assert.equal(bench.lines.at(-1), "MQTT: The broker cannot be reached");
});

test("a publisher that is closed says offline and goodbye, and then nothing more", () => {
	const bench = new Bench();
	bench.connect();
	bench.publisher.publish(DUTCH);
	bench.status("online");
	bench.packets();
	bench.publisher.close();
	const packets = bench.socket.take();
	assert.deepEqual(
		packets.map(({ type }) => type),
		[PUBLISH, PUBLISH, DISCONNECT],
	);
	assert.match(ascii(packets[0].body), /link.*offline$/);
	assert.match(ascii(packets[1].body), /availability.*offline$/);
	bench.clock.advance(600_000);
	assert.equal(bench.network.sockets.length, 1);
	assert.equal(bench.socket.sentBytes.length, 0);
});

test("a publisher may be closed while the broker is away", () => {
	const bench = new Bench();
	bench.publisher.publish(DUTCH);
	bench.publisher.close();
	bench.clock.advance(600_000);
	assert.equal(bench.network.sockets.length, 1);
});

test("with each value alone wanted, every one is told on its own topic, retained, as plain text", () => {
	const bench = new Bench({ extras: { values: true } });
	bench.connect();
	bench.publisher.publish(DUTCH);
	const values = bench.take().filter(({ topic }) => topic.startsWith("p1-lora/0123abcd/value/"));
	assert.equal(values.length, DUTCH.values.size);
	const of = (name: string) => values.find(({ topic }) => topic.endsWith(`/${name}`));
	assert.deepEqual(of("power_delivered"), {
		topic: "p1-lora/0123abcd/value/power_delivered",
		payload: "1.193",
		retain: true,
	});
	assert.equal(of("electricity_tariff")?.payload, "0001");
	assert.equal(of("timestamp")?.payload, "2026-01-31T22:59:00Z");
});

test("the telegram is told byte for byte where that is wanted, and else not at all", () => {
	const telegram = Uint8Array.from([0x2f, 0, 0x80, 0xff, 0x21]);
	for (const wanted of [true, false]) {
		const bench = new Bench({ extras: { telegram: wanted } });
		bench.connect();
		bench.publisher.publishTelegram(telegram);
		const told = bench.take().filter(({ topic }) => topic === "p1-lora/0123abcd/telegram");
		assert.deepEqual(
			told,
			wanted ? [{ topic: "p1-lora/0123abcd/telegram", payload: text(telegram), retain: false }] : [],
		);
	}
});

/** A bench with a log of what was done, and its broker connected for so long. */
/** A reading at this time of the morning of 31 January, by the meter's clock. */
/** The moments that the history tells, as minutes of the day; the broker acknowledges each message. */

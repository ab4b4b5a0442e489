import { stateMembers, statePayload } from "../../src/homeassistant/state.js";
import type { Reading } from "../../src/p1/reading.js";
import { Publisher, type PublisherOptions } from "../../src/receiver/publisher.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { assert, test } from "../harness/index.js";
import { BELGIAN, DUTCH, quantity, reading, text as textValue } from "../homeassistant/readings.js";
import { ascii, type ScriptedSocket, type SentPacket, scriptedNetwork } from "../mqtt/scripted-tcp.js";

const [CONNECT, PUBLISH, SUBSCRIBE, DISCONNECT] = [1, 3, 8, 14];
const CONNACK_ACCEPTED = [0x20, 2, 0, 0];
const REPORT = {
	rssiDbm: -90,
	snrDb: 7.25,
	rung: "SF7/250",
	frequencyMHz: 869.525,
	lossPercent: 0,
	ageSeconds: 0,
	rungWanted: "automatic",
	airtimePercent: 1,
	upSeconds: 5,
	starts: 1,
	startReason: undefined,
	wifiRssiDbm: undefined,
};

const ROOM_BYTES = 1024;
const HOUR = 3_600_000;

interface Message {
	topic: string;
	payload: string;
	retain: boolean;
}

class Bench {
	readonly clock = new VirtualClock();
	readonly network = scriptedNetwork();
	readonly lines: string[] = [];
	readonly published: Reading[] = [];
	readonly publisher: Publisher;
	/** What the link's report says of the telegram's age. */
	ageSeconds = 0;

	constructor(options: Partial<PublisherOptions> = {}) {
		this.publisher = new Publisher({
			deviceId: "0123abcd",
			storage: new FaultyStorage(),
			network: { clock: this.clock, socket: this.network },
			broker: { host: "192.0.2.1", port: 1883 },
			random: () => 0.5,
			diagnostics: () => ({ ...REPORT, ageSeconds: this.ageSeconds }),
			onPublished: (reading) => this.published.push(reading),
			log: (line) => this.lines.push(line),
			...options,
		});
		this.clock.advance(0);
	}

	get socket(): ScriptedSocket {
		return this.network.sockets[this.network.sockets.length - 1];
	}

	/** The broker answers. Returns what was published at once. */
	connect(): Message[] {
		this.packets();
		this.socket.receive(...CONNACK_ACCEPTED);
		return this.take();
	}

	/** What was sent since the last time: the broker takes it a little at a time, as sockets on the board do. */
	packets(): SentPacket[] {
		const { socket } = this;
		for (let before = -1; socket.sentBytes.length > before; ) {
			before = socket.sentBytes.length;
			socket.give(ROOM_BYTES);
		}
		return socket.take();
	}

	take(): Message[] {
		return this.packets()
			.filter(({ type }) => type === PUBLISH)
			.map(({ flags, body }) => {
				const topicEnd = 2 + (body[0] << 8) + body[1];
				const topic = ascii(body.subarray(2, topicEnd));
				// With QoS 1, a packet identifier stands between.
				const payload = text(body.subarray(topicEnd + (flags & 2)));
				return { topic, payload, retain: (flags & 1) === 1 };
			});
	}

	/** Time passes on a connection that the broker keeps answering. */
	pass(duration: number, step = 5000): Message[] {
		const messages: Message[] = [];
		for (let left = duration; left > 0; left -= step) {
			this.clock.advance(Math.min(left, step));
			messages.push(...this.take());
			this.socket.receive(0xd0, 0);
		}
		return messages;
	}

	/** Home Assistant says this on its status topic. */
	status(payload: string): void {
		this.say("homeassistant/status", payload);
	}

	/** Somebody says this, and has it `retained` or not. */
	say(topic: string, payload: string, retained = false): void {
		const body = `\0${String.fromCharCode(topic.length)}${topic}${payload}`;
		const first = retained ? 0x31 : 0x30;
		this.socket.receive(first, body.length, ...Array.from(body, (character) => character.charCodeAt(0)));
	}
}

/** A discovery document has more bytes than a call may have arguments. */
function text(bytes: Uint8Array): string {
	let characters = "";
	for (const byte of bytes) characters += String.fromCharCode(byte);
	return characters;
}

function topicsOf(messages: Message[]): string[] {
	return messages.map(({ topic }) => topic);
}

const STATE = "p1-lora/0123abcd/state";
const AVAILABILITY = "p1-lora/0123abcd/availability";
const LINK = "p1-lora/0123abcd/link";
const DIAGNOSTICS = "p1-lora/0123abcd/diagnostics";
const HISTORY = "p1-lora/0123abcd/history";
const COMMAND = "p1-lora/0123abcd/command/";
const RECEIVER = "homeassistant/device/p1lora_receiver_0123abcd/config";
const DISCOVERY = "homeassistant/device/p1lora_E0044007123456789/config";
const GAS = "homeassistant/device/p1lora_gas_G0046003912345678/config";
const GREETING = [AVAILABILITY, LINK, RECEIVER, DIAGNOSTICS];
const WHOLE = [...GREETING, DISCOVERY, GAS, STATE];

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

test("a meter that shows an entity more is announced again; what is missing for long, an entity or a device, is taken back", () => {
	const bench = new Bench();
	bench.connect();
	const few = reading({ power_delivered: quantity(1, 3, "kW") });
	const frequency = quantity(4999, 2, "Hz");
	const gas = { gas_delivered: quantity(0, 3, "m3"), gas_equipment_id: textValue("G0046003912345678") };
	bench.publisher.publish(few);
	bench.take();
	bench.publisher.publish(reading({ power_delivered: quantity(2, 3, "kW"), frequency, ...gas }));
	const messages = bench.take();
	assert.deepEqual(topicsOf(messages), [DISCOVERY, GAS, STATE]);
	assert.ok(JSON.parse(messages[0].payload).cmps.frequency.name);
	const documents: Record<string, string[]> = { [DISCOVERY]: [], [GAS]: [] };
	for (let hour = 0; hour < 24 * 7 + 3; hour++) {
		bench.publisher.publish(few);
		const messages = [...bench.take(), ...bench.pass(HOUR, 25_000)];
		for (const { topic, payload } of messages) documents[topic]?.push(payload);
		if (hour < 24 * 7) assert.deepEqual(documents, { [DISCOVERY]: [], [GAS]: [] }, `hour ${hour}`);
	}
	const [removal, without, ...more] = documents[DISCOVERY].map((payload) => JSON.parse(payload).cmps);
	assert.equal(more.length, 0);
	assert.deepEqual(removal.frequency, { p: "sensor" });
	assert.ok(removal.power_delivered.name && without.power_delivered.name);
	assert.equal(without.frequency, undefined);
	assert.deepEqual(JSON.parse(documents[GAS][0]).cmps, { gas_delivered: { p: "sensor" } });
	assert.deepEqual(documents[GAS].slice(1), [""]);
});

test("a register that counts in another unit is announced anew", () => {
	const bench = new Bench();
	bench.connect();
	bench.publisher.publish(reading({ thermal_delivered: quantity(5123, 3, "GJ") }));
	bench.take();
	bench.publisher.publish(reading({ thermal_delivered: quantity(1423, 0, "kWh") }));
	const messages = bench.take();
	assert.deepEqual(topicsOf(messages), ["homeassistant/device/p1lora_thermal_0123abcd/config", STATE]);
	assert.equal(JSON.parse(messages[0].payload).cmps.thermal_delivered.unit_of_meas, "kWh");
});

test("a meter that was exchanged is taken back from Home Assistant, also after a reboot, and nothing else is", () => {
	const storage = new FaultyStorage();
	const removed = (messages: Message[]) => messages.filter(({ payload }) => payload === "");
	const first = new Bench({ storage });
	first.connect();
	first.publisher.publish(DUTCH);
	assert.deepEqual(removed(first.take()), []);
	first.publisher.publish(BELGIAN);
	assert.deepEqual(removed(first.take()), [{ topic: DISCOVERY, payload: "", retain: true }]);
	first.publisher.publish(BELGIAN);
	assert.deepEqual(removed(first.take()), []);

	const second = new Bench({ storage });
	second.publisher.publish(BELGIAN);
	assert.deepEqual(removed(second.connect()), []);
	second.publisher.publish(DUTCH);
	const belgian = "homeassistant/device/p1lora_1SAG1100000292/config";
	assert.deepEqual(removed(second.take()), [{ topic: belgian, payload: "", retain: true }]);
});

test("storage that fails costs a removal, and nothing else", () => {
	const storage = new FaultyStorage();
	storage.isOff = true;
	const bench = new Bench({ storage });
	bench.connect();
	bench.publisher.publish(DUTCH);
	assert.deepEqual(topicsOf(bench.take()), [LINK, DIAGNOSTICS, DISCOVERY, GAS, STATE]);
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
		bench.clock.advance(60_000);
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
	assert.equal(messages.at(-2)?.payload, statePayload(stateMembers(BELGIAN)));
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
function obedient(upFor = 60_000) {
	const done: string[] = [];
	const bench = new Bench({ deeds: { restart: () => done.push("restart"), resync: () => done.push("resync") } });
	bench.connect();
	bench.pass(upFor);
	return { bench, done };
}

test("a command is obeyed when it says exactly what it must, and at most once a minute", () => {
	const { bench, done } = obedient();
	for (const payload of ["", "Restart", "restart ", "restar", "resync", "1"]) bench.say(`${COMMAND}restart`, payload);
	bench.say(`${COMMAND}key`, "restart");
	assert.deepEqual(done, []);
	for (let round = 0; round < 50; round++) bench.say(`${COMMAND}restart`, "restart");
	bench.say(`${COMMAND}resync`, "resync");
	assert.deepEqual(done, ["restart", "resync"]);
	bench.pass(60_000);
	bench.say(`${COMMAND}resync`, "resync");
	assert.deepEqual(done, ["restart", "resync", "resync"]);
	assert.ok(bench.lines.includes("MQTT: restart, as wanted"));
});

test("a wanted rung is taken by its name, once in five seconds, and how it is now is told at once", () => {
	const wanted: string[] = [];
	const diagnostics = () => ({ ...REPORT, rungWanted: wanted.at(-1) ?? "automatic" });
	const bench = new Bench({ deeds: { rung: (name) => wanted.push(name) }, diagnostics });
	bench.connect();
	bench.pass(5000);
	const told = () => bench.take().flatMap(({ payload }) => JSON.parse(payload).rung_wanted);
	for (const payload of ["SF6/250", "sf9/250", "SF9", ""]) bench.say(`${COMMAND}rung`, payload);
	bench.say(`${COMMAND}rung`, "SF7/250", true);
	assert.deepEqual([wanted, told()], [[], []]);
	bench.say(`${COMMAND}rung`, "SF9/250");
	bench.say(`${COMMAND}rung`, "SF12/125");
	assert.deepEqual([wanted, told()], [["SF9/250"], ["SF9/250"]]);
	bench.pass(5000);
	bench.say(`${COMMAND}rung`, "automatic");
	assert.deepEqual([wanted, told()], [["SF9/250", "automatic"], ["automatic"]]);
	assert.ok(bench.lines.includes("MQTT: rung SF9/250, as wanted"));
});

test("a command left at the broker does nothing, however often the receiver connects", () => {
	const { bench, done } = obedient();
	for (let round = 0; round < 5; round++) {
		bench.say(`${COMMAND}restart`, "restart", true);
		bench.socket.hangUp();
		bench.clock.advance(60_000);
		bench.connect();
	}
	assert.deepEqual(done, []);
});

test("a board that has just started is not restarted: somebody's automation could do that for ever", () => {
	const { bench, done } = obedient(55_000);
	bench.say(`${COMMAND}restart`, "restart");
	assert.deepEqual(done, []);
});

test("only commands that the board can obey are subscribed to and announced", () => {
	const bench = new Bench({ deeds: { resync: () => {} } });
	bench.packets();
	bench.socket.receive(...CONNACK_ACCEPTED);
	const packets = bench.packets();
	const subscribe = ascii(packets.find(({ type }) => type === SUBSCRIBE)?.body ?? new Uint8Array());
	assert.match(subscribe, /command\/resync/);
	assert.ok(!subscribe.includes("command/restart"));
});

/** A reading at this time of the morning of 31 January, by the meter's clock. */
function readingAt(minutes: number, power = 1): Reading {
	const clock = `${String(Math.floor(minutes / 60)).padStart(2, "0")}${String(minutes % 60).padStart(2, "0")}00`;
	return reading({
		timestamp: { kind: "time", local: `260131${clock}`, season: "W" },
		energy_delivered_tariff1: quantity(1000 * minutes + power, 3, "kWh"),
	});
}

/** The moments that the history tells, as minutes of the day; the broker acknowledges each message. */
function history(bench: Bench): number[] {
	const moments: number[] = [];
	for (let left = 20; left > 0; left--) {
		const packet = bench.packets().find(({ type, body }) => type === PUBLISH && text(body).includes(HISTORY));
		if (packet === undefined) break;
		const at = 2 + HISTORY.length;
		for (const { time } of JSON.parse(text(packet.body.subarray(at + 2)))) {
			moments.push(60 * (Number(time.slice(11, 13)) + 1) + Number(time.slice(14, 16)));
		}
		bench.socket.receive(0x40, 2, packet.body[at], packet.body[at + 1]);
	}
	return moments;
}

test("the first reading of each quarter of an hour is in the history, once the broker has it", () => {
	const bench = new Bench();
	bench.connect();
	for (const minutes of [60, 75, 90]) {
		bench.publisher.publish(readingAt(minutes), true);
		bench.publisher.publish(readingAt(minutes + 1));
		assert.deepEqual(history(bench), [minutes]);
	}
	assert.deepEqual(history(bench), []);
});

test("while the broker is away a reading a minute of the last hour waits, and a day of quarters", () => {
	const bench = new Bench();
	for (let minutes = 60; minutes < 60 + 12 * 60; minutes++)
		bench.publisher.publish(readingAt(minutes), minutes % 15 === 0);
	bench.packets();
	bench.socket.receive(...CONNACK_ACCEPTED);
	const moments = history(bench);
	const quarters = Array.from({ length: 48 }, (_, index) => 60 + 15 * index);
	const minutes = Array.from({ length: 64 }, (_, index) => 60 + 11 * 60 - 4 + index).filter(
		(minute) => minute % 15 !== 0,
	);
	assert.deepEqual(
		moments.sort((a, b) => a - b),
		[...quarters, ...minutes].sort((a, b) => a - b),
	);
});

test("quarters that the broker does not have yet outlast a restart of the board, and are told once", () => {
	const storage = new FaultyStorage();
	const first = new Bench({ storage });
	for (const minutes of [60, 75, 90]) first.publisher.publish(readingAt(minutes), true);
	// Power is cut. The next program has them told, and the one after that nothing.
	for (const expected of [[60, 75, 90], []]) {
		const next = new Bench({ storage });
		next.packets();
		next.socket.receive(...CONNACK_ACCEPTED);
		assert.deepEqual(history(next), expected);
	}
});

test("a quarter whose connection breaks before the broker has acknowledged it is in flash, and comes again", () => {
	const storage = new FaultyStorage();
	const bench = new Bench({ storage });
	bench.connect();
	bench.publisher.publish(readingAt(60), true);
	bench.packets();
	bench.socket.hangUp();
	const next = new Bench({ storage });
	next.packets();
	next.socket.receive(...CONNACK_ACCEPTED);
	assert.deepEqual(history(next), [60]);
});

test("a day that an outage of the link kept back waits for the broker, and what is more stays with the transmitter", () => {
	const bench = new Bench();
	const snapshot = (index: number) => ({
		seconds: 1_700_000_100 + 900 * index,
		registers: [{ register: 0, unit: 0, scale: 3, value: index }],
	});
	for (let index = 0; index < 100; index += 10) {
		assert.ok(bench.publisher.publishHistory(Array.from({ length: 10 }, (_, next) => snapshot(index + next))));
	}
	assert.ok(!bench.publisher.publishHistory([snapshot(100)]));
});

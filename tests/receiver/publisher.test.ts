import { statePayload } from "../../src/homeassistant/state.js";
import type { Reading } from "../../src/p1/reading.js";
import { Publisher, type PublisherOptions } from "../../src/receiver/publisher.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { assert, test } from "../harness/index.js";
import { BELGIAN, DUTCH, quantity, reading } from "../homeassistant/readings.js";
import { ascii, type ScriptedSocket, type SentPacket, scriptedNetwork } from "../mqtt/scripted-tcp.js";

const [CONNECT, PUBLISH, SUBSCRIBE, DISCONNECT] = [1, 3, 8, 14];
const CONNACK_ACCEPTED = [0x20, 2, 0, 0];
const REPORT = { rssiDbm: -90, snrDb: 7.25, rung: "SF7/250", lossPercent: 0, ageSeconds: 0 };

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
			linkReport: () => ({ ...REPORT, ageSeconds: this.ageSeconds }),
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
		const topic = "homeassistant/status";
		const body = `\0${String.fromCharCode(topic.length)}${topic}${payload}`;
		this.socket.receive(0x30, body.length, ...Array.from(body, (character) => character.charCodeAt(0)));
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
const DISCOVERY = "homeassistant/device/p1lora_E0044007123456789/config";

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
	assert.deepEqual(bench.connect(), [
		{ topic: AVAILABILITY, payload: "online", retain: true },
		{ topic: LINK, payload: "offline", retain: true },
	]);
	assert.deepEqual(bench.lines, ["MQTT: connected to 192.0.2.1:1883"]);
});

test("the first telegram tells Home Assistant of the link, of the entities, and then of the state", () => {
	const bench = new Bench();
	bench.connect();
	bench.publisher.publish(DUTCH);
	const messages = bench.take();
	assert.deepEqual(topicsOf(messages), [LINK, DISCOVERY, STATE]);
	assert.ok(messages.every(({ retain }) => retain));
	assert.equal(messages[0].payload, "online");
	assert.ok(JSON.parse(messages[1].payload).cmps.power_delivered);
	assert.equal(JSON.parse(messages[2].payload).power_delivered, 1.193);
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

test("a meter that shows an entity more is announced again; one that shows one less keeps it, but not for ever", () => {
	const bench = new Bench();
	bench.connect();
	const few = reading({ power_delivered: quantity(1, 3, "kW") });
	const more = reading({ power_delivered: quantity(2, 3, "kW"), gas_delivered: quantity(0, 3, "m3") });
	bench.publisher.publish(few);
	bench.take();
	bench.publisher.publish(more);
	const messages = bench.take();
	assert.deepEqual(topicsOf(messages), [DISCOVERY, STATE]);
	assert.ok(JSON.parse(messages[0].payload).cmps.gas_delivered.name);
	const documents: string[] = [];
	bench.publisher.setLink(false);
	for (let hour = 0; hour < 24 * 7 + 3; hour++) {
		bench.publisher.publish(few);
		bench.publisher.setLink(false);
		const messages = [...bench.take(), ...bench.pass(HOUR, 25_000)];
		for (const { topic, payload } of messages) if (topic === DISCOVERY) documents.push(payload);
		if (hour < 24 * 7) assert.deepEqual(documents, [], `hour ${hour}`);
	}
	const [removal, without] = documents.map((payload) => JSON.parse(payload).cmps);
	assert.equal(documents.length, 2);
	assert.deepEqual(removal.gas_delivered, { p: "sensor" });
	assert.ok(removal.power_delivered.name && without.power_delivered.name);
	assert.equal(without.gas_delivered, undefined);
});

test("a register that counts in another unit is announced anew", () => {
	const bench = new Bench();
	bench.connect();
	bench.publisher.publish(reading({ thermal_delivered: quantity(5123, 3, "GJ") }));
	bench.take();
	bench.publisher.publish(reading({ thermal_delivered: quantity(1423, 0, "kWh") }));
	const messages = bench.take();
	assert.deepEqual(topicsOf(messages), [DISCOVERY, STATE]);
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
	assert.deepEqual(topicsOf(bench.take()), [LINK, DISCOVERY, STATE]);
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
		assert.deepEqual(topicsOf(bench.connect()), [AVAILABILITY, LINK, DISCOVERY, STATE]);
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
	assert.deepEqual(topicsOf(bench.pass(5000)), [AVAILABILITY, LINK, DISCOVERY, STATE]);
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
	assert.deepEqual(bench.take(), [
		{ topic: LINK, payload: "online", retain: true },
		{ topic: LINK, payload: "offline", retain: true },
	]);
	bench.publisher.publish(DUTCH);
	assert.equal(bench.take()[0].payload, "online", "a telegram proves the link");
});

test("while no telegram comes, the state is told once a minute with its age", () => {
	const bench = new Bench();
	bench.connect();
	bench.publisher.publish(DUTCH);
	bench.take();
	assert.deepEqual(bench.pass(55_000), []);
	bench.ageSeconds = 60;
	const messages = bench.pass(10_000);
	assert.deepEqual(topicsOf(messages), [STATE]);
	assert.match(messages[0].payload, /"link_age":60}$/);
	assert.equal(bench.pass(10 * 60_000).length, 10);
});

test("a telegram puts the next minute off", () => {
	const bench = new Bench();
	bench.connect();
	for (let round = 0; round < 5; round++) {
		bench.publisher.publish(DUTCH);
		bench.take();
		assert.deepEqual(bench.pass(55_000), []);
	}
});

test("while the broker is away nothing is queued, and what comes last is told when it is back", () => {
	const bench = new Bench();
	for (let round = 0; round < 50; round++) bench.publisher.publish(DUTCH);
	bench.publisher.publish(BELGIAN);
	assert.deepEqual(bench.published, []);
	const messages = bench.connect();
	assert.equal(messages.length, 4);
	assert.equal(messages[1].payload, "online");
	assert.equal(messages[3].payload, statePayload(BELGIAN, REPORT));
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

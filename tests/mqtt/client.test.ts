import { MQTTClient } from "../../src/mqtt/client.js";
import type { MQTTClientOptions } from "../../src/mqtt/contract.js";
import type { MQTTFault } from "../../src/mqtt/fault.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { assert, test } from "../harness/index.js";
import { ascii, type ScriptedNetwork, type ScriptedSocket, scriptedNetwork } from "./scripted-tcp.js";

const [CONNECT, PUBLISH, PUBACK, SUBSCRIBE, PINGREQ, DISCONNECT] = [1, 3, 4, 8, 12, 14];
const CONNACK_ACCEPTED = [0x20, 2, 0, 0];
const KEEP_ALIVE = 60_000;

interface World {
	client: MQTTClient;
	clock: VirtualClock;
	network: ScriptedNetwork;
	faults: MQTTFault[];
	/** The socket opened last. */
	socket(): ScriptedSocket;
}

function start(options: Partial<MQTTClientOptions> = {}): World {
	const clock = new VirtualClock();
	const network = scriptedNetwork();
	const faults: MQTTFault[] = [];
	const client = new MQTTClient({
		clock,
		random: () => 0.5,
		socket: network,
		host: "192.0.2.1",
		port: 1883,
		id: "p1-lora",
		keepAlive: KEEP_ALIVE,
		onClose: (fault) => faults.push(fault),
		...options,
	});
	clock.advance(0);
	return { client, clock, network, faults, socket: () => network.sockets[network.sockets.length - 1] };
}

/** Connected and accepted, with room to write and nothing unread. */
function connect(world: World): ScriptedSocket {
	const socket = world.socket();
	socket.give(100_000);
	socket.receive(...CONNACK_ACCEPTED);
	assert.equal(world.client.state.phase, "ready");
	socket.take();
	return socket;
}

/** Lets the retry delay pass and connects again. */
function reconnect(world: World): ScriptedSocket {
	world.clock.advance(60_000);
	return world.socket();
}

/** Topic and payload of a PUBLISH with QoS 0, as text. */
function message(body: Uint8Array): string {
	const length = (body[0] << 8) | body[1];
	return `${ascii(body.subarray(2, 2 + length))} ${ascii(body.subarray(2 + length))}`;
}

test("the client introduces itself with a clean session, its will and its credentials", () => {
	const world = start({
		user: "me",
		password: "secret",
		will: { topic: "a/b", payload: "offline", qos: 1, retain: true },
	});
	world.socket().give(1000);
	const [{ type, body }] = world.socket().take();
	assert.equal(type, CONNECT);
	// Protocol name and level, flags (user, password, will retained with QoS 1, clean), 60 s, then the texts.
	const expected = "\0\x04MQTT\x04\xee\0\x3c\0\x07p1-lora\0\x03a/b\0\x07offline\0\x02me\0\x06secret";
	assert.equal(ascii(body), expected);
});

test("nothing but CONNECT is sent before the broker has accepted", () => {
	const world = start({ subscriptions: ["homeassistant/status"], onReady: () => world.client.publish("t", "hello") });
	assert.ok(world.client.publishSurely("q", "later"));
	const socket = world.socket();
	socket.give(1000);
	assert.deepEqual(
		socket.take().map(({ type }) => type),
		[CONNECT],
	);
	socket.receive(...CONNACK_ACCEPTED);
	assert.deepEqual(
		socket.take().map(({ type }) => type),
		[SUBSCRIBE, PUBLISH, PUBLISH],
	);
});

test("a message on a subscribed topic reaches the application, and with QoS 1 it is acknowledged", () => {
	const messages: string[] = [];
	const world = start({ onMessage: (topic, payload) => messages.push(`${topic} ${ascii(payload)}`) });
	const socket = connect(world);
	socket.receive(0x30, 5, 0, 1, 0x74, 0x68, 0x69);
	socket.receive(0x32, 7, 0, 1, 0x74, 0x12, 0x34, 0x68, 0x6f);
	assert.deepEqual(messages, ["t hi", "t ho"]);
	const acknowledgements = socket.take();
	assert.equal(acknowledgements.length, 1);
	assert.equal(acknowledgements[0].type, PUBACK);
	assert.deepEqual(acknowledgements[0].body, Uint8Array.of(0x12, 0x34));
});

test("a refused subscription is counted, and the connection stays", () => {
	const world = start({ subscriptions: ["a", "b"] });
	const socket = connect(world);
	socket.receive(0x90, 4, 0, 1, 0x80, 0x00);
	assert.equal(world.client.statistics.refusedSubscriptions, 1);
	assert.equal(world.client.state.phase, "ready");
});

test("a payload given as text goes out as UTF-8", () => {
	const world = start();
	const socket = connect(world);
	world.client.publish("t", "m\u00b3 \u20ac \u{1f4a7}");
	const [{ body }] = socket.take();
	assert.deepEqual(
		body.subarray(3),
		Uint8Array.of(0x6d, 0xc2, 0xb3, 0x20, 0xe2, 0x82, 0xac, 0x20, 0xf0, 0x9f, 0x92, 0xa7),
	);
});

test("the client writes no more than the socket has room for, and goes on when there is more", () => {
	const world = start();
	const socket = world.socket();
	for (let i = 0; i < 40; i++) socket.give(1);
	socket.receive(...CONNACK_ACCEPTED);
	assert.deepEqual(
		socket.take().map(({ type }) => type),
		[CONNECT],
	);
	socket.give(0);
	world.client.publish("t", "x".repeat(100));
	assert.equal(socket.sentBytes.length, 0);
	socket.give(60);
	assert.equal(socket.sentBytes.length, 60);
	socket.give(60);
	assert.equal(message(socket.take()[0].body), `t ${"x".repeat(100)}`);
	assert.equal(socket.overrun, 0);
});

test("while the broker takes nothing, a newer state replaces the oldest of its topic, and the loss is counted", () => {
	const world = start();
	const socket = connect(world);
	socket.give(0);
	assert.ok(world.client.publish("once", "kept"));
	for (let i = 0; i < 30; i++) assert.ok(world.client.publish("state", String(i)));
	assert.equal(world.client.statistics.dropped, 15);
	socket.give(100_000);
	const sent = socket.take().map(({ body }) => message(body));
	assert.equal(sent.length, 16);
	assert.deepEqual([sent[0], sent[1], sent[15]], ["once kept", "state 15", "state 29"]);
});

test("a message over the queue's bytes is refused, and disturbs nothing", () => {
	const world = start();
	const socket = connect(world);
	socket.give(0);
	assert.ok(world.client.publish("t", "small"));
	assert.ok(!world.client.publish("t", "x".repeat(10_240)));
	assert.equal(world.client.statistics.dropped, 0);
	socket.give(1000);
	assert.equal(message(socket.take()[0].body), "t small");
});

test("messages with QoS 1 take half of the queue at most, so that a broker which never acknowledges stops no state", () => {
	const world = start();
	const socket = connect(world);
	let accepted = 0;
	while (accepted < 100 && world.client.publishSurely("q", "x") !== undefined) accepted++;
	assert.equal(accepted, 8);
	assert.ok(world.client.publish("state", "fresh"));
	socket.take();
	socket.receive(0x40, 2, 0, 1);
	assert.ok(world.client.publishSurely("q", "x"));
});

test("a message with QoS 1 is sent again, marked as a duplicate, until it is acknowledged", () => {
	const world = start();
	connect(world);
	world.client.publishSurely("q", "first");
	world.client.publishSurely("q", "second");
	const before = world.socket().take();
	assert.deepEqual(
		before.map(({ flags }) => flags),
		[0b0010, 0b0010],
	);
	world.socket().receive(0x40, 2, ...before[0].body.subarray(3, 5));
	world.socket().hangUp();

	const again = reconnect(world);
	again.give(1000);
	again.receive(...CONNACK_ACCEPTED);
	const [, repeated, ...rest] = again.take();
	assert.equal(rest.length, 0);
	assert.equal(repeated.flags, 0b1010);
	assert.deepEqual(repeated.body, before[1].body);
	again.receive(0x40, 2, ...repeated.body.subarray(3, 5));
	again.hangUp();

	const third = reconnect(world);
	third.give(1000);
	third.receive(...CONNACK_ACCEPTED);
	assert.deepEqual(
		third.take().map(({ type }) => type),
		[CONNECT],
	);
});

test("what was queued with QoS 0 is not sent on the next connection: it would be stale", () => {
	const world = start();
	connect(world).give(0);
	world.client.publish("state", "old");
	world.socket().hangUp();
	assert.equal(world.client.statistics.dropped, 1);
	assert.ok(!world.client.publish("state", "offline"));
	const socket = reconnect(world);
	socket.give(1000);
	socket.receive(...CONNACK_ACCEPTED);
	assert.deepEqual(
		socket.take().map(({ type }) => type),
		[CONNECT],
	);
});

test("a quiet broker is asked twice per keep-alive period, and one that answers is kept", () => {
	const world = start();
	const socket = connect(world);
	for (let i = 0; i < 20; i++) {
		world.clock.advance(KEEP_ALIVE / 2);
		assert.deepEqual(
			socket.take().map(({ type }) => type),
			[PINGREQ],
		);
		socket.receive(0xd0, 0);
	}
	assert.equal(world.client.state.phase, "ready");
});

test("a dead broker is noticed within one and a half keep-alive periods, whenever it died", () => {
	for (let diedAt = 0; diedAt < KEEP_ALIVE; diedAt += 3_500) {
		const world = start();
		const socket = connect(world);
		world.clock.advance(diedAt);
		socket.receive(0xd0, 0);
		assert.ok(
			world.clock.runWhile(() => !socket.closed, diedAt + 1.5 * KEEP_ALIVE),
			`died at ${diedAt}`,
		);
		assert.ok(world.clock.now() >= diedAt + KEEP_ALIVE, `died at ${diedAt}, given up at ${world.clock.now()}`);
		assert.deepEqual(world.faults, [{ kind: "silent" }]);
	}
});

test("bytes that never make a packet do not keep a broker alive", () => {
	const world = start();
	const socket = connect(world);
	socket.receive(0x30, 0xff, 0x07);
	for (let i = 0; i < 8 && world.client.state.phase === "ready"; i++) {
		world.clock.advance(KEEP_ALIVE / 5);
		if (!socket.closed) socket.receive(0);
	}
	assert.deepEqual(world.faults, [{ kind: "silent" }]);
});

test("a broker that does not answer CONNECT is given up after 20 s", () => {
	const world = start();
	world.socket().give(1000);
	world.clock.advance(19_999);
	assert.equal(world.client.state.phase, "connecting");
	world.clock.advance(1);
	assert.deepEqual(world.faults, [{ kind: "timeout" }]);
	assert.ok(world.socket().closed);
});

test("each failure doubles the wait before the next attempt, from 1.5 s to 45 s on average", () => {
	const world = start();
	const waits: number[] = [];
	for (let i = 0; i < 8; i++) {
		connect(world);
		world.socket().hangUp();
		const { state } = world.client;
		assert.ok(state.phase === "waiting");
		waits.push(state.retryAt - world.clock.now());
		world.clock.runUntil(state.retryAt);
	}
	assert.deepEqual(waits, [1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000, 45_000]);
	assert.equal(world.network.sockets.length, 9);
});

test("a broker that is away, however long, is looked for every 8 s at most, and so found within 10 s of its return", () => {
	for (const random of [0, 0.999_999]) {
		const world = start({ random: () => random });
		for (let i = 0; i < 20; i++) {
			world.socket().hangUp();
			const { state } = world.client;
			assert.ok(state.phase === "waiting" && state.retryAt - world.clock.now() <= 8000);
			world.clock.runUntil(state.retryAt);
		}
	}
});

test("a connection that is cut off again and again after its beginning goes on under another id, its own and a suffix", () => {
	const world = start();
	const ids: string[] = [];
	for (let i = 0; i < 6; i++) {
		const socket = world.socket();
		socket.give(100_000);
		const [greeting] = socket.take();
		// Behind protocol, level, flags and keep-alive, 10 bytes, stands the id with its length (MQTT 3.1.1, 3.1.3).
		ids.push(ascii(greeting.body.subarray(12, 12 + greeting.body[11])));
		socket.receive(...CONNACK_ACCEPTED);
		socket.hangUp();
		const { state } = world.client;
		assert.ok(state.phase === "waiting");
		world.clock.runUntil(state.retryAt);
	}
	const [own] = ids;
	assert.deepEqual(ids.slice(0, 4), [own, own, own, own]);
	assert.match(ids[4], new RegExp(`^${own}-[0-9a-f]{4}$`));
	assert.equal(ids[5], ids[4]);
});

test("a wait is at least 1 s and at most 60 s, whatever the dice say", () => {
	for (const [random, shortest, longest] of [
		[0, 1000, 30_000],
		[0.999_999, 2000, 60_000],
	]) {
		const world = start({ random: () => random });
		const waits: number[] = [];
		for (let i = 0; i < 10; i++) {
			connect(world);
			world.socket().hangUp();
			const { state } = world.client;
			assert.ok(state.phase === "waiting");
			waits.push(state.retryAt - world.clock.now());
			world.clock.runUntil(state.retryAt);
		}
		assert.equal(waits[0], shortest);
		assert.equal(waits[9], longest);
	}
});

test("only a connection that has lasted a minute makes the next wait short again", () => {
	const world = start({ keepAlive: 600_000 });
	const waitAfter = (lasted: number) => {
		connect(world);
		world.clock.advance(lasted);
		world.socket().hangUp();
		const { state } = world.client;
		assert.ok(state.phase === "waiting");
		const wait = state.retryAt - world.clock.now();
		world.clock.runUntil(state.retryAt);
		return wait;
	};
	assert.equal(waitAfter(0), 1500);
	assert.equal(waitAfter(59_999), 3000);
	assert.equal(waitAfter(60_000), 1500);
});

test("a refusal is reported by its reason", () => {
	for (const [code, reason] of [
		[4, "user name or password is wrong"],
		[5, "this client is not authorized"],
		[99, "unknown return code 99"],
	] as const) {
		const world = start();
		world.socket().give(1000);
		world.socket().receive(0x20, 2, 0, code);
		assert.deepEqual(world.faults, [{ kind: "refused", code, reason }]);
		assert.ok(world.socket().closed);
	}
});

test("what is no MQTT, or not for a client, closes the connection with a reason and throws nothing", () => {
	const before: number[][] = [
		[0x48, 0x54, 0x54, 0x50, 0x2f], // an HTTP server
		[0x15, 3, 1, 0, 2, 2, 40], // a TLS alert
		[0x20, 1, 0], // CONNACK too short
		[0x20, 2, 2, 0], // with reserved flags
		[0x20, 3, 0, 0, 0], // and too long
		[0x30, 3, 0, 1, 0x74], // a message before CONNACK
		[0xd0, 0],
		[0x00, 0],
		[0xf0, 0],
	];
	const after: number[][] = [
		CONNACK_ACCEPTED, // a second one
		[0x30, 0xff, 0xff, 0xff, 0xff, 0x01], // a remaining length of five bytes
		[0x30, 0xff, 0xff, 0xff, 0x7f], // 268,435,455 bytes announced
		[0x30, 0],
		[0x30, 2, 0, 9], // a topic longer than the packet
		[0x34, 5, 0, 1, 0x74, 0, 1], // QoS 2
		[0x36, 5, 0, 1, 0x74, 0, 1], // QoS 3
		[0x32, 3, 0, 1, 0x74], // QoS 1 without an id
		[0x32, 4, 0, 1, 0x74, 7], // with half of one
		[0x32, 5, 0, 1, 0x74, 0, 0], // with id 0
		[0x40, 1, 0],
		[0x40, 2, 0, 0],
		[0x41, 2, 0, 1], // PUBACK with reserved flags
		[0x90, 2, 0, 1, 0x90, 3, 0, 1, 7], // SUBACK with an impossible code
		[0xd0, 1, 0],
		[0x10, 2, 0, 0], // packets that only a client sends
		[0x82, 2, 0, 1],
		[0xc0, 0],
		[0xe0, 0],
	];
	for (const bytes of [...before, ...after]) {
		for (const inPieces of [false, true]) {
			const world = start();
			if (after.includes(bytes)) connect(world);
			else world.socket().give(1000);
			if (inPieces) for (const byte of bytes) world.socket().receive(byte);
			else world.socket().receive(...bytes);
			assert.deepEqual(
				world.faults.map(({ kind }) => kind),
				["malformed"],
				bytes.join(" "),
			);
			assert.ok(world.socket().closed);
			connect({ ...world, socket: () => reconnect(world) });
		}
	}
});

test("a PUBACK that nothing waits for, and a PINGRESP that was not asked for, change nothing", () => {
	const world = start();
	const socket = connect(world);
	socket.receive(0x40, 2, 0x12, 0x34);
	socket.receive(0xd0, 0);
	assert.equal(world.client.state.phase, "ready");
	assert.equal(socket.sentBytes.length, 0);
});

test("a broker that wants endless acknowledgements and takes none is left", () => {
	const world = start();
	const socket = connect(world);
	socket.give(0);
	for (let i = 0; i < 100 && !socket.closed; i++) socket.receive(0x32, 5, 0, 1, 0x74, 0, 1);
	assert.deepEqual(world.faults, [{ kind: "congested" }]);
});

test("an application's callback that throws ends the connection, not the program", () => {
	const thrower = () => {
		throw new Error("a mistake");
	};
	const world = start({ onMessage: thrower });
	connect(world).receive(0x30, 3, 0, 1, 0x74);
	assert.deepEqual(world.faults, [{ kind: "exception", message: "Error: a mistake" }]);

	const other = start({ onClose: thrower });
	other.socket().hangUp();
	assert.equal(other.client.state.phase, "waiting");
});

test("a name is resolved at every attempt, and one without an address is reported", () => {
	const answers: ((address: string | undefined) => void)[] = [];
	const world = start({ host: "broker.local", resolve: (_host, done) => answers.push(done) });
	assert.equal(world.network.sockets.length, 0);
	answers[0](undefined);
	answers[0]("192.0.2.9"); // too late
	assert.deepEqual(world.faults, [{ kind: "unresolved", host: "broker.local" }]);
	assert.equal(world.network.sockets.length, 0);
	world.clock.advance(60_000);
	answers[answers.length - 1]("192.0.2.7");
	answers[answers.length - 1]("192.0.2.8"); // twice
	assert.deepEqual(
		world.network.sockets.map(({ options }) => options.address),
		["192.0.2.7"],
	);
});

test("where no connection can be opened at all, the client waits and tries again", () => {
	let attempts = 0;
	class NoSocket {
		constructor() {
			attempts++;
			throw new Error("no sockets left");
		}
		read(): undefined {}
		write(): void {}
		close(): void {}
	}
	const world = start({ socket: { io: NoSocket } });
	assert.deepEqual(world.faults, [{ kind: "unreachable" }]);
	world.clock.advance(1500);
	assert.equal(attempts, 2);
});

test("closing says goodbye and ends for good", () => {
	const world = start();
	const socket = connect(world);
	world.client.close();
	assert.deepEqual(
		socket.take().map(({ type }) => type),
		[DISCONNECT],
	);
	assert.ok(socket.closed);
	socket.hangUp();
	world.clock.advance(600_000);
	assert.equal(world.client.state.phase, "closed");
	assert.equal(world.network.sockets.length, 1);
	assert.equal(world.faults.length, 0);
	assert.ok(!world.client.publishSurely("t", "too late"));
});

test("impossible options and topics are refused at once", () => {
	assert.throws(() => start({ keepAlive: 500 }), /keepAlive/);
	assert.throws(() => start({ keepAlive: 65_536_000 }), /keepAlive/);
	assert.throws(() => start({ password: "without user" }), /[Uu]sername/);
	const world = start();
	connect(world);
	for (const topic of ["", "a/#", "a/+/b", "a\0b"]) assert.throws(() => world.client.publish(topic, "x"), /topic/);
});

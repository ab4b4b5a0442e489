import { assert, test } from "../harness/index.js";
import {
	CONNACK_ACCEPTED,
	CONNECT,
	connect,
	DISCONNECT,
	message,
	PUBACK,
	PUBLISH,
	reconnect,
	SUBSCRIBE,
	start,
} from "./client-bench.js";
import { ascii } from "./scripted-tcp.js";

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

test("a message that is too long for the board is passed over, in whatever pieces it comes, and the next one is heard", () => {
	const messages: string[] = [];
	const world = start({ onMessage: (topic, payload) => messages.push(`${topic} ${ascii(payload)}`) });
	const socket = connect(world);
	const short = [0x30, 5, 0, 1, 0x74, 0x68, 0x69];
	// Of 2048 bytes in all, the longest that is kept; of one more; and of 100,000.
	for (const [length, isHeard] of [
		[2045, true],
		[2046, false],
		[99_996, false],
	] as const) {
		const lengths =
			length < 16_384
				? [0x80 | (length & 0x7f), length >> 7]
				: [0x80 | (length & 0x7f), 0x80 | ((length >> 7) & 0x7f), length >> 14];
		const stream = [0x31, ...lengths, 0, 1, 0x74, ...new Array(length - 3).fill(0x78), ...short];
		for (const piece of [1, 700]) {
			messages.length = 0;
			for (let at = 0; at < stream.length; at += piece) socket.receive(...stream.slice(at, at + piece));
			assert.deepEqual(messages.length, isHeard ? 2 : 1, `${length} bytes`);
			assert.equal(messages.at(-1), "t hi");
		}
	}
	assert.equal(world.client.state.phase, "ready");
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

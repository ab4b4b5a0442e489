import { assert, test } from "../harness/index.js";
import { CONNACK_ACCEPTED, connect, reconnect, start } from "./client-bench.js";

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

test("impossible options and topics are refused at once", () => {
	assert.throws(() => start({ keepAlive: 500 }), /keepAlive/);
	assert.throws(() => start({ keepAlive: 65_536_000 }), /keepAlive/);
	assert.throws(() => start({ password: "without user" }), /[Uu]sername/);
	const world = start();
	connect(world);
	for (const topic of ["", "a/#", "a/+/b", "a\0b"]) assert.throws(() => world.client.publish(topic, "x"), /topic/);
});

import { assert, test } from "../harness/index.js";
import { CONNACK_ACCEPTED, connect, KEEP_ALIVE, PINGREQ, start, type World } from "./client-bench.js";
import { ascii } from "./scripted-tcp.js";

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

/** How long the client waits after each of so many connections that break as soon as they stand. */
function waitsOf(world: World, failures: number): number[] {
	return Array.from({ length: failures }, () => {
		connect(world);
		world.socket().hangUp();
		const { state } = world.client;
		assert.ok(state.phase === "waiting");
		const wait = state.retryAt - world.clock.now();
		world.clock.runUntil(state.retryAt);
		return wait;
	});
}

test("each failure doubles the wait before the next attempt, from 1.5 s to 45 s on average", () => {
	const world = start();
	const waits = waitsOf(world, 8);
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

test("a broker that is switched off answers nothing at all, and is looked for as often", () => {
	for (const resolve of [undefined, () => {}]) {
		const world = start({ random: () => 0.999_999, resolve });
		for (let i = 0; i < 20; i++) {
			world.clock.advance(20_000);
			const { state } = world.client;
			assert.ok(state.phase === "waiting" && state.retryAt - world.clock.now() <= 8000);
			assert.deepEqual(state.fault, { kind: "unreachable" });
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
		const waits = waitsOf(world, 10);
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

import { createServer } from "node:net";
import { Aedes, type AuthenticateError } from "aedes";
import { startBroker } from "../../tools/host/broker.js";
import { HostTCP } from "../../tools/host/tcp.js";
import { assert, test } from "../harness/index.js";
import { listen, observe, startClient } from "./real-world.js";

/** A broker with its inside open. */
async function openBroker(): Promise<{ broker: Aedes; port: number; close(): Promise<void> }> {
	const broker = await Aedes.createBroker();
	const server = createServer(broker.handle);
	const close = async () => {
		await new Promise<void>((resolve) => broker.close(() => resolve()));
		await new Promise((resolve) => server.close(resolve));
	};
	return { broker, port: await listen(server), close };
}

test("a retained message waits at the broker for whoever subscribes later", async () => {
	const broker = await startBroker({ port: 0, host: "127.0.0.1" });
	const { client, ready } = startClient(broker.port);
	await ready.next();
	assert.ok(client.publishSurely("p1-lora/a/state", '{"unit":"m\u00b3"}', { retain: true }));
	const observer = await observe(broker.port);
	assert.equal(await observer.messages.next(), 'p1-lora/a/state {"unit":"m\u00b3"} (retained)');
	client.close();
	observer.client.end(true);
	await broker.close();
});

test("a document of 40 kB passes in the pieces that the socket takes, made as they go", async () => {
	const broker = await startBroker({ port: 0, host: "127.0.0.1" });
	const observer = await observe(broker.port);
	const { client, ready } = startClient(broker.port);
	await ready.next();
	const pieces = Array.from({ length: 400 }, (_, index) => `${index} m\u00b3 ${"x".repeat(index % 200)}`);
	const document = pieces.join("");
	assert.ok(client.publish("t", () => pieces.values()));
	assert.equal(await observer.messages.next(), `t ${document}`);
	client.close();
	observer.client.end(true);
	await broker.close();
});

test("a message that the client subscribed to comes back to it", async () => {
	const broker = await startBroker({ port: 0, host: "127.0.0.1" });
	const { client, ready, messages } = startClient(broker.port, { subscriptions: ["homeassistant/status"] });
	await ready.next();
	const observer = await observe(broker.port);
	// With QoS 1: the broker holds the client to its PUBACK.
	await observer.client.publishAsync("homeassistant/status", "online", { qos: 1 });
	assert.equal(await messages.next(), "homeassistant/status online");
	client.close();
	observer.client.end(true);
	await broker.close();
});

test("the will is published when the connection is cut, and not after a goodbye", async () => {
	const broker = await startBroker({ port: 0, host: "127.0.0.1" });
	const observer = await observe(broker.port);
	const sockets: HostTCP[] = [];
	class RecordedTCP extends HostTCP {
		constructor(options: ConstructorParameters<typeof HostTCP>[0]) {
			super(options);
			sockets.push(this);
		}
	}
	const will = { topic: "availability", payload: "offline", qos: 1, retain: true } as const;
	const cut = startClient(broker.port, { will, socket: { io: RecordedTCP } });
	await cut.ready.next();
	sockets[0].close();
	assert.equal(await observer.messages.next(), "availability offline");
	cut.client.close();

	const polite = startClient(broker.port, { will, id: "polite" });
	await polite.ready.next();
	polite.client.publish("availability", "gone");
	polite.client.close();
	assert.equal(await observer.messages.next(), "availability gone");
	await observer.client.publishAsync("marker", "");
	assert.equal(await observer.messages.next(), "marker ");
	observer.client.end(true);
	await broker.close();
});

test("a message with QoS 1 survives the broker's restart", async () => {
	const first = await openBroker();
	// The first broker takes the message and dies without a word.
	const dead = new Promise<void>((resolve) => {
		first.broker.authorizePublish = (client) => {
			client?.conn.destroy();
			resolve();
		};
	});
	const { client, ready, faults, messages } = startClient(first.port, { subscriptions: ["precious"] });
	await ready.next();
	assert.ok(client.publishSurely("precious", "reading"));
	await dead;
	assert.equal((await faults.next()).kind, "lost");
	await first.close();

	const second = await startBroker({ port: first.port, host: "127.0.0.1" });
	await ready.next();
	assert.equal(await messages.next(), "precious reading");
	client.close();
	await second.close();
});

test("wrong credentials are reported as such", async () => {
	const { broker, port, close } = await openBroker();
	broker.authenticate = (_client, user, password, done) => {
		if (user === "me" && `${password}` === "secret") return done(null, true);
		done(Object.assign(new Error("no"), { returnCode: 4 }) as AuthenticateError, null); // its type is a const enum
	};
	const wrong = startClient(port, { user: "me", password: "guess" });
	assert.deepEqual(await wrong.faults.next(), {
		kind: "refused",
		code: 4,
		reason: "user name or password is wrong",
	});
	wrong.client.close();
	const right = startClient(port, { user: "me", password: "secret" });
	await right.ready.next();
	right.client.close();
	await close();
});

test("two clients with one id cut each other off for a while, and then both are connected, and stay", async () => {
	const broker = await startBroker({ port: 0, host: "127.0.0.1" });
	const rivals = [0, 0.5].map((random) => startClient(broker.port, { random: () => random }));
	const bothReady = () => rivals.every(({ client }) => client.state.phase === "ready");
	const since = () => rivals.map(({ client }) => (client.state.phase === "ready" ? client.state.since : 0));
	let before: number[] = [];
	for (let calm = 0; calm < 8; ) {
		await new Promise((done) => setTimeout(done, 500));
		calm = bothReady() && since().every((at, i) => at === before[i]) ? calm + 1 : 0;
		before = since();
	}
	for (const { client } of rivals) client.close();
	await broker.close();
});

test("of two clients with one id the older is cut off, and says so", async () => {
	const broker = await startBroker({ port: 0, host: "127.0.0.1" });
	const older = startClient(broker.port);
	await older.ready.next();
	const newer = startClient(broker.port);
	await newer.ready.next();
	assert.equal((await older.faults.next()).kind, "lost");
	older.client.close();
	newer.client.close();
	await broker.close();
});

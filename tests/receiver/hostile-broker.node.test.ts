/**
 * The receiver's side of MQTT against whatever may sit on the broker's port: each act goes on for a while, then a real broker is
 * there in its place, and gets the meter's state within ten seconds.
 */
import { connect, createServer, type Socket } from "node:net";
import { Publisher } from "../../src/receiver/publisher.js";
import { startBroker } from "../../tools/host/broker.js";
import { RealClock } from "../../tools/host/real-clock.js";
import { HostTCP } from "../../tools/host/tcp.js";
import { FaultyStorage } from "../crypto/faulty-storage.js";
import { assert, test } from "../harness/index.js";
import { DUTCH } from "../homeassistant/readings.js";
import { observe } from "../mqtt/real-world.js";

const HOST = "127.0.0.1";
const ACT_MS = 3000;
const RETURN_MS = 10_000;

/** What a server does with a client; `greeted` once it has sent its CONNECT. */
type Act = (socket: Socket, greeted: Promise<void>) => void;

const CONNACK = [0x20, 2, 0, 0];
const bytes = (...values: number[]) => Uint8Array.from(values);

/** Says this once it has been greeted. */
const says =
	(...packets: Uint8Array[]): Act =>
	async (socket, greeted) => {
		await greeted;
		for (const packet of packets) socket.write(packet);
	};

/** PUBLISH of this topic, in bytes, with these flags. */
function publish(topic: Uint8Array, flags = 0): Uint8Array {
	const length = topic.length + 2 + (flags & 6 ? 2 : 0);
	const remaining = length < 128 ? [length] : [(length & 127) | 128, ((length >> 7) & 127) | 128, length >> 14];
	const id = flags & 6 ? [0, 1] : [];
	return bytes(0x30 | flags, ...remaining, topic.length >> 8, topic.length & 255, ...topic, ...id);
}

const text = (value: string) => new TextEncoder().encode(value);

const ACTS: Readonly<Record<string, Act>> = {
	"accepts and is silent": () => {},
	"accepts and resets": (socket) => void socket.resetAndDestroy(),
	"accepts and hangs up": (socket) => void socket.end(),
	"refuses with code 3": says(bytes(0x20, 2, 0, 3)),
	"refuses with code 255": says(bytes(0x20, 2, 0, 255)),
	"sends a CONNACK of another length": says(bytes(0x20, 3, 0, 0, 0)),
	"has a session for a clean client": says(bytes(0x20, 2, 1, 0)),
	"sends a CONNACK byte by byte, slower than anybody waits": async (socket, greeted) => {
		await greeted;
		for (const byte of CONNACK) {
			await new Promise((done) => setTimeout(done, 1000));
			if (!socket.destroyed) socket.write(bytes(byte));
		}
	},
	"speaks HTTP": says(text("HTTP/1.1 400 Bad Request\r\n\r\n")),
	"speaks TLS": says(bytes(0x15, 3, 3, 0, 2, 2, 70)),
	"announces a length without an end": says(bytes(0x30, 0xff, 0xff, 0xff, 0xff, 0xff)),
	"announces 268 MB and sends nothing": says(bytes(...CONNACK), bytes(0x30, 0xff, 0xff, 0xff, 0x7f)),
	"announces 268 MB and sends them": async (socket, greeted) => {
		await greeted;
		socket.write(bytes(...CONNACK, 0x30, 0xff, 0xff, 0xff, 0x7f));
		const flood = () => {
			while (!socket.destroyed && socket.write(new Uint8Array(65_536)));
			if (!socket.destroyed) socket.once("drain", flood);
		};
		flood();
	},
	"publishes on topics that nobody subscribed to": says(bytes(...CONNACK), publish(text("a/b"))),
	"publishes on a topic with NUL, and one that is no UTF-8": says(
		bytes(...CONNACK),
		publish(bytes(0x61, 0)),
		publish(bytes(0xff, 0xfe)),
	),
	"publishes on a topic of 65,535 bytes": says(bytes(...CONNACK), publish(new Uint8Array(65_535).fill(0x61))),
	"publishes with QoS 3": says(bytes(...CONNACK), publish(text("a"), 6)),
	"acknowledges what was never sent, twice, and answers pings that were not": says(
		bytes(...CONNACK),
		bytes(0x40, 2, 0x12, 0x34, 0x40, 2, 0x12, 0x34, 0xd0, 0),
	),
	"takes the client and reads nothing": async (socket, greeted) => {
		await greeted;
		socket.pause();
		socket.write(bytes(...CONNACK));
	},
	"takes the client, ends its own direction and reads on": async (socket, greeted) => {
		await greeted;
		socket.write(bytes(...CONNACK));
		socket.end();
	},
	"takes the client and cuts it off at once, as one with the same id would": async (socket, greeted) => {
		await greeted;
		socket.write(bytes(...CONNACK), () => socket.destroy());
	},
};

function publisherTo(port: number): Publisher {
	const publisher = new Publisher({
		deviceId: "0123abcd",
		network: { clock: new RealClock(), socket: { io: HostTCP } },
		broker: { host: HOST, port },
		handlers: { resync: () => {} },
		storage: new FaultyStorage(),
		random: Math.random,
		diagnostics: () => ({
			rssiDbm: -90,
			snrDb: 7,
			rung: "SF7/250",
			frequencyMHz: 869.525,
			lossPercent: 0,
			ageSeconds: 0,
			airtimePercent: 1,
			upSeconds: 1,
			starts: 1,
			startReason: undefined,
			wifiRssiDbm: undefined,
			rungWanted: "automatic",
		}),
		onPublished: () => {},
		log: () => {},
	});
	publisher.publish(DUTCH);
	return publisher;
}

/** How long after the real broker's return the state was there; undefined where it was not in time. */
async function suffer(act: Act): Promise<number | undefined> {
	const broker = await startBroker({ port: 0, host: HOST });
	const sockets = new Set<Socket>();
	let isBack = false;
	const server = createServer({ allowHalfOpen: true }, (socket) => {
		socket.on("error", () => {});
		if (isBack) {
			const inner = connect(broker.port, HOST);
			inner.on("error", () => {});
			socket.pipe(inner).pipe(socket);
			return;
		}
		sockets.add(socket);
		act(socket, new Promise((done) => socket.once("data", () => done())));
	});
	await new Promise<void>((done) => server.listen(0, HOST, done));
	const address = server.address();
	const publisher = publisherTo(typeof address === "object" && address ? address.port : 0);
	// The meter goes on while the broker does as it pleases.
	const meter = setInterval(() => publisher.publish(DUTCH), 100);
	try {
		await new Promise((done) => setTimeout(done, ACT_MS));
		const observer = await observe(broker.port);
		isBack = true;
		for (const socket of sockets) socket.destroy();
		const began = Date.now();
		let timer: NodeJS.Timeout | undefined;
		const late = new Promise<undefined>((done) => {
			timer = setTimeout(() => done(undefined), RETURN_MS);
		});
		const arrived = (async () => {
			while (!(await observer.messages.next()).includes("/state "));
			return Date.now() - began;
		})();
		const took = await Promise.race([arrived, late]);
		clearTimeout(timer);
		observer.client.end(true);
		return took;
	} finally {
		clearInterval(meter);
		publisher.close();
		server.close();
		await broker.close();
	}
}

test("whatever sat on the broker's port, ten seconds after the broker is back it has the meter's state", async () => {
	const before = process.memoryUsage().heapUsed;
	const times = await Promise.all(Object.entries(ACTS).map(async ([name, act]) => [name, await suffer(act)] as const));
	const late = times.filter(([, took]) => took === undefined).map(([name]) => name);
	assert.deepEqual(late, []);
	// Of twenty-one receivers, each of which was offered 268 MB or a flood at least.
	assert.ok(process.memoryUsage().heapUsed - before < 64 * 1024 * 1024);
});

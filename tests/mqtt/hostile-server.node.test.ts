import { createServer, type Socket } from "node:net";
import type { Clock } from "../../src/clock.js";
import type { MQTTFault } from "../../src/mqtt/fault.js";
import { assert, test } from "../harness/index.js";
import { listen, nodeClock, startClient } from "./real-world.js";

/** Serves each connection with `serve`; gives the client's first fault, or `ready` when it got that far first. */
async function meet(serve: (socket: Socket) => void, clock = nodeClock): Promise<MQTTFault["kind"] | "ready"> {
	const sockets: Socket[] = [];
	const server = createServer((socket) => {
		sockets.push(socket);
		socket.on("error", () => {});
		serve(socket);
	});
	const { client, faults, ready } = startClient(await listen(server), { clock });
	const outcome = await Promise.race([
		faults.next().then(({ kind }) => kind),
		ready.next().then(() => "ready" as const),
	]);
	client.close();
	for (const socket of sockets) socket.destroy();
	await new Promise((resolve) => server.close(resolve));
	return outcome;
}

test("a server that is no MQTT broker is recognised by its first bytes", async () => {
	assert.equal(await meet((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n")), "malformed");
	assert.equal(await meet((socket) => socket.write(Uint8Array.of(0x15, 3, 1, 0, 2, 2, 40))), "malformed");
	assert.equal(await meet((socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n")), "malformed");
});

test("a server that accepts and stays silent is given up", async () => {
	const hurried: Clock = { ...nodeClock, after: (delay, callback) => nodeClock.after(delay / 100, callback) };
	assert.equal(await meet(() => {}, hurried), "timeout");
});

test("a server that accepts and hangs up, or resets, is a lost connection", async () => {
	assert.equal(await meet((socket) => socket.once("data", () => socket.end())), "lost");
	assert.equal(await meet((socket) => socket.once("data", () => socket.resetAndDestroy())), "lost");
});

test("a CONNACK that comes byte by byte is understood", async () => {
	const outcome = await meet((socket) => {
		socket.setNoDelay(true);
		socket.once("data", async () => {
			for (const byte of [0x20, 2, 0, 0]) {
				await new Promise((resolve) => socket.write(Uint8Array.of(byte), resolve));
				await new Promise((resolve) => setImmediate(resolve));
			}
		});
	});
	assert.equal(outcome, "ready");
});

test("endless data in an endless packet is not read to its end", async () => {
	const outcome = await meet((socket) => {
		socket.write(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f));
		const pour = () => {
			while (!socket.destroyed && socket.write(new Uint8Array(65_536)));
		};
		socket.on("drain", pour);
		pour();
	});
	assert.equal(outcome, "malformed");
});

test("a port where nobody listens is unreachable", async () => {
	const server = createServer();
	const port = await listen(server);
	await new Promise((resolve) => server.close(resolve));
	const { client, faults } = startClient(port);
	assert.equal((await faults.next()).kind, "unreachable");
	client.close();
});

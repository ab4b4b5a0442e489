import { createServer, type Server, type Socket } from "node:net";
import { startBroker } from "../../tools/host/broker.js";
import { farewells, HostTCP, resolve } from "../../tools/host/tcp.js";
import { assert, test } from "../harness/index.js";

interface Served {
	server: Server;
	port: number;
	/** The server's side of the first connection. */
	accepted: Promise<Socket>;
}

async function serve(): Promise<Served> {
	const server = createServer();
	const accepted = new Promise<Socket>((resolve) => server.once("connection", resolve));
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	return { server, port: typeof address === "object" && address !== null ? address.port : 0, accepted };
}

test("a socket refuses what goes beyond the room it has announced, and announces new room", async () => {
	const { server, port, accepted } = await serve();
	let tcp: HostTCP | undefined;
	const rooms: number[] = [];
	await new Promise<void>((done) => {
		tcp = new HostTCP({
			address: "127.0.0.1",
			port,
			onWritable(room) {
				rooms.push(room);
				if (rooms.length === 1) {
					assert.throws(() => tcp?.write(new Uint8Array(room + 1)), /would block/);
					tcp?.write(new Uint8Array(room));
					assert.throws(() => tcp?.write(new Uint8Array(1)), /would block/);
				} else done();
			},
		});
	});
	assert.equal(rooms[1], rooms[0]);
	tcp?.close();
	(await accepted).destroy();
	server.close();
});

test("what comes is read in the pieces that are asked for", async () => {
	const { server, port, accepted } = await serve();
	const read: string[] = [];
	let tcp: HostTCP | undefined;
	await new Promise<void>((done) => {
		tcp = new HostTCP({
			address: "127.0.0.1",
			port,
			onReadable() {
				for (;;) {
					const bytes = tcp?.read(3);
					if (bytes === undefined) break;
					read.push(String(Buffer.from(bytes)));
				}
				if (read.join("") === "abcdefgh") done();
			},
		});
		accepted.then((socket) => socket.write("abcdefgh"));
	});
	assert.ok(read.every((piece) => piece.length <= 3));
	assert.equal(tcp?.read(), undefined);
	tcp?.close();
	(await accepted).destroy();
	server.close();
});

test("the other side's end is reported once, and the connection's own end not at all", async () => {
	const { server, port, accepted } = await serve();
	let errors = 0;
	await new Promise<void>((done) => {
		new HostTCP({
			address: "127.0.0.1",
			port,
			onError() {
				errors++;
				done();
			},
		});
		accepted.then((socket) => socket.resetAndDestroy());
	});
	const closed = new Promise<void>((done) => {
		server.once("connection", (socket) => socket.once("close", () => done()).resume());
		const own: HostTCP = new HostTCP({
			address: "127.0.0.1",
			port,
			onWritable: () => own.close(),
			onError: () => errors++,
		});
	});
	await closed;
	assert.equal(errors, 1);
	server.close();
});

test("a connection that is closed takes its leave: what was written arrives, what still comes is let in", async () => {
	const { server, port, accepted } = await serve();
	const letIn = accepted.then(
		(other) =>
			new Promise<void>((done, reject) => {
				other.on("error", reject).write(Buffer.alloc(8_000_000), (error) => (error ? reject(error) : done()));
			}),
	);
	const tcp = await new Promise<HostTCP>((done) => {
		const opened: HostTCP = new HostTCP({
			address: "127.0.0.1",
			port,
			// More than Node takes in by itself: the rest is left to the operating system.
			onReadable: (count) => count >= 65_536 && done(opened),
		});
	});
	const other = await accepted;
	tcp.write(new Uint8Array(5000).fill(7));
	tcp.close();
	let arrived = 0;
	const ended = new Promise<void>((done) => other.on("end", done));
	other.on("data", (bytes) => {
		arrived += bytes.length;
	});
	await Promise.all([ended, letIn]);
	assert.equal(arrived, 5000);
	await farewells();
	server.close();
});

test("localhost has an address, an address is its own, and a name that cannot exist has none", async () => {
	const find = (host: string) => new Promise<string | undefined>((done) => resolve(host, done));
	assert.equal(await find("localhost"), "127.0.0.1");
	assert.equal(await find("192.0.2.1"), "192.0.2.1");
	assert.equal(await find("no such name"), undefined);
});

test("a broker whose port is taken says what to do", async () => {
	const first = await startBroker({ port: 0, host: "127.0.0.1" });
	const error = await startBroker({ port: first.port, host: "127.0.0.1" }).then(
		() => new Error("it started"),
		(reason: Error) => reason,
	);
	assert.match(error.message, /^The MQTT broker cannot start, since 127\.0\.0\.1:\d+ is in use already: .*--mqtt\.$/);
	await first.close();
	const again = await startBroker({ port: first.port, host: "127.0.0.1" });
	assert.equal(again.port, first.port);
	await again.close();
});

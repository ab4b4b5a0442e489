import { connect, type Socket } from "node:net";
import type { TCP } from "../../src/io.js";
import { canListen, HostTCP, listenerOn } from "../../tools/host/tcp.js";
import { assert, test } from "../harness/index.js";
import { until } from "../until.js";

const LOCALHOST = "127.0.0.1";
const Listener = listenerOn(LOCALHOST);

/** A listener, and the two ends of a connection to it; the accepted one still waits. */
async function accepted() {
	let arrived = (_: number) => {};
	const arrival = new Promise<number>((resolve) => {
		arrived = resolve;
	});
	const listener = new Listener({ port: 0, onReadable: (count) => arrived(count) });
	await until("it listens", () => listener.port > 0);
	const client = connect(listener.port, LOCALHOST);
	client.on("error", () => {});
	assert.equal(await arrival, 1);
	const from = listener.read();
	assert.equal(listener.read(), undefined);
	if (from === undefined) throw new Error("nothing to read");
	return { listener, client, from };
}

function heard(client: Socket): Promise<string> {
	return new Promise((resolve) => client.once("data", (bytes) => resolve(String(bytes))));
}

test("a connection that was accepted can do nothing until it is taken over, and then only once", async () => {
	const { listener, client, from } = await accepted();
	client.write("early");
	assert.throws(() => from.write(new Uint8Array(1)), /not ready/);
	let tcp: TCP | undefined;
	const text = await new Promise<string>((resolve) => {
		tcp = new HostTCP({
			from,
			onReadable: (count) => resolve(String.fromCharCode(...new Uint8Array(tcp?.read(count) ?? new ArrayBuffer(0)))),
		});
	});
	assert.equal(text, "early");
	assert.throws(() => new HostTCP({ from }), /invalid from/);
	tcp?.close();
	client.destroy();
	listener.close();
});

test("room is announced once the constructor has returned, and what is written arrives", async () => {
	const { listener, client, from } = await accepted();
	const answer = heard(client);
	let constructed = false;
	let written = false;
	const tcp: HostTCP = new HostTCP({
		from,
		onWritable(room) {
			assert.ok(constructed && room > 0);
			if (!written) tcp.write(new Uint8Array([0x6f, 0x6b]));
			written = true;
		},
	});
	constructed = true;
	assert.equal(await answer, "ok");
	tcp.close();
	client.destroy();
	listener.close();
});

test("a connection that is closed or gone while it waits cannot be taken over", async () => {
	const { listener, client, from } = await accepted();
	from.close();
	assert.throws(() => new HostTCP({ from }), /invalid from/);
	client.destroy();
	listener.close();
});

test("a port that is taken is an error of the listener, and known before", async () => {
	const first = new Listener({ port: 0, onReadable: () => {} });
	await until("it listens", () => first.port > 0);
	assert.equal(await canListen(LOCALHOST, first.port), false);
	await new Promise<void>((resolve) => new Listener({ port: first.port, onReadable: () => {}, onError: resolve }));
	const { port } = first;
	first.close();
	await until("it is free", () => canListen(LOCALHOST, port));
});

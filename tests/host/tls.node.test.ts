/** TLS to a broker: a real one behind Node's TLS server. tests/fixtures/tls has an authority that nobody else knows. */
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { createServer as createTLSServer } from "node:tls";
import { fileURLToPath } from "node:url";
import { parseBroker } from "../../tools/commands/start-options.js";
import { startBroker } from "../../tools/host/broker.js";
import { probeBroker } from "../../tools/host/probe-broker.js";
import { assert, test } from "../harness/index.js";
import { observe } from "../mqtt/real-world.js";
import { runStart } from "../tools/start-run.js";

const HOST = "127.0.0.1";

function fixture(name: string): string {
	return fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
}

const CA = fixture("ca.pem");

/** A broker with this certificate; `secure` is the port for TLS. */
async function withSecureBroker(
	certificate: string,
	body: (ports: { plain: number; secure: number }) => Promise<void>,
): Promise<void> {
	const broker = await startBroker({ port: 0, host: HOST });
	const options = { key: readFileSync(fixture("broker.key")), cert: readFileSync(fixture(certificate)) };
	const server = createTLSServer(options, (socket) => {
		const inner = connect(broker.port, HOST);
		for (const end of [socket, inner]) end.on("error", () => {});
		socket.pipe(inner).pipe(socket);
	});
	server.on("tlsClientError", () => {});
	await new Promise<void>((done) => server.listen(0, HOST, done));
	const address = server.address();
	try {
		await body({ plain: broker.port, secure: typeof address === "object" && address ? address.port : 0 });
	} finally {
		server.close();
		await broker.close();
	}
}

test("telegrams reach a broker over TLS whose authority was given, checked by its name", async () => {
	await withSecureBroker("broker.pem", async ({ plain, secure }) => {
		const observer = await observe(plain);
		const run = await runStart(["--once", "--mqtt", `mqtts://localhost:${secure}`, "--mqtt-ca", CA]);
		assert.equal(run.error, "");
		assert.equal(run.code, 0);
		while (!(await observer.messages.next()).includes("/state "));
		observer.client.end(true);
	});
});

test("a certificate that can't be trusted ends it, with what is wrong and what to do", async () => {
	await withSecureBroker("broker.pem", async ({ plain, secure }) => {
		const probe = (url: string, ca?: string) => probeBroker(parseBroker(url, ca));
		await assert.rejects(
			probe(`mqtts://localhost:${secure}`),
			/is of nobody whom this computer knows: give the authority that signed it with --mqtt-ca FILE \(mqtts:/,
		);
		await assert.rejects(probe(`mqtts://${HOST}:${secure}`, CA), /certificate is not for 127\.0\.0\.1: use the name/);
		await assert.rejects(
			probe(`mqtts://localhost:${plain}`, CA),
			/does not speak TLS on this port: use mqtt:\/\/ there/,
		);
	});
	await withSecureBroker("expired.pem", async ({ secure }) => {
		await assert.rejects(
			probeBroker(parseBroker(`mqtts://localhost:${secure}`, CA)),
			/certificate has expired: renew it on the broker/,
		);
	});
});

test("nothing is sent, the password least of all, to whoever can't prove who they are", async () => {
	await withSecureBroker("broker.pem", async ({ secure }) => {
		let received = "";
		// Somebody in between, who sees what goes to the broker before it is TLS.
		const between = createServer((socket) => {
			const inner = connect(secure, HOST);
			for (const end of [socket, inner]) end.on("error", () => {});
			socket.on("data", (bytes) => {
				received += bytes.toString("latin1");
			});
			socket.pipe(inner).pipe(socket);
		});
		await new Promise<void>((done) => between.listen(0, HOST, done));
		const address = between.address();
		const port = typeof address === "object" && address ? address.port : 0;
		await assert.rejects(probeBroker(parseBroker(`mqtts://me:hunter2@localhost:${port}`, undefined)), /nobody whom/);
		between.close();
		assert.ok(received.length > 0 && !received.includes("hunter2") && !received.includes("MQTT"));
	});
});

test("options that contradict each other are refused", () => {
	assert.throws(() => parseBroker("mqtt://localhost", CA), /--mqtt-ca is for TLS/);
	assert.throws(() => parseBroker("mqtts://localhost", "/none"), /there is no such file/);
	assert.equal(parseBroker("mqtts://localhost", undefined).port, 8883);
	assert.equal(parseBroker("mqtt://localhost", undefined).port, 1883);
});

import { createServer } from "node:net";
import { UserError } from "../../tools/commands/user-error.js";
import { probeBroker } from "../../tools/host/probe-broker.js";
import { assert, test } from "../harness/index.js";
import { listen } from "../mqtt/real-world.js";
import { passwordBroker } from "./password-broker.js";

const HOST = "127.0.0.1";

async function refusal(promise: Promise<unknown>, sentence: RegExp): Promise<void> {
	assert.ok((await assert.rejects(promise, sentence)) instanceof UserError);
}

test("a broker that takes us is left again at once", async () => {
	const broker = await passwordBroker("me", "secret");
	await probeBroker({ host: HOST, port: broker.port, user: "me", password: "secret" });
	await broker.left;
	await broker.close();
});

test("a broker that refuses is told with the user it refused", async () => {
	const broker = await passwordBroker("me", "secret");
	const { port } = broker;
	await refusal(
		probeBroker({ host: HOST, port, user: "me", password: "guess" }),
		new RegExp(`^The broker refuses the connection: .* \\(mqtt://me@127\\.0\\.0\\.1:${port}\\)\\.$`),
	);
	await refusal(probeBroker({ host: HOST, port }), /^The broker refuses .*, without a user\)\.$/);
	await broker.close();
});

test("a port where nobody listens, and one where no broker does, are told apart", async () => {
	const server = createServer((socket) => socket.resume().end("HTTP/1.1 400 Bad Request\r\n\r\n"));
	const port = await listen(server);
	await refusal(probeBroker({ host: HOST, port }), /^What came from the broker is not MQTT: .*\.$/);
	await new Promise((resolve) => server.close(resolve));
	await refusal(probeBroker({ host: HOST, port }), /^The broker cannot be reached \(mqtt:\/\/127\.0\.0\.1:\d+\)\.$/);
});

test("a name that cannot exist has no address", async () => {
	await refusal(probeBroker({ host: "no such name", port: 1883 }), /^The broker's name has no address: no such name /);
});

import { execFile, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { test } from "node:test";
import { promisify } from "node:util";
import { assert } from "../harness/index.js";
import { listen, startClient } from "./real-world.js";

const installed = ["mosquitto", "mosquitto_sub"].every((program) => !spawnSync(program, ["--help"]).error);

const options = installed ? {} : { skip: "mosquitto and mosquitto_sub are not installed" };

test("mosquitto takes the client's messages, and gives them to its own", options, async () => {
	const server = createServer();
	const port = await listen(server);
	await new Promise((resolve) => server.close(resolve));
	// Without a configuration it listens on localhost only, and lets anyone in.
	const mosquitto = spawn("mosquitto", ["-p", String(port)], { stdio: "ignore" });
	// It may take a moment to listen: the client tries again.
	const { client, ready } = startClient(port, {
		will: { topic: "availability", payload: "offline", qos: 1, retain: true },
		subscriptions: ["homeassistant/status"],
	});
	await ready.next();
	client.publish("availability", "online", { retain: true });
	client.publishSurely("state", '{"unit":"m\u00b3"}', { retain: true });
	const subscriber = [
		"-h",
		"127.0.0.1",
		"-p",
		String(port),
		"-v",
		"-C",
		"2",
		"-W",
		"10",
		"-t",
		"availability",
		"-t",
		"state",
	];
	const { stdout } = await promisify(execFile)("mosquitto_sub", subscriber);
	assert.deepEqual(stdout.trim().split("\n").sort(), ["availability online", 'state {"unit":"m\u00b3"}']);
	client.close();
	mosquitto.kill();
	await new Promise((resolve) => mosquitto.once("exit", resolve));
});

import { connect, createServer } from "node:net";
import { assert, test } from "../harness/index.js";
import { freePort, LOCALHOST } from "../home/served-home.js";
import { runStart } from "./start-run.js";

test("a running bench gives its page, its data as HomeWizard would, and raw P1", async () => {
	const [p1Port, httpPort] = [await freePort(), await freePort()];
	const stop = new AbortController();
	const ports = ["--p1-port", String(p1Port), "--http-port", String(httpPort), "--homewizard"];
	const running = runStart(["--port", "0", "--speed", "20", ...ports], stop.signal);
	const at = (path: string) => fetch(`http://${LOCALHOST}:${httpPort}${path}`).then((answer) => answer.text());
	let data = "{}";
	for (let turn = 0; turn < 300 && !data.includes("active_power_w"); turn++) {
		await new Promise((resolve) => setTimeout(resolve, 200));
		data = await at("/api/v1/data").catch(() => "{}");
	}
	assert.match(data, /"active_power_w":-?\d+/);
	assert.match(await at("/"), /^<!doctype html>/);
	assert.ok(JSON.parse(await at("/api/status")).fresh);
	const telegram = await new Promise<string>((resolve) => {
		const socket = connect(p1Port, LOCALHOST).on("data", (bytes) => {
			resolve(String(bytes));
			socket.destroy();
		});
	});
	assert.match(telegram, /^\/FLU5/);
	stop.abort();
	const { lines } = await running;
	assert.ok(lines.includes(`The receiver's page: http://${LOCALHOST}:${httpPort}/`));
	await assert.rejects(at("/"), /fetch failed/);
});

test("a port that is taken is said, with what to do, and the rest runs", async () => {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, LOCALHOST, resolve));
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	const { code, lines } = await runStart([
		"--port",
		"0",
		"--duration",
		"1",
		"--speed",
		"10",
		"--http-port",
		String(port),
	]);
	server.close();
	assert.equal(code, 0);
	const sentence = `The receiver's page: off, since port ${port} is taken or not allowed. Choose another with --http-port.`;
	assert.ok(lines.includes(sentence), lines.join("\n"));
});

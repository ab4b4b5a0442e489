/** `p1-lora start` with its dashboard. */
import { createServer } from "node:net";
import { assert, test } from "../harness/index.js";
import { freePort, LOCALHOST } from "../home/served-home.js";
import { runStart } from "../tools/start-run.js";

test("start serves the dashboard, says where, and ends it with the run", async () => {
	const port = await freePort();
	const stop = new AbortController();
	const running = runStart(["--port", "0", "--dashboard", String(port), "--speed", "5"], stop.signal);
	const at = `http://${LOCALHOST}:${port}/`;
	let page = "";
	for (let turn = 0; turn < 200 && page === ""; turn++) {
		await new Promise((resolve) => setTimeout(resolve, 50));
		page = await fetch(at).then(
			(answer) => answer.text(),
			() => "",
		);
	}
	assert.match(page, /^<!doctype html>/);
	stop.abort();
	const { code, lines } = await running;
	assert.equal(code, 0);
	assert.ok(lines.includes(`Look at the bench, and lay hands on it: ${at}`), lines.join("\n"));
	await assert.rejects(fetch(at), /fetch failed/);
});

test("a port that is taken costs the dashboard, is said with what to do, and the rest runs", async () => {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, LOCALHOST, resolve));
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	const { code, lines } = await runStart([
		...["--port", "0", "--duration", "1", "--speed", "10", "--dashboard", String(port)],
	]);
	server.close();
	assert.equal(code, 0);
	const sentence = `The dashboard: off, since port ${port} is taken or not allowed. Choose another with --dashboard.`;
	assert.ok(lines.includes(sentence), lines.join("\n"));
});

for (const wrong of ["8400x", "70000", "localhost:"]) {
	test(`--dashboard ${wrong} is refused before anything starts`, async () => {
		const { error } = await runStart(["--dashboard", wrong]);
		assert.match(error, /^--dashboard is /);
	});
}

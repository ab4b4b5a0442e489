import { runProcess } from "../../tools/process.js";
import { assert, test } from "../harness/index.js";

const node = (script: string, timeout: number) => runProcess(process.execPath, ["-e", script], { timeout });

test("a program's exit code and both its outputs come back", async () => {
	assert.deepEqual(await node(`console.log("out"); console.error("err"); process.exitCode = 3`, 30_000), {
		ended: "exit",
		code: 3,
		stdout: "out\n",
		stderr: "err\n",
	});
});

test("a program that never ends is stopped, and what it said before is kept", async () => {
	assert.deepEqual(await runProcess("sh", ["-c", "echo here; exec sleep 600"], { timeout: 3000 }), {
		ended: "timeout",
		stdout: "here\n",
		stderr: "",
	});
});

test("a program that ends by a signal is told by the signal", async () => {
	const result = await node(`process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)`, 30_000);
	assert.deepEqual(result, { ended: "signal", signal: "SIGTERM", stdout: "", stderr: "" });
});

test("a program that prints without end is stopped", async () => {
	const result = await node(`for (;;) require("fs").writeSync(1, "x".repeat(65536))`, 30_000);
	assert.equal(result.ended, "overflow");
});

test("a program that is not there is an outcome, not an exception", async () => {
	const result = await runProcess("/no/such/program", [], { timeout: 1000 });
	assert.ok(result.ended === "not started");
	assert.match(result.reason, /ENOENT/);
});

/** A campaign with the processes that it has. */
import { execFileSync } from "node:child_process";
import { campaign } from "../../tools/soak/campaign.js";
import { assert, test } from "../harness/index.js";

/** The processes that this one has begun, as workers of a campaign. */
function workers(): number[] {
	const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
	return lines.flatMap((line) => {
		const [pid, parent] = line.trim().split(/\s+/).map(Number);
		return parent === process.pid && line.includes("worker.mjs") ? [pid] : [];
	});
}

test("a worker that is killed, as by a system that is out of memory, ends the campaign at once, and says so", async () => {
	const options = { seeds: [1, 2, 3], kinds: [], hours: 24, intensity: 1, workers: 2, twice: 0, onProgress: () => {} };
	const outcome = campaign(options).then(
		() => "ended",
		(error: Error) => error.message,
	);
	// The workers are there when `campaign` has returned.
	const started = workers();
	assert.equal(started.length, 2);
	process.kill(started[0], "SIGKILL");
	assert.equal(await outcome, "a worker ended by SIGKILL before its seeds were done");
});

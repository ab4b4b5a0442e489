import { assert, test } from "../harness/index.js";
import { assertAllTold } from "./outage.js";

test("an hour's outage on SF12, frames lost, a receiver that restarts: each quarter-hour is told once", () => {
	const { scenario } = assertAllTold({
		seed: 15,
		pathLossDb: 145,
		outageSeconds: 3600,
		afterSeconds: 2400,
		loss: 0.2,
		reboots: 3,
	});
	assert.ok(scenario.history.length >= 4);
});

/** The same seeds on every engine: what happens is the same to the byte. */
import { runSoak } from "../../tools/soak/run.js";
import { assert, test } from "../harness/index.js";

/** Parts of an hour with many faults in it. Node and XS must both come to these. */
const TRACES: readonly (readonly [seed: number, hours: number, hash: string])[] = [
	[1, 0.4, "886f29dd"],
	[2, 0.4, "372dede8"],
];

test("the same seeds give the same traces on every engine, and every promise is kept", () => {
	for (const [seed, hours, hash] of TRACES) {
		const options = { seed, hours, intensity: 20, meter: "nl-1ph-10s", intervalSeconds: 60, registers: false };
		const run = runSoak({ ...options, drills: false });
		assert.deepEqual(run.violations, [], `seed ${seed}`);
		assert.equal(run.hash, hash, `seed ${seed}`);
	}
});

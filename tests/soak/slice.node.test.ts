/** What CI does at length (`p1-lora soak --days 200`), for as long as a test may take. */
import { cipherOracle } from "../../tools/soak/cipher-oracle.js";
import { FAULT_KINDS, type FaultKind } from "../../tools/soak/faults.js";
import { runSoak } from "../../tools/soak/run.js";
import { assert, test } from "../harness/index.js";

/** None of these comes about in every few hours. */
const RARE: ReadonlySet<FaultKind> = new Set<FaultKind>([
	...(["chip faults", "meter exchange", "flash page lost", "flash lost", "neighbour"] as const),
]);

test("over some hours in which more than a day's faults happen, both boards keep every promise", () => {
	const happened = new Set<string>();
	let cuts = 0;
	// In EU433 is the third seed, and the fourth on 868.3 MHz.
	for (const seed of [101, 102, 103, 92]) {
		const options = { seed, hours: 1, intensity: 24, meter: "nl-1ph-10s", intervalSeconds: 30, registers: false };
		const run = runSoak({ ...options, drills: false, oracle: cipherOracle });
		assert.deepEqual(run.violations, [], `seed ${seed}`);
		for (const kind of Object.keys(run.hits)) happened.add(kind);
		cuts += run.cuts;
	}
	assert.ok(cuts > 80, `${cuts} power cuts`);
	assert.deepEqual(
		FAULT_KINDS.filter((kind) => !happened.has(kind) && !RARE.has(kind)),
		[],
	);
});

test("chips with their registers fare no worse", () => {
	const options = { seed: 104, hours: 0.4, intensity: 24, meter: "nl-1ph-10s", intervalSeconds: 10, registers: true };
	const run = runSoak({ ...options, drills: false, oracle: cipherOracle });
	assert.deepEqual(run.violations, []);
	assert.ok((run.hits["chip faults"] ?? 0) > 0);
});

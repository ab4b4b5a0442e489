/** The test of the tests: a short run in which something is broken on purpose. */
import { cipherOracle } from "../../tools/soak/cipher-oracle.js";
import { runSoak, type SoakOptions } from "../../tools/soak/run.js";
import type { Invariant } from "../../tools/soak/violations.js";

/** Half an hour of a meter that speaks every ten seconds. */
export const SHORT: SoakOptions = {
	...{ seed: 1, hours: 0.5, meter: "nl-1ph-10s", intervalSeconds: 10, registers: false, drills: false },
	oracle: cipherOracle,
};

/** Which promises do not hold. */
export function broken(options: Partial<SoakOptions>): Set<Invariant> {
	const { violations } = runSoak({ ...SHORT, ...options });
	return new Set(violations.map(({ invariant }) => invariant));
}

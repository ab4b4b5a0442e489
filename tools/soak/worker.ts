/** Runs seeds in a process of its own, as many as it is sent. */
import { cipherOracle } from "./cipher-oracle.js";
import { runSoak, type SoakOptions, soakTwice } from "./run.js";

export interface Task extends SoakOptions {
	twice: boolean;
}

process.on("message", ({ twice, ...options }: Task) => {
	const before = process.cpuUsage();
	const run = (twice ? soakTwice : runSoak)({ ...options, oracle: cipherOracle });
	const { user, system } = process.cpuUsage(before);
	process.send?.({ ...run, lines: [], cpuMs: (user + system) / 1000 / (twice ? 2 : 1) });
});

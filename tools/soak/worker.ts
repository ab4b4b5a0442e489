/** Runs seeds in a process of its own, as many as it is sent. */
import { cipherOracle } from "./cipher-oracle.js";
import { runSoak, type SoakOptions } from "./run.js";

process.on("message", (options: SoakOptions) => {
	const before = process.cpuUsage();
	const run = runSoak({ ...options, oracle: cipherOracle() });
	const { user, system } = process.cpuUsage(before);
	process.send?.({ ...run, cpuMs: (user + system) / 1000 });
});

/** Many buildings, each in a process of its own, on all processors. */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { BuildingOptions } from "./building.js";
import type { BuildingReport } from "./report.js";

const PROGRAM = fileURLToPath(new URL("../p1-lora.ts", import.meta.url));

export type Building = Omit<BuildingOptions, "onProgress">;

/** In the order that was asked for; the largest are begun first, so that none is left for the end. */
export async function sideBySide(
	buildings: readonly Building[],
	progress: (building: Building, said: string) => void,
): Promise<BuildingReport[]> {
	const reports = new Map<Building, BuildingReport>();
	const waiting = [...buildings].sort((a, b) => b.pairs - a.pairs);
	const work = async () => {
		for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
			const building = next;
			reports.set(building, await inProcess(building, (said) => progress(building, said)));
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, work));
	return buildings.flatMap((building) => reports.get(building) ?? []);
}

function inProcess(building: Building, progress: (said: string) => void): Promise<BuildingReport> {
	const { scheme, pairs, hours, warmUpMinutes, seed, cellarPercent, powerOnSeconds } = building;
	const options = { scheme, pairs, hours, "warm-up": warmUpMinutes, seed, cellar: cellarPercent };
	const given = Object.entries({ ...options, "power-on": powerOnSeconds });
	const words = given.flatMap(([name, value]) => [`--${name}`, String(value)]);
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, ["--import", "tsx", PROGRAM, "building", "--json", ...words], {
			stdio: ["ignore", "pipe", "pipe"],
		});
		let printed = "";
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			printed += text;
		});
		child.stderr.setEncoding("utf8").on("data", (text: string) => progress(text.trim()));
		child.on("error", reject);
		child.on("close", (code) => {
			if (code === 0)
				resolve(JSON.parse(printed) as BuildingReport); // its own output
			else reject(new Error(`${pairs} pairs, ${scheme}: the building ended with exit code ${code}`));
		});
	});
}

/** Draws the pictures of docs/hardware.md and docs/architecture.md: `npm run drawings`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { placement, quarterWave } from "./antenna-drawings.js";
import { telegramsWay } from "./telegrams-way.js";
import { p1Port, receiverWiring, transmitterWiring } from "./wiring.js";

export const FOLDER = join(fileURLToPath(new URL("../..", import.meta.url)), "docs");

/** By file, without its ending. */
export const DRAWINGS: Readonly<Record<string, () => string>> = Object.freeze({
	"telegrams-way": telegramsWay,
	"hardware/p1-port": p1Port,
	"hardware/transmitter-from-meter": () => transmitterWiring("meter"),
	"hardware/transmitter-own-supply": () => transmitterWiring("own"),
	"hardware/receiver": receiverWiring,
	"hardware/antenna": quarterWave,
	"hardware/placement": placement,
});

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	for (const [name, draw] of Object.entries(DRAWINGS)) writeFileSync(join(FOLDER, `${name}.svg`), draw());
	console.log(`${Object.keys(DRAWINGS).length} drawings are in docs`);
}

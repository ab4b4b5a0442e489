/** Draws the wiring for docs/hardware.md: `npm run drawings`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { placement, quarterWave } from "./antenna-drawings.js";
import { p1Port, receiverWiring, transmitterWiring } from "./wiring.js";

export const FOLDER = join(fileURLToPath(new URL("../..", import.meta.url)), "docs/hardware");

export const DRAWINGS: Readonly<Record<string, () => string>> = Object.freeze({
	"p1-port": p1Port,
	"transmitter-from-meter": () => transmitterWiring("meter"),
	"transmitter-own-supply": () => transmitterWiring("own"),
	receiver: receiverWiring,
	antenna: quarterWave,
	placement,
});

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	mkdirSync(FOLDER, { recursive: true });
	for (const [name, draw] of Object.entries(DRAWINGS)) writeFileSync(join(FOLDER, `${name}.svg`), draw());
	console.log(`${Object.keys(DRAWINGS).length} drawings are in docs/hardware`);
}

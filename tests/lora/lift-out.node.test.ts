import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert, test } from "../harness/index.js";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "../../src/lora");

test("src/lora can be lifted out: it imports its own files, and of others two that hold types only", () => {
	const outside = new Set<string>();
	for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".ts"))) {
		const source = readFileSync(join(FOLDER, file), "utf8");
		for (const [, isType, from] of source.matchAll(/^(?:import|\} from|export)(?: (type))?.* from "(.+)";$/gm))
			if (!from.startsWith("./")) outside.add(`${isType ?? "value"} ${from}`);
		for (const [, from] of source.matchAll(/^\} from "(.+)";$/gm)) assert.ok(from.startsWith("./"), `${file}: ${from}`);
	}
	assert.deepEqual([...outside].sort(), ["type ../clock.js", "type ../io.js"]);
});

test("the driver's README names every file that there is, and none that there isn't", () => {
	const readme = readFileSync(join(FOLDER, "README.md"), "utf8");
	const named = new Set([...readme.matchAll(/`([a-z0-9-]+\.ts)`|\(([a-z0-9-]+\.ts)\)/g)].map(([, a, b]) => a ?? b));
	assert.deepEqual(
		[...named].sort(),
		readdirSync(FOLDER)
			.filter((name) => name.endsWith(".ts"))
			.sort(),
	);
});

/** Every command that the documentation tells a person to type is run, by one of the other files here, or it is said why not. */
import { assert, test } from "../harness/index.js";
import { commandsIn, documentedCommands } from "./commands.js";
import { HOW } from "./how.js";
import { resolved, scripts } from "./run.js";

test("each command of the documentation has a way to be run here, and no way is of a command that is not there", () => {
	const documented = documentedCommands();
	assert.deepEqual(
		documented.filter(({ command }) => !Object.hasOwn(HOW, command)),
		[],
	);
	const commands = new Set(documented.map(({ command }) => command));
	assert.deepEqual(
		Object.keys(HOW).filter((command) => !commands.has(command)),
		[],
	);
});

test("each npm script that is documented is there, those that are not run included", () => {
	for (const command of Object.keys(HOW).filter((one) => /^npm (?:run|start|test)/.test(one))) resolved(command);
	const documented = new Set(Object.keys(HOW).map((command) => /^npm (?:run (?:-s )?)?([\w:-]+)/.exec(command)?.[1]));
	// Documented as "`test:xs` on XS" and the like; npm itself runs the first.
	const others = ["prepare", "build:receiver", "test:xs"];
	assert.deepEqual(
		Object.keys(scripts).filter((name) => !documented.has(name) && !others.includes(name)),
		[],
	);
});

test("commands are found in blocks, indented ones too, and in sentences over two lines, and nothing else is", () => {
	const page = [
		"Run `npm start`, or `npm run",
		"bench`, which is `p1Baud`.",
		"",
		"```sh",
		"npm install && npm start -- --a \\",
		"  --b   # as said",
		"```",
		"",
		"    npm test           # all",
		"    meter --P1--> home",
		"",
		"```ts",
		"npm no",
		"```",
	];
	assert.deepEqual(commandsIn(`${page.join("\n")}\n`), [
		"npm install",
		"npm start -- --a --b",
		"npm test",
		"npm start",
		"npm run bench",
	]);
});

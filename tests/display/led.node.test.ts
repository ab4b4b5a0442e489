import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LED_CODES } from "../../src/display/led-codes.js";
import { ROOT } from "../../tools/test/suite.js";
import { assert, test } from "../harness/index.js";

/** `code`, flashes, and how long they last, how far apart they are and what comes after the last, in milliseconds. */
const ROW = /^\| `(.+?)` \| [^|]+ \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| [^|]+ \|$/gm;

test("the table of the LED's codes in docs/display.md is that of the program", () => {
	const rows = readFileSync(join(ROOT, "docs/display.md"), "utf8").matchAll(ROW);
	const documented = [...rows].map(([, code, ...numbers]) => [code, ...numbers.map(Number)]);
	const programmed = Object.entries(LED_CODES).map(([code, { flashes, lit, dark, pause }]) => [
		code,
		flashes,
		lit,
		dark,
		pause,
	]);
	assert.deepEqual(documented, programmed);
});

/** The README's table of intervals, beside what the link does. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { usualFrameBytes } from "../../src/link/padding.js";
import { LADDER, type Rung, rungName } from "../../src/negotiation/ladder.js";
import { frameTime, lawfulInterval } from "../../src/negotiation/timing.js";
import { pathLossFor } from "../../tools/compare/rungs.js";
import { ROOT } from "../../tools/test/suite.js";
import { assert, test } from "../harness/index.js";

const DUTY_CYCLE = 0.1;
const METER_MS = 1000;

test("the README tells for each rung what is sent, how long it is on the air, and how often it goes", () => {
	const readme = readFileSync(join(ROOT, "README.md"), "utf8");
	for (const rung of LADDER.keys()) assert.ok(readme.includes(rowOf(rung)), rowOf(rung));
});

function rowOf(rung: Rung): string {
	const bytes = usualFrameBytes(rung);
	const time = frameTime(rung, bytes);
	const interval = lawfulInterval(rung, bytes, DUTY_CYCLE);
	const often =
		interval <= METER_MS ? "each second" : interval < 1.5 * METER_MS ? "each second or so" : seconds(interval);
	const reach = pathLossFor(rung).toFixed(0);
	return `| ${rungName(rung)} | ${bytes} | ${time.toFixed(0)} ms | ${seconds(time / DUTY_CYCLE)} | ${often} | ${reach} dB |`;
}

function seconds(milliseconds: number): string {
	return `${(milliseconds / 1000).toFixed(1)} s`;
}

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { soak } from "../../tools/commands/soak.js";
import { UserError } from "../../tools/commands/user-error.js";
import { assert, test } from "../harness/index.js";
import { catchOutput } from "./caught-output.js";

/** Runs the command with what it prints caught. */
async function run(...args: string[]): Promise<{ code: number; out: string; error: string }> {
	const caught = catchOutput();
	try {
		const code = await soak(args);
		return { ...caught, code };
	} catch (thrown) {
		if (!(thrown instanceof UserError)) throw thrown;
		return { ...caught, code: 1, error: thrown.message };
	} finally {
		caught.release();
	}
}

test("soak prints what happened as one JSON object, and exits with 0 where everything held", async () => {
	const { code, out } = await run(
		...["--days", "2", "--hours", "1", "--intensity", "10", "--faults", "power cut, loss", "--twice", "1", "--json"],
	);
	const report = JSON.parse(out);
	assert.equal(code, 0);
	assert.equal(report.seeds, 2);
	assert.deepEqual(report.failures, []);
	assert.deepEqual(Object.keys(report.hits), ["power cut", "loss"]);
	assert.deepEqual(report.neverHit, []);
	assert.equal(report.cuts, report.hits["power cut"]);
	assert.deepEqual(Object.keys(report.hashes), ["1", "2"]);
});

test("a seed can be told in full", async () => {
	const { code, out } = await run("--replay", "3", "--hours", "1", "--faults", "none");
	assert.equal(code, 0);
	assert.match(out, /transmitter: settled on SF7\/250/);
	assert.match(out, /trace [0-9a-f]{8}/);
});

test("a seed can be run with other faults, from a file", async () => {
	const folder = mkdtempSync(join(tmpdir(), "p1-lora-plan-"));
	try {
		const plan = join(folder, "plan.jsonl");
		const hour = ["--replay", "3", "--hours", "1", "--plan", plan];
		writeFileSync(plan, '{"at":600000,"kind":"power cut","id":"a","board":"receiver","off":5000}\n\n');
		const { code, out } = await run(...hour);
		assert.equal(code, 0);
		assert.match(out, /^\{"at":600000,"kind":"power cut"/);
		assert.match(out, /605\.\d+ receiver: paired/);
		writeFileSync(plan, '\n{"at":600000,"kind":"earthquake"}\n');
		assert.match((await run(...hour)).error, /Line 2 of .*plan\.jsonl is no fault/);
		assert.match((await run(...hour, "--faults", "loss")).error, /--faults does not go with --plan/);
		assert.match((await run("--plan", plan)).error, /--plan goes with --replay SEED/);
		assert.match((await run("--replay", "3", "--plan", folder)).error, /Cannot read/);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test("what is wrong with its options is told in a sentence", async () => {
	assert.match((await run("--days", "0")).error, /--days is "0": give a whole number from 1/);
	assert.match((await run("--faults", "earthquake")).error, /--faults is "earthquake"/);
	assert.match((await run("--shrink")).error, /--replay/);
	for (const other of [["--json"], ["--days", "2"], ["--seed", "1"], ["--workers", "1"], ["--twice", "0"]])
		assert.match((await run("--replay", "3", ...other)).error, new RegExp(`^${other[0]} does not go with --replay`));
	// A seed that fails can be replayed, whichever it is.
	assert.match((await run("--seed", "2147483640", "--days", "9")).error, /from 0 to 2147483639/);
	assert.match((await run("--help")).out, /Usage: p1-lora soak/);
});

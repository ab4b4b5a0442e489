import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runOnNode } from "../../tools/test/node-file.js";
import { type Outcome, THE_FILE } from "../../tools/test/records.js";
import { formatFile, ROOT, runSuite } from "../../tools/test/suite.js";
import { runOnXS } from "../../tools/test/xs-file.js";
import { readyXSEngine } from "../../tools/xs/engine.js";
import { assert, test } from "../harness/index.js";

const HARNESS = JSON.stringify(join(ROOT, "tests/harness/index.js"));

type Runner = (file: string, timeout: number) => Promise<Outcome>;

/** Runs a test file with this text below an import of the harness. */
async function outcomeOf(run: Runner, text: string, timeout = 30_000): Promise<Outcome> {
	const folder = mkdtempSync(join(tmpdir(), "p1-lora-runner-"));
	try {
		const file = join(folder, "fixture.test.ts");
		writeFileSync(file, `import { assert, test } from ${HARNESS};\n${text}\n`);
		return await run(file, timeout);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The message of an outcome's only failure, which has this name. */
function onlyFailure(outcome: Outcome, name: string): string {
	assert.deepEqual(
		outcome.failures.map((failure) => failure.name),
		[name],
	);
	return outcome.failures[0]?.message ?? "";
}

// `npm test` builds the engine before it comes here. A run of only these tests does not wait for a compiler.
const engine = await readyXSEngine();
const RUNNERS: Readonly<Record<string, Runner>> = {
	Node: runOnNode,
	...(engine !== undefined && { XS: (file: string, timeout: number) => runOnXS(file, engine, timeout) }),
};

for (const [name, run] of Object.entries(RUNNERS)) {
	test(`on ${name}, tests pass, synchronous ones and asynchronous ones`, async () => {
		const text = `test("now", () => {}); test("later", async () => { await Promise.resolve(); assert.ok(true); });`;
		assert.deepEqual(await outcomeOf(run, text), { passed: 2, skipped: 0, failures: [] });
	});

	test(`on ${name}, a failed test is told with its name, its message and its line, and the others still run`, async () => {
		const text = `test("first", () => {\n\tassert.equal(1, 2);\n});\ntest("second", () => {});`;
		const outcome = await outcomeOf(run, text);
		assert.equal(outcome.passed, 1);
		assert.match(onlyFailure(outcome, "first"), /got 1, expected 2[\s\S]*fixture\.test\.ts:3/);
	});

	test(`on ${name}, an asynchronous test that throws late fails`, async () => {
		const text = `test("late", async () => { await Promise.resolve(); throw new RangeError("too late"); });`;
		assert.match(onlyFailure(await outcomeOf(run, text), "late"), /too late/);
	});

	test(`on ${name}, a file that throws while it loads fails, with the message`, async () => {
		const outcome = await outcomeOf(run, `test("never", () => {}); throw new Error("no fixture");`);
		assert.match(onlyFailure(outcome, THE_FILE), /no fixture/);
	});

	test(`on ${name}, a file that can't be parsed fails`, async () => {
		onlyFailure(await outcomeOf(run, "const = 1;"), THE_FILE);
	});

	test(`on ${name}, a test whose await never settles fails the file`, async () => {
		const outcome = await outcomeOf(run, `test("stuck", () => new Promise(() => {}));`);
		assert.equal(outcome.passed, 0);
		assert.equal(outcome.failures.length, 1);
	});

	test(`on ${name}, a top-level await that never settles fails the file`, async () => {
		onlyFailure(await outcomeOf(run, `test("never", () => {}); await new Promise(() => {});`), THE_FILE);
	});

	test(`on ${name}, a rejection that nobody handles fails the file`, async () => {
		const outcome = await outcomeOf(run, `test("careless", () => { Promise.reject(new Error("dropped")); });`);
		assert.ok(outcome.failures.length > 0);
		assert.match(outcome.failures.map(({ message }) => message).join("\n"), /dropped/);
	});

	test(`on ${name}, a file without a test fails`, async () => {
		assert.match(onlyFailure(await outcomeOf(run, "assert.ok(true);"), THE_FILE), /it registers no test/);
	});

	test(`on ${name}, a file that runs for ever is stopped and fails`, async () => {
		const outcome = await outcomeOf(run, `test("loop", () => { for (;;); });`, 3000);
		assert.match(onlyFailure(outcome, THE_FILE), /^did not end within 3 s/);
	});
}

if (engine !== undefined) {
	test("on XS, a portable test that imports from Node fails with the way out", async () => {
		const outcome = await outcomeOf(RUNNERS.XS ?? runOnNode, `import "node:fs"; test("x", () => {});`);
		assert.match(onlyFailure(outcome, THE_FILE), /node:fs[\s\S]*\*\.node\.test\.ts/);
	});
}

test("on Node, a process that ends before its report does is not believed", async () => {
	const text = `test("fine", () => {}); test("exit", () => { process.exit(0); });`;
	assert.match(onlyFailure(await outcomeOf(runOnNode, text), THE_FILE), /^its report has no end/);
});

test("a suite sums its files up and reports them in their order, and a slow one holds none back", async () => {
	const files = ["tests/a.test.ts", "tests/b.test.ts", "tests/c.test.ts"].map((file) => join(ROOT, file));
	let release = () => {};
	const lastHasRun = new Promise<void>((resolve) => {
		release = resolve;
	});
	const printed: string[] = [];
	const totals = await runSuite(
		files,
		async (file) => {
			if (file.endsWith("a.test.ts")) await lastHasRun;
			else if (file.endsWith("c.test.ts")) release();
			return { passed: 2, skipped: 1, failures: [{ name: "n", message: "m" }] };
		},
		(text) => printed.push(text),
		2,
	);
	assert.deepEqual(totals, { passed: 6, failed: 3, skipped: 3 });
	assert.deepEqual(
		printed.map((text) => /tests\/.\.test\.ts/.exec(text)?.[0]),
		["tests/a.test.ts", "tests/b.test.ts", "tests/c.test.ts"],
	);
});

test("a file's report is a line, and under it each failure with its name and all of its message", () => {
	const failures = [{ name: "the sun shines", message: "got rain\nat noon" }];
	assert.equal(
		formatFile(join(ROOT, "tests/sky.test.ts"), { passed: 1, skipped: 0, failures }, 0.25),
		"FAIL  tests/sky.test.ts  1 passed, 1 failed  0.3 s\n      the sun shines\n          got rain\n          at noon",
	);
});

/**
 * The project's tests: `tsx tools/test.ts all`, `soak`, or `node` or `xs` with part of a path to run only some files.
 * The last line is `N passed, N failed` over both engines; the exit code is 1 when anything failed.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Milliseconds } from "../src/clock.js";
import { describeEnd, runProcess, succeeded } from "./process.js";
import { runOnNode } from "./test/node-file.js";
import { add, formatTotals, type Totals } from "./test/records.js";
import { soakDays } from "./test/soak-days.js";
import { FILE_TIMEOUT, findTests, isPortable, ROOT, runSuite } from "./test/suite.js";
import { runOnXS } from "./test/xs-file.js";
import { bundleVendorPackages } from "./vendor/bundle.js";
import { type XSEngine, xsEngine } from "./xs/engine.js";

const USAGE = "Usage: tsx tools/test.ts all | soak | node [PART OF A PATH] | xs [PART OF A PATH]";
const CHECK_TIMEOUT: Milliseconds = 600_000;
const NOTHING: Totals = { passed: 0, failed: 0, skipped: 0 };

/** A check that is not a test: a program of the project or of a package. It passes when it exits with 0. */
interface Check {
	name: string;
	program: string;
	args: readonly string[];
}

const CHECKS: readonly Check[] = [
	{ name: "types of the portable code", program: "tsc", args: ["--noEmit"] },
	{ name: "types of the tools and tests", program: "tsc", args: ["-p", "tsconfig.node.json", "--noEmit"] },
	{ name: "types of the dashboard's page", program: "tsc", args: ["-p", "tsconfig.page.json", "--noEmit"] },
	{ name: "lint and format", program: "biome", args: ["check", "--error-on-warnings", "."] },
	{ name: "both images", program: "tsx", args: ["tools/images/check.ts"] },
];

function print(text: string): void {
	console.log(text);
}

/** The files to run. Throws a sentence where there is none, so that no suite passes for want of tests. */
function select(pattern: string, wanted: (file: string) => boolean): string[] {
	const files = findTests(pattern).filter(wanted);
	if (files.length === 0) throw new Error(`No such test file: none below tests/ has "${pattern}" in its path.`);
	return files;
}

async function nodeSuite(pattern: string): Promise<Totals> {
	return runSuite(
		select(pattern, () => true),
		(file) => runOnNode(file, FILE_TIMEOUT),
		print,
	);
}

async function xsSuite(pattern: string, engine?: XSEngine): Promise<Totals> {
	const files = select(pattern, isPortable);
	const on = engine ?? (await xsEngine());
	if (engine === undefined) print(`Engine: ${on.description}`);
	return runSuite(files, (file) => runOnXS(file, on, FILE_TIMEOUT), print);
}

async function runCheck({ program, args }: Check): Promise<Totals> {
	const command = join(ROOT, "node_modules/.bin", program);
	const result = await runProcess(command, args, { cwd: ROOT, timeout: CHECK_TIMEOUT });
	if (succeeded(result)) return NOTHING;
	throw new Error(`${result.stdout}${result.stderr}${program} ${describeEnd(result, CHECK_TIMEOUT)}.`);
}

/** Runs one step of `all`, with its name before and its duration after. One that throws counts as one failure. */
async function step(name: string, body: () => Promise<Totals>): Promise<Totals> {
	print(`\n--- ${name}`);
	const start = performance.now();
	const totals = await body().catch((error: Error): Totals => {
		print(error.message);
		return { ...NOTHING, failed: 1 };
	});
	const seconds = ((performance.now() - start) / 1000).toFixed(1);
	print(`--- ${name}: ${totals.failed === 0 ? "ok" : "FAILED"}, ${seconds} s`);
	return totals;
}

/** Everything, and on after a failure: one run tells all that is wrong. */
async function all(): Promise<Totals> {
	const steps: Totals[] = [];
	for (const check of CHECKS) {
		// The images' check comes with the images.
		if (check.program === "tsx" && !check.args.every((file) => existsSync(join(ROOT, file)))) continue;
		steps.push(await step(check.name, () => runCheck(check)));
	}
	// Before the tests on Node: those of this runner want it.
	let engine: XSEngine | undefined;
	const obtainEngine = async () => {
		engine = await xsEngine();
		print(engine.description);
		return NOTHING;
	};
	steps.push(await step("XS engine", obtainEngine));
	steps.push(await step(`tests on Node ${process.versions.node}`, () => nodeSuite("")));
	if (engine !== undefined) steps.push(await step("tests on XS", () => xsSuite("", engine)));
	steps.push(await step("soak", () => soakDays(print)));
	return steps.reduce(add, NOTHING);
}

const SUITES: Readonly<Record<string, (pattern: string) => Promise<Totals>>> = {
	all,
	soak: () => soakDays(print),
	node: nodeSuite,
	xs: xsSuite,
};

async function main([name = "", pattern = "", ...rest]: readonly string[]): Promise<Totals> {
	const suite = Object.hasOwn(SUITES, name) ? SUITES[name] : undefined;
	if (suite === undefined || rest.length > 0 || ((name === "all" || name === "soak") && pattern !== ""))
		throw new Error(USAGE);
	await bundleVendorPackages();
	return suite(pattern);
}

try {
	const totals = await main(process.argv.slice(2));
	print(`\n${formatTotals(totals)}`);
	process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;
} catch (error) {
	console.error(error instanceof Error ? error.message : String(error));
	process.exitCode = 1;
}

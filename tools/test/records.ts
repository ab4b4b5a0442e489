/**
 * The report that a test file's process prints, a line of JSON per record, on either engine; and the judgement on a
 * process by what it printed and how it ended. Whatever else it prints is its own affair.
 */
import type { Milliseconds } from "../../src/clock.js";
import { describeEnd, type ProcessResult } from "../process.js";

export interface Totals {
	passed: number;
	failed: number;
	skipped: number;
}

/** `end` closes the report: the totals, as the process counted them. */
export type TestRecord = { passed: string } | { failed: string; error: string } | { skipped: string } | { end: Totals };

export interface Failure {
	/** The test's name, or `THE_FILE`. */
	name: string;
	message: string;
}

/** Takes the place of a test's name when the file as a whole is at fault. */
export const THE_FILE = "(the file itself)";

/** What a test file came to. */
export interface Outcome {
	passed: number;
	skipped: number;
	failures: Failure[];
}

const RECORD = /^\{"(?:passed|failed|skipped|end)":/;
/** XS reports it and exits with 0 all the same; node:test makes it a failed test of its own. */
const UNHANDLED_REJECTION = /^unhandled rejection: .*$/m;
/** What XS in a debug build says of every throw, caught or not. */
const THROW_NOTICE = /: exception: .*!$/;
const OUTPUT_LINES_SHOWN = 20;

function records(stdout: string): TestRecord[] {
	const lines = stdout.split("\n").filter((line) => RECORD.test(line));
	// Only the two reporters print such lines, so the shape is theirs.
	return lines.map((line) => JSON.parse(line) as TestRecord);
}

/** The last things that a process said, without its report. */
function lastWords({ stdout, stderr }: ProcessResult): string {
	const lines = `${stdout}\n${stderr}`.split("\n");
	const said = lines.filter((line) => line.trim() !== "" && !RECORD.test(line) && !THROW_NOTICE.test(line));
	return said
		.slice(-OUTPUT_LINES_SHOWN)
		.map((line) => `\n${line}`)
		.join("");
}

/** Why the process can't be believed although its report has no failed test in it, or `undefined`. */
function fault(result: ProcessResult, end: Totals | undefined, counted: Totals, timeout: Milliseconds) {
	if (result.ended !== "exit") return `${describeEnd(result, timeout)}${lastWords(result)}`;
	if (result.code !== 0 && counted.failed === 0) return `${describeEnd(result, timeout)}${lastWords(result)}`;
	if (end === undefined) {
		return `its report has no end: it registers no test, an await never settles, or something ends it early${lastWords(result)}`;
	}
	if (end.passed !== counted.passed || end.failed !== counted.failed || end.skipped !== counted.skipped) {
		return `its report is incomplete: it counts ${end.passed + end.failed + end.skipped} tests and shows ${counted.passed + counted.failed + counted.skipped}`;
	}
	const rejection = UNHANDLED_REJECTION.exec(result.stdout);
	if (rejection !== null) return rejection[0];
	if (counted.passed + counted.failed + counted.skipped === 0) return "it registers no test";
	return undefined;
}

/** Judges a test file by its process. */
export function judge(result: ProcessResult, timeout: Milliseconds): Outcome {
	const outcome: Outcome = { passed: 0, skipped: 0, failures: [] };
	let end: Totals | undefined;
	for (const record of records(result.stdout)) {
		if ("passed" in record) outcome.passed++;
		else if ("skipped" in record) outcome.skipped++;
		else if ("failed" in record) outcome.failures.push({ name: record.failed, message: record.error });
		else end = record.end;
	}
	const counted = { passed: outcome.passed, failed: outcome.failures.length, skipped: outcome.skipped };
	const told = outcome.failures.some(({ name }) => name === THE_FILE);
	const message = told ? undefined : fault(result, end, counted, timeout);
	if (message !== undefined) outcome.failures.push({ name: THE_FILE, message });
	return outcome;
}

export function add(a: Totals, b: Totals): Totals {
	return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The line that every report ends with: `12 passed, 0 failed`. */
export function formatTotals({ passed, failed, skipped }: Totals): string {
	return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

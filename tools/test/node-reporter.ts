/** A reporter for node:test that prints the records of `records.ts`. Node loads it by name (`--test-reporter`). */
import type { TestEvent } from "node:test/reporters";
import type { TestRecord, Totals } from "./records.js";

/** node:test wraps what a test threw; its own frames and Node's say nothing about the test. */
function describe(error: Error): string {
	const thrown = error.cause ?? error;
	if (!(thrown instanceof Error)) return String(thrown);
	const lines = (thrown.stack ?? `${thrown.name}: ${thrown.message}`).split("\n");
	return lines.filter((line) => !/^\s+at .*(?:node:|async Promise\.all)/.test(line)).join("\n");
}

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
	const end: Totals = { passed: 0, failed: 0, skipped: 0 };
	const line = (record: TestRecord) => `${JSON.stringify(record)}\n`;
	for await (const event of events) {
		// What went wrong after the test that caused it had ended: no test's failure, but the exit code tells of it.
		if (event.type === "test:diagnostic" && /^(?:Error|Warning): /.test(event.data.message)) {
			yield `${event.data.message}\n`;
		}
		if (event.type !== "test:pass" && event.type !== "test:fail") continue;
		if (event.data.details.type === "suite") continue;
		if (event.type === "test:fail") {
			end.failed++;
			yield line({ failed: event.data.name, error: describe(event.data.details.error) });
		} else if (event.data.skip !== undefined || event.data.todo !== undefined) {
			end.skipped++;
			yield line({ skipped: event.data.name });
		} else {
			end.passed++;
			yield line({ passed: event.data.name });
		}
	}
	yield line({ end });
}

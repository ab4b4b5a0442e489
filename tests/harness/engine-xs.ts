/**
 * The harness's engine on XS. Tests run one after the other; each outcome is a line of JSON, and so is the end of the
 * report: without that line the runner does not believe the run, since an await that never settles exits with 0.
 * The lines are those of tools/test/records.ts.
 */
declare const print: (text: string) => void;

const tests: { name: string; body: () => void | Promise<void> }[] = [];

export function register(name: string, body: () => void | Promise<void>): void {
	tests.push({ name, body });
}

/** What went wrong, and where. XS begins a stack with the error itself. */
function describe(error: unknown): string {
	return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : `threw ${String(error)}`;
}

/** Runs everything that was registered and prints the report. */
export async function run(): Promise<void> {
	const end = { passed: 0, failed: 0, skipped: 0 };
	for (const { name, body } of tests) {
		try {
			await body();
			end.passed++;
			print(JSON.stringify({ passed: name }));
		} catch (error) {
			end.failed++;
			print(JSON.stringify({ failed: name, error: describe(error) }));
		}
	}
	print(JSON.stringify({ end }));
}

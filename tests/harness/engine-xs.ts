/**
 * The harness's engine on XS. Tests run one after the other; each outcome is a line, and the report closes with
 * `N passed, N failed`: without that line the runner does not believe the run, since a top-level await that never
 * settles exits with 0.
 */
declare const print: (text: string) => void;

const tests: { name: string; body: () => void | Promise<void> }[] = [];

export function register(name: string, body: () => void | Promise<void>): void {
	tests.push({ name, body });
}

/** Runs everything that was registered and prints the report. */
export async function run(): Promise<void> {
	let passed = 0;
	let failed = 0;
	for (const { name, body } of tests) {
		try {
			await body();
			passed++;
			print(`ok ${name}`);
		} catch (error) {
			failed++;
			print(`not ok ${name}\n    ${error instanceof Error ? `${error.message}\n${error.stack}` : String(error)}`);
		}
	}
	print(`${passed} passed, ${failed} failed`);
}

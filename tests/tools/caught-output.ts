/** What a command prints while it runs in the test's own process. */

export interface CaughtOutput {
	out: string;
	error: string;
	/** Gives the console back. */
	release(): void;
}

/** Catches what goes to the console from here on, without line ends. */
export function catchOutput(): CaughtOutput {
	const { log, error } = console;
	const caught = { out: "", error: "", release: () => Object.assign(console, { log, error }) };
	console.log = (text: string) => {
		caught.out += text;
	};
	console.error = (text: string) => {
		caught.error += text;
	};
	return caught;
}

/** For code that runs on the shell that measures (`meter.c`): what it costs the engine to run a piece of it. */

declare function meterStart(): void;
declare function meterStop(jsonName: string): void;

/** Runs `body` once and prints its cost under this name. What `body` returns counts as kept. */
export function measure<T>(name: string, body: () => T): T {
	const jsonName = JSON.stringify(name);
	meterStart();
	const result = body();
	meterStop(jsonName);
	return result;
}

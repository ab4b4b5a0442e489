/**
 * What XS calls before it restarts the board for an exception that nobody caught, in a timer or another callback, or for
 * a memory that is full (SDK 8.2.3, xs/platforms/esp/xsPlatform.c, `fxAbort`; `defines.xs.abortHook` in the manifest). A
 * full stack restarts it without.
 */
export function onAbort(record: (error: string) => void): void {
	// The name is the SDK's. What is returned must not be `false`, which means to go on.
	(globalThis as { abort?: unknown }).abort = (what: string, exception: unknown): void => {
		const detail = exception instanceof Error ? `: ${exception.message}` : "";
		record(`${what}${detail}`);
	};
}

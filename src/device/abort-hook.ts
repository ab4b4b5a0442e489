/**
 * What XS calls before it restarts the board because nobody caught an exception, in a timer or another callback, or because
 * memory is full (SDK 8.2.3, xs/platforms/esp/xsPlatform.c, `fxAbort`; `defines.xs.abortHook` in the manifest). For a full
 * stack it restarts without calling.
 */
export function onAbort(record: (error: string) => void): void {
	// The name is the SDK's. What is returned must not be `false`, which means to go on.
	(globalThis as { abort?: unknown }).abort = (what: string, exception: unknown): void => {
		const detail = exception instanceof Error ? `: ${exception.message}` : "";
		record(`${what}${detail}`);
	};
}

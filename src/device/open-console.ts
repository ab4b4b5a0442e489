/** Puts a console on the board's USB port, and the log beside it. */
import type { Log } from "../log.js";
import { Console, type ConsoleOptions } from "./console.js";

/**
 * The log goes to the debugger, where there is one, and to the console. In a debug build the debugger has the port: the
 * driver finds the pins in use, and there is no console.
 */
export function openConsole(options: ConsoleOptions): Log {
	let board: Console | undefined;
	try {
		board = new Console(options);
	} catch (error) {
		trace(`no console: ${(error as Error).message}\n`); // drivers throw Errors
	}
	return (line, isDetail) => {
		if (isDetail) return;
		trace(line, "\n");
		board?.log(line);
	};
}

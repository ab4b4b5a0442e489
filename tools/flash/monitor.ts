/** Listens to a board: its log, and its answers to what is typed. */
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { CONSOLE_BAUD } from "../../src/device/console.js";
import { UserError } from "../commands/user-error.js";
import { openBytePort } from "../host/serial-port.js";

/** Until the port is gone, or Ctrl-C. The terminal itself shows what is typed. Throws a UserError. */
export async function monitor(path: string, input: Readable, output: Writable): Promise<never> {
	const port = await openBytePort(path, CONSOLE_BAUD);
	const lines = createInterface({ input });
	lines.on("line", (line) => port.write(new TextEncoder().encode(`${line}\n`)));
	const reason = await new Promise<string>((lost) => port.listen((bytes) => void output.write(bytes), lost));
	lines.close();
	await port.close();
	throw new UserError(`The port ${path} is gone (${reason}). Is the cable loose? Plug it in, and try again.`);
}

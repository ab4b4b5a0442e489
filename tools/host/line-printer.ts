/** Prints lines, or bytes, for as long as someone reads them: `| head` closes the pipe before the end. */
import { once } from "node:events";
import type { Writable } from "node:stream";

export class LinePrinter {
	readonly #stream: Writable;
	#error: NodeJS.ErrnoException | undefined;

	/** `onEnd`: nothing can be printed any more. */
	constructor(stream: Writable, onEnd?: () => void) {
		this.#stream = stream;
		stream.on("error", (error) => {
			this.#error ??= error;
			onEnd?.();
		});
	}

	/** What ended the printing; its code is `EPIPE` when nobody reads any more. */
	get error(): NodeJS.ErrnoException | undefined {
		return this.#error;
	}

	/** Resolves once the stream takes more. */
	print(line: string): Promise<void> {
		return this.write(`${line}\n`);
	}

	/** As it stands, without a line end. Resolves once the stream takes more. */
	async write(chunk: string | Uint8Array): Promise<void> {
		if (this.#error !== undefined || this.#stream.write(chunk)) return;
		// An error ends the wait too; the listener has it.
		await once(this.#stream, "drain").catch(() => undefined);
	}
}

/**
 * Telegrams from a file, as the meter sent them. Editors and version control store files with LF alone; the CRC is
 * over CR LF, so these files get their line ends back.
 */
import { createReadStream } from "node:fs";

const CR = 0x0d;
const LF = 0x0a;
const EXCLAMATION_MARK = 0x21;
/** What an encrypted telegram begins with: such a file is no text, and its bytes stay as they are. */
const SEALED = 0xdb;

/** Restores a file's line ends, chunk by chunk. The first line end tells what kind of file it is. */
export class LineEndRestorer {
	#bare: boolean | undefined;
	#begun = false;
	#sealed = false;
	#last = LF;
	/** Within a `!` line: should the file end here, the line end was left out. */
	#inLastLine = false;

	restore(chunk: Uint8Array): Uint8Array {
		if (!this.#begun && chunk.length > 0) {
			this.#begun = true;
			this.#sealed = chunk[0] === SEALED;
			if (this.#sealed) this.#bare = false;
		}
		let missing = 0;
		let before = this.#last;
		for (const byte of chunk) {
			if (byte === LF) this.#bare ??= before !== CR;
			if (byte === LF && before !== CR && this.#bare) missing++;
			if (before === LF) this.#inLastLine = byte === EXCLAMATION_MARK;
			before = byte;
		}
		const restored = missing === 0 ? chunk : this.#insert(chunk, missing);
		this.#last = before;
		return restored;
	}

	/** What the file lacks at its end. */
	end(): Uint8Array {
		if (!this.#inLastLine || this.#last === LF || this.#sealed) return new Uint8Array(0);
		return Uint8Array.of(...(this.#last === CR ? [LF] : [CR, LF]));
	}

	#insert(chunk: Uint8Array, missing: number): Uint8Array {
		const restored = new Uint8Array(chunk.length + missing);
		let length = 0;
		let before = this.#last;
		for (const byte of chunk) {
			if (byte === LF && before !== CR) restored[length++] = CR;
			restored[length++] = byte;
			before = byte;
		}
		return restored;
	}
}

/** The bytes of the file at `path`, or of standard input for `-`, in chunks. Throws what reading throws. */
export async function* readTelegramFile(path: string): AsyncGenerator<Uint8Array> {
	const restorer = new LineEndRestorer();
	const source: AsyncIterable<Uint8Array> = path === "-" ? process.stdin : createReadStream(path);
	for await (const chunk of source) yield restorer.restore(chunk);
	yield restorer.end();
}

/** Sends answers, log lines and binary frames on a serial line that takes few bytes at a time, one whole line after the other. */
import { encodeUtf8 } from "../utf8.js";

/** What waits is bounded: of the log the newest lines are dropped, and their number is told. */
const MOST_ANSWERS = 8;
const MOST_FRAMES = 32;
const MOST_LOG_LINES = 8;

export class LineWriter {
	readonly #write: (bytes: Uint8Array) => void;
	readonly #frames: Uint8Array[] = [];
	/** An answer's lines are made when there is room for them. */
	readonly #answers: Iterator<string>[] = [];
	readonly #logLines: string[] = [];
	#lostLogLines = 0;
	/** The line going out. */
	#bytes: Uint8Array = new Uint8Array(0);
	#sent = 0;
	#room = 0;

	/** `write` is given no more at a time than `writable` has allowed. */
	constructor(write: (bytes: Uint8Array) => void) {
		this.#write = write;
	}

	/** No further answer can be given before those that wait are out. */
	get isBusy(): boolean {
		return this.#answers.length >= MOST_ANSWERS;
	}

	answer(lines: Iterator<string>): void {
		if (this.isBusy) return;
		this.#answers.push(lines);
		this.#pump();
	}

	frame(bytes: Uint8Array): void {
		if (this.#frames.length >= MOST_FRAMES) return;
		this.#frames.push(bytes);
		this.#pump();
	}

	log(line: string): void {
		if (this.#logLines.length >= MOST_LOG_LINES) {
			this.#lostLogLines++;
			return;
		}
		this.#logLines.push(line);
		this.#pump();
	}

	/** The line takes `count` bytes now. */
	writable(count: number): void {
		this.#room = count;
		this.#pump();
	}

	#pump(): void {
		while (this.#room > 0) {
			if (this.#sent === this.#bytes.length && !this.#next()) return;
			const end = Math.min(this.#sent + this.#room, this.#bytes.length);
			const piece = this.#bytes.subarray(this.#sent, end);
			this.#room -= piece.length;
			this.#sent = end;
			this.#write(piece);
		}
	}

	/** Takes up the next line, if there is one. */
	#next(): boolean {
		const bytes = this.#frames.shift() ?? this.#nextLine();
		if (bytes === undefined) return false;
		this.#bytes = bytes;
		this.#sent = 0;
		return true;
	}

	#nextLine(): Uint8Array | undefined {
		while (this.#answers.length > 0) {
			const { value, done } = this.#answers[0].next();
			if (!done) return lineOf(value);
			this.#answers.shift();
		}
		const line = this.#logLines.shift();
		if (line !== undefined) return lineOf(line);
		if (this.#lostLogLines === 0) return undefined;
		const lost = this.#lostLogLines;
		this.#lostLogLines = 0;
		return lineOf(`(${lost} more lines of the log came faster than this line is)`);
	}
}

/** Whatever is in a log line, it remains one. */
function lineOf(text: string): Uint8Array {
	return encodeUtf8(`${text.replace(/[\r\n]+/g, " ")}\r\n`);
}

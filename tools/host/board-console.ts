/** The host's end of a board's console: one command after the other, each with its answer, whatever the log says meanwhile. */
import type { Milliseconds } from "../../src/clock.js";
import { CONSOLE_BAUD } from "../../src/device/console.js";
import { readTaggedLine, tagLine } from "../../src/device/tagged-line.js";
import type { Role } from "../../src/role.js";
import { UserError } from "../commands/user-error.js";
import { type BytePort, openBytePort } from "./serial-port.js";

/** What a board said; `lines` are those before the last. */
export interface BoardAnswer {
	ok: boolean;
	lines: string[];
	text: string;
}

export interface BoardConsoleOptions {
	/** For one try of a command: a board that computes keys takes its time. */
	patience?: Milliseconds;
	/** For a board that is just starting: opening a port can reset it. */
	startPatience?: Milliseconds;
}

const TRIES = 3;

/** A line of an answer that has lost its very mark. */
const UNTAGGED = /^[^#].* [0-9A-F]{4} (=|ok|no) /;

export class BoardConsole {
	/** Which board it is, once it has answered. */
	role: Role | undefined;
	version = "";
	readonly #path: string;
	readonly #port: BytePort;
	readonly #patience: Milliseconds;
	#text = "";
	#serial = 0;
	#onLine: (line: string) => void = () => {};
	#lost: string | undefined;
	#onLost: () => void = () => {};

	private constructor(path: string, port: BytePort, patience: Milliseconds) {
		this.#path = path;
		this.#port = port;
		this.#patience = patience;
		port.listen(
			(bytes) => this.#take(bytes),
			(reason) => {
				this.#lost = reason;
				this.#onLost();
			},
		);
	}

	/** Opens the port and waits for the board to say what it is. Throws a UserError when it does not. */
	static async open(path: string, options: BoardConsoleOptions = {}): Promise<BoardConsole> {
		const { patience = 4000, startPatience = 10_000 } = options;
		const board = new BoardConsole(path, await openBytePort(path, CONSOLE_BAUD), patience);
		try {
			await board.#greet(startPatience);
			return board;
		} catch (error) {
			await board.close();
			throw error;
		}
	}

	get path(): string {
		return this.#path;
	}

	/** Throws a UserError when no answer comes: the board is told again before that, since a line may be damaged. */
	async request(command: string): Promise<BoardAnswer> {
		for (let attempt = 1; attempt <= TRIES; attempt++) {
			const answer = await this.#ask(command, this.#patience);
			if (answer !== undefined) return answer;
		}
		const next =
			this.#lost === undefined
				? "unplug it, plug it in, and try again"
				: `its port is gone (${this.#lost}). Is the cable loose? Plug it in, and try again`;
		throw new UserError(`The board on ${this.#path} does not answer any more: ${next}.`);
	}

	/** As `request`. Throws a UserError with the board's own words when it refuses. */
	async demand(command: string): Promise<BoardAnswer> {
		const answer = await this.request(command);
		if (!answer.ok) throw new UserError(`The ${this.role ?? "board"} on ${this.#path} says: ${answer.text}.`);
		return answer;
	}

	close(): Promise<void> {
		return this.#port.close();
	}

	async #greet(startPatience: Milliseconds): Promise<void> {
		const until = Date.now() + startPatience;
		while (Date.now() < until && this.#lost === undefined) {
			const answer = await this.#ask("version", 1000);
			const match = answer && /^p1-lora (transmitter|receiver) (\S+)$/.exec(answer.text);
			if (match) {
				this.role = match[1] as Role; // as the expression has it
				this.version = match[2];
				return;
			}
		}
		throw new UserError(
			`No P1-LoRa board answers on ${this.#path}${this.#lost === undefined ? "" : ` (${this.#lost})`}: ` +
				"is it the right port, is the board flashed, is no other program using the port?",
		);
	}

	/** Undefined when no whole answer came within `patience`. */
	#ask(command: string, patience: Milliseconds): Promise<BoardAnswer | undefined> {
		const id = String(++this.#serial % 1000);
		const lines: string[] = [];
		let isWhole = true;
		return new Promise((resolve) => {
			const end = (answer: BoardAnswer | undefined) => {
				clearTimeout(timer);
				this.#onLine = () => {};
				resolve(answer);
			};
			const timer = setTimeout(() => end(undefined), patience);
			this.#onLost = () => end(undefined);
			if (this.#lost !== undefined) {
				end(undefined);
				return;
			}
			this.#onLine = (line) => {
				const read = readTaggedLine(line);
				if (read.kind === "plain" && /^no the line was damaged/.test(line)) end(undefined);
				// It may have been one of this answer's: that is asked for again.
				if (read.kind === "damaged" || UNTAGGED.test(line)) isWhole = false;
				if (read.kind !== "tagged" || read.id !== id) return;
				const { text } = read;
				if (text.startsWith("= ")) lines.push(text.slice(2));
				// All else is an echo: what is there is no board of ours.
				else if (/^(ok|no) /.test(text))
					end(isWhole ? { ok: text.startsWith("ok"), lines, text: text.slice(3) } : undefined);
			};
			// The line end before it: what noise has left there is not part of the command.
			this.#port.write(new TextEncoder().encode(`\n${tagLine(id, command)}\n`));
		});
	}

	#take(bytes: Uint8Array): void {
		// A character for each byte: a letter of several bytes may come in pieces. (TextDecoder's latin1 is windows-1252.)
		this.#text += Buffer.from(bytes).toString("latin1");
		const lines = this.#text.split(/\r?\n/);
		// A board that sends no line end is none of ours.
		this.#text = (lines.pop() ?? "").slice(-1000);
		for (const line of lines) this.#onLine(Buffer.from(line, "latin1").toString());
	}
}

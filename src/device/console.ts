/**
 * The console on a board's USB port: a person's, and `p1-lora`'s. A command is a line; of its answer, lines with `= ` tell
 * something, and the last one begins with `ok` or `no`. A command with a tag has it on each line of its answer
 * (`tagged-line.ts`). Nothing is echoed, and no secret ever comes back.
 */
import type { Clock, Milliseconds } from "../clock.js";
import type { DuplexSerial, DuplexSerialClass, Hardware, KeyValue } from "../io.js";
import type { Role } from "../role.js";
import { COMMANDS } from "./console-commands.js";
import { LineReader } from "./line-reader.js";
import { LineWriter } from "./line-writer.js";
import type { Settings } from "./settings.js";
import { readTaggedLine, tagLine } from "./tagged-line.js";

export const CONSOLE_BAUD = 115_200;

/** The board's USB port. */
export type ConsoleSerial = Hardware<DuplexSerialClass, { receive: number; transmit: number; port: number }>;

/** One line of the board's status: a name, and what there is to say. */
export type StatusLine = readonly [name: string, text: string];

/** Takes the binary frames that come in between lines. */
export interface FrameService {
	/** Undefined for a damaged one. `send` takes what goes back. */
	handle(frame: { type: number; data: Uint8Array } | undefined, send: (frame: Uint8Array) => void): void;
}

export interface ConsoleOptions {
	clock: Clock;
	serial: ConsoleSerial;
	role: Role;
	settings: Settings;
	/** The storage of pairing and counters. */
	link: KeyValue;
	/** How the program does. */
	status(): readonly StatusLine[];
	restart(): void;
	improv?: FrameService;
}

/** What a command has said. */
export type Answer = { ok: boolean; lines?: Iterable<string>; text: string };

const MOST_WAITING = 4;

/** An answer is on its way before the board restarts. */
const RESTART_DELAY: Milliseconds = 500;

export class Console {
	readonly options: ConsoleOptions;
	readonly #serial: DuplexSerial;
	readonly #writer: LineWriter;
	/** Lines that were heard and not yet obeyed. */
	readonly #waiting: string[] = [];
	#logs = true;
	/** Pairing texts refused in a row, and until when none is taken. */
	failedPairings = 0;
	pausedUntil: Milliseconds = 0;
	/** Of the key in storage, once it was asked for: it takes a while to compute. */
	fingerprint: string | undefined;

	/** Throws where the serial port is not to be had, as in a debug build, whose debugger has it. */
	constructor(options: ConsoleOptions) {
		this.options = options;
		const { clock, improv } = options;
		const { io: SerialPort, ...pins } = options.serial;
		const writer = new LineWriter((bytes) => serial.write(bytes));
		const reader = new LineReader({
			onLine: (line) => this.#obey(line),
			onRefused: (reason) => this.#answer("", { ok: false, text: reason }),
			onFrame: improv && ((frame) => improv.handle(frame, (bytes) => writer.frame(bytes))),
		});
		const serial: DuplexSerial = new SerialPort({
			...pins,
			baud: CONSOLE_BAUD,
			format: "buffer",
			onReadable: () => {
				const bytes = serial.read();
				if (bytes !== undefined) reader.write(new Uint8Array(bytes), clock.now());
			},
			onWritable: (count) => writer.writable(count),
		});
		this.#serial = serial;
		this.#writer = writer;
	}

	/** Shows a line of the log, unless a person wanted quiet. */
	log(line: string): void {
		if (this.#logs) this.#writer.log(line);
	}

	set logs(on: boolean) {
		this.#logs = on;
	}

	restart(): void {
		const { clock, restart } = this.options;
		clock.after(RESTART_DELAY, restart);
	}

	close(): void {
		this.#serial.close();
	}

	/** Commands run from an empty stack: those that compute keys need its room. */
	#obey(line: string): void {
		if (this.#waiting.length >= MOST_WAITING || this.#writer.isBusy) {
			this.#writer.log("(a command was lost: they came too fast)");
			return;
		}
		this.#waiting.push(line);
		this.options.clock.after(0, () => this.#next());
	}

	#next(): void {
		const line = this.#waiting.shift();
		if (line === undefined) return;
		const read = readTaggedLine(line);
		if (read.kind === "damaged") this.#answer("", { ok: false, text: "the line was damaged on its way" });
		else this.#answer(read.kind === "tagged" ? read.id : "", this.#run(read.text));
	}

	/** A command that fails must not take the board with it. */
	#run(text: string): Answer {
		const space = text.indexOf(" ");
		const name = (space < 0 ? text : text.slice(0, space)).toLowerCase();
		const command = COMMANDS.find((known) => known.name === name);
		if (command === undefined) return { ok: false, text: "there is no such command; help lists them" };
		try {
			return command.run(this, space < 0 ? "" : text.slice(space + 1));
		} catch (error) {
			return { ok: false, text: `it failed: ${(error as Error).message}` }; // of our own and of the engine, all Errors
		}
	}

	#answer(id: string, answer: Answer): void {
		this.#writer.answer(answerLines(id, answer));
	}
}

function* answerLines(id: string, { ok, lines, text }: Answer): Generator<string, undefined> {
	const tag = (line: string) => (id === "" ? line : tagLine(id, line));
	for (const line of lines ?? []) yield tag(`= ${line}`);
	yield tag(`${ok ? "ok" : "no"} ${text}`);
	return undefined;
}

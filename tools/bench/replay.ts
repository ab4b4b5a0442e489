/** Plays a recording to its app, alone on XS in a process of its own, and returns what each event cost. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Milliseconds } from "../../src/clock.js";
import { describeEnd, type ProcessResult, runProcess, succeeded } from "../process.js";
import { buildMeter, type XSBits } from "../xs/build.js";
import { bundleForXS } from "../xs/meter.js";

export type AppName = "transmitter" | "receiver";

/** Bytes of chunks and slots. */
export interface Memory {
	chunkBytes: number;
	slots: number;
}

/** What a program can allocate, and its stack. */
export interface BoardMemory extends Memory {
	stackSlots: number;
}

export interface EventCost {
	steps: number;
	/** By the way of the run: what was allocated in the event, or what was alive at most. */
	memory: Memory;
	collections: number;
	/** Those of the collections that compacted the chunks. */
	compactions: number;
}

/** A run, up to its end or to where memory was full. */
export interface Replayed {
	/** What the engine and the modules hold: on a board it is in flash. */
	loaded: Memory;
	events: EventCost[];
	/** What was alive after so many events, on top of the modules. */
	kept: (Memory & { events: number })[];
	/** In slots; undefined for a run that failed. */
	stackPeak: number | undefined;
	/** Of the processor's own stack, in bytes, as frames are on this computer. */
	nativePeak: number | undefined;
	/** The engine's last words where memory or stack were full. */
	full: string | undefined;
}

/**
 * How a replay is run: with room for everything, in a fixed heap, or collecting at every so manyth allocation. A long one
 * tells nothing of its events, but what is kept after each so many.
 */
export type ReplayMode =
	| { kind: "roomy" }
	| { kind: "fixed"; memory: BoardMemory }
	| { kind: "collecting"; every: number; events: number }
	| { kind: "long"; memory: BoardMemory; keptEvery: number };

const TIMEOUT: Milliseconds = 6 * 3_600_000;
const HERE = dirname(fileURLToPath(import.meta.url));

/** XS's codes for memory full and for stack overflow; 3 is the shell's own, for a program that left the recording. */
const FULL = [1, 2];

/** A recording and its app, ready to be replayed in several ways. */
export class Replay {
	readonly #folder = mkdtempSync(join(tmpdir(), "p1-lora-bench-"));
	readonly #app: AppName;
	readonly #bits: XSBits;
	readonly #ready: Promise<string>;

	constructor(app: AppName, recording: Uint8Array, bits: XSBits) {
		this.#app = app;
		this.#bits = bits;
		this.#ready = this.#prepare(recording);
	}

	/** Throws an Error with a sentence for a person when the app does not do on XS what was recorded. */
	async run(mode: ReplayMode): Promise<Replayed> {
		const shell = await this.#ready;
		const args = ["-r", this.#path("recording"), ...optionsOf(mode), this.#path("bundle.mjs")];
		const result = await runProcess(shell, args, { timeout: TIMEOUT });
		const full = fullReason(result);
		if (!succeeded(result) && full === undefined) {
			throw new Error(`The ${this.#app} on XS ${describeEnd(result, TIMEOUT)}.\n${result.stderr.trim()}`);
		}
		return { ...parse(result.stdout), full };
	}

	close(): void {
		rmSync(this.#folder, { recursive: true, force: true });
	}

	#path(name: string): string {
		return join(this.#folder, name);
	}

	async #prepare(recording: Uint8Array): Promise<string> {
		writeFileSync(this.#path("recording"), recording);
		await bundleForXS(join(HERE, `${this.#app}-on-xs.ts`), this.#path("bundle.mjs"));
		return buildMeter(this.#bits);
	}
}

function optionsOf(mode: ReplayMode): string[] {
	switch (mode.kind) {
		case "roomy":
			return [];
		case "fixed":
			return within(mode.memory);
		case "long":
			return [...within(mode.memory), "-k", String(mode.keptEvery)];
		case "collecting":
			return ["-s", String(mode.every), "-n", String(mode.events)];
	}
}

function within({ chunkBytes, slots, stackSlots }: BoardMemory): string[] {
	return ["-m", `${chunkBytes},${slots},${stackSlots}`];
}

function fullReason(result: ProcessResult): string | undefined {
	if (result.ended !== "exit" || !FULL.includes(result.code)) return undefined;
	const words = `${result.stdout}\n${result.stderr}`
		.split("\n")
		.filter((line) => /memory full|failed|overflow/.test(line));
	return words.length === 0 ? undefined : words.map((line) => line.replace(/^# /, "")).join("; ");
}

/** The shell's lines (meter.c): a word, then numbers. */
function parse(stdout: string): Omit<Replayed, "full"> {
	const replayed: Omit<Replayed, "full"> = {
		loaded: { chunkBytes: 0, slots: 0 },
		events: [],
		kept: [],
		stackPeak: undefined,
		nativePeak: undefined,
	};
	for (const line of stdout.split("\n")) {
		const [word, ...texts] = line.split(" ");
		const [a = 0, b = 0, c = 0, d = 0, e = 0] = texts.map(Number);
		if (word === "e") {
			replayed.events.push({ steps: a, memory: { chunkBytes: b, slots: c }, collections: d, compactions: e });
		} else if (word === "loaded") replayed.loaded = { chunkBytes: a, slots: b };
		else if (word === "kept") replayed.kept.push({ events: a, chunkBytes: b, slots: c });
		else if (word === "stack") [replayed.stackPeak, replayed.nativePeak] = [a, b];
	}
	return replayed;
}

/** A console on a simulated serial line: what a test types, and what comes back. */
import { Console, type ConsoleOptions } from "../../src/device/console.js";
import { Settings } from "../../src/device/settings.js";
import type { DuplexSerial, DuplexSerialOptions } from "../../src/io.js";
import type { Role } from "../../src/role.js";
import { encodeUtf8 } from "../../src/utf8.js";
import { VirtualClock } from "../../tools/sim/clock.js";
import { Flash } from "../../tools/sim/flash.js";

/** The ESP32's UART: 128 bytes each way, and an exception for who writes more than there is room for. */
const FIFO_BYTES = 128;
/** At 115,200 baud. */
const BYTES_PER_MS = 11.52;

export class ConsoleBench {
	readonly clock = new VirtualClock();
	readonly flash = new Flash();
	readonly settings: Settings;
	readonly console: Console;
	restarts = 0;
	/** All that came out of the board. */
	output = new Uint8Array(0);
	#options: DuplexSerialOptions | undefined;
	#incoming: Uint8Array | undefined;
	#queued = 0;

	constructor(role: Role, more: Partial<ConsoleOptions> = {}) {
		const bench = this;
		class Serial implements DuplexSerial {
			constructor(options: DuplexSerialOptions) {
				bench.#options = options;
				bench.clock.after(1, () => options.onWritable?.(FIFO_BYTES));
			}

			read(): ArrayBuffer | undefined {
				const bytes = bench.#incoming;
				bench.#incoming = undefined;
				return bytes?.slice().buffer as ArrayBuffer | undefined; // a slice has a buffer of its own
			}

			write(bytes: Uint8Array): void {
				bench.#transmit(bytes);
			}

			close(): void {}
		}
		this.settings = new Settings(this.flash.open("settings"), role, {});
		this.console = new Console({
			clock: this.clock,
			serial: { io: Serial, receive: 3, transmit: 1, port: 0 },
			role,
			settings: this.settings,
			link: this.flash.open("link"),
			status: () => [],
			restart: () => this.restarts++,
			...more,
		});
		this.clock.advance(1);
	}

	/** Bytes into the board, as one piece; characters beyond ASCII as UTF-8. */
	type(input: string | Uint8Array): void {
		this.#incoming = typeof input === "string" ? encodeUtf8(input) : input;
		this.#options?.onReadable?.(this.#incoming.length);
	}

	/** Types, waits a second, and returns the lines that have come since. */
	say(input: string | Uint8Array): string[] {
		this.output = new Uint8Array(0);
		this.type(input);
		this.clock.advance(1000);
		return this.lines;
	}

	get lines(): string[] {
		let text = "";
		for (const byte of this.output) text += String.fromCharCode(byte);
		return text.split("\r\n").slice(0, -1);
	}

	#transmit(bytes: Uint8Array): void {
		if (this.#queued + bytes.length > FIFO_BYTES) throw new Error("output full");
		const joined = new Uint8Array(this.output.length + bytes.length);
		joined.set(this.output);
		joined.set(bytes, this.output.length);
		this.output = joined;
		this.#queued += bytes.length;
		const size = bytes.length;
		this.clock.after(Math.ceil(size / BYTES_PER_MS), () => {
			this.#queued -= size;
			if (this.#queued === 0) this.#options?.onWritable?.(FIFO_BYTES);
		});
	}
}

/** A USB cable between a board's console and a host program: a pair of pseudo-terminals, of which the board has one. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ReadStream, WriteStream } from "node:tty";
import type { DuplexSerial, DuplexSerialClass, DuplexSerialOptions } from "../../src/io.js";

/** The ESP32's UART. */
const FIFO_BYTES = 128;

export class UsbCable {
	/** What the host program opens. */
	readonly port: string;
	/** What the board opens. */
	readonly Serial: DuplexSerialClass;
	readonly #folder: string;
	readonly #socat: ChildProcess;
	readonly #streams: (ReadStream | WriteStream)[] = [];

	private constructor(folder: string, socat: ChildProcess) {
		this.#folder = folder;
		this.#socat = socat;
		this.port = join(folder, "host");
		const board = join(folder, "board");
		const streams = this.#streams;
		this.Serial = class TtySerial implements DuplexSerial {
			#received: Buffer[] = [];
			readonly #out: WriteStream;
			#room = FIFO_BYTES;

			constructor(options: DuplexSerialOptions) {
				const incoming = new ReadStream(openSync(board, "r+"));
				this.#out = new WriteStream(openSync(board, "r+"));
				streams.push(incoming, this.#out);
				incoming
					.on("error", () => {})
					.on("data", (bytes: Buffer) => {
						// As much at a time as a UART holds.
						for (let at = 0; at < bytes.length; at += FIFO_BYTES) {
							this.#received.push(bytes.subarray(at, at + FIFO_BYTES));
							options.onReadable?.(this.#received[0].length);
						}
					});
				this.#out.on("error", () => {});
				this.#writable = () => {
					this.#room = FIFO_BYTES;
					options.onWritable?.(FIFO_BYTES);
				};
				setImmediate(this.#writable);
			}

			readonly #writable: () => void;

			read(): ArrayBuffer | undefined {
				const bytes = this.#received.shift();
				return bytes && Uint8Array.from(bytes).buffer;
			}

			write(bytes: Uint8Array): void {
				if (bytes.length > this.#room) throw new Error("output full");
				this.#room -= bytes.length;
				// A copy: the board's buffer is its own again.
				this.#out.write(Uint8Array.from(bytes), () => {
					if (this.#room < FIFO_BYTES) this.#writable();
				});
			}

			close(): void {}
		};
	}

	static async plugIn(): Promise<UsbCable> {
		const folder = mkdtempSync(join(tmpdir(), "p1-lora-usb-"));
		const end = (name: string) => `pty,raw,echo=0,link=${join(folder, name)}`;
		const socat = spawn("socat", [end("board"), end("host")], { stdio: "ignore" });
		const cable = new UsbCable(folder, socat);
		for (let i = 0; i < 100 && !(existsSync(cable.port) && existsSync(join(folder, "board"))); i++) await sleep(50);
		return cable;
	}

	unplug(): void {
		for (const stream of this.#streams) stream.destroy();
		this.#socat.kill();
		rmSync(this.#folder, { recursive: true, force: true });
	}
}

/** ECMA-419's TCP class and the board's name resolution, over Node's. */
import { lookup } from "node:dns";
import { Socket } from "node:net";
import type { Milliseconds } from "../../src/clock.js";
import type { TCP, TCPOptions } from "../../src/io.js";

/** What lwIP lets a connection on the board send ahead. */
const WINDOW_BYTES = 8192;

/** How long a closed connection has to send what was written. */
const LONGEST_FAREWELL: Milliseconds = 2000;

/** Connections that were closed and still have something to send, or to hear the other side's end. */
const leaving = new Set<Promise<unknown>>();

/** Resolves once all that was written to connections since closed has arrived, or can't. */
export async function farewells(): Promise<void> {
	await Promise.all(leaving);
}

/** As on the board, a write beyond the room that was announced throws, and `onError` comes once and last. */
export class HostTCP implements TCP {
	readonly #socket: Socket;
	#options: TCPOptions | undefined;
	#room = 0;

	constructor(options: TCPOptions) {
		this.#options = options;
		this.#socket = new Socket();
		this.#socket
			.on("connect", () => this.#writable(WINDOW_BYTES))
			.on("readable", () => {
				if (this.#socket.readableLength > 0) this.#options?.onReadable?.(this.#socket.readableLength);
			})
			.on("error", () => this.#ended())
			.on("end", () => this.#ended())
			.on("close", () => this.#ended())
			.connect({ host: options.address, port: options.port, noDelay: true });
	}

	read(count = this.#socket.readableLength): ArrayBuffer | undefined {
		const available = Math.min(count, this.#socket.readableLength);
		if (available === 0) return undefined;
		// Without an encoding set, a socket gives Buffers.
		const bytes = this.#socket.read(available) as Buffer;
		return Uint8Array.from(bytes).buffer;
	}

	write(buffer: ArrayBuffer | Uint8Array): void {
		const length = buffer.byteLength;
		if (length > this.#room) throw new Error(`would block: ${length} bytes, room for ${this.#room}`);
		this.#room -= length;
		const copy = Uint8Array.from(buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer));
		this.#socket.write(copy, (error) => {
			if (!error) this.#writable(length);
		});
	}

	/** What was written is still sent, where the other side takes it soon (`farewells`). No callback comes any more. */
	close(): void {
		this.#options = undefined;
		const socket = this.#socket;
		if (socket.connecting || socket.destroyed) {
			socket.destroy();
			return;
		}
		// To destroy it now, with something unread, would be a reset: the other side could lose what it has not read yet.
		const gone = new Promise<void>((resolve) => socket.once("close", () => resolve()));
		const patience = setTimeout(() => socket.destroy(), LONGEST_FAREWELL);
		leaving.add(gone);
		gone.then(() => {
			clearTimeout(patience);
			leaving.delete(gone);
		});
		socket.removeAllListeners("readable").resume().end();
	}

	#writable(more: number): void {
		this.#room += more;
		this.#options?.onWritable?.(this.#room);
	}

	#ended(): void {
		const options = this.#options;
		this.#options = undefined;
		this.#socket.destroy();
		options?.onError?.();
	}
}

/** The first IPv4 address of `host`, as the operating system finds it; `undefined` when it has none. The board has IPv4 only. */
export function resolve(host: string, done: (address: string | undefined) => void): void {
	lookup(host, { family: 4 }, (error, address) => done(error ? undefined : address));
}

/** ECMA-419's TCP and Listener classes and the board's name resolution, over Node's. */
import { lookup } from "node:dns";
import { createServer, type Server, Socket } from "node:net";
import type { Milliseconds } from "../../src/clock.js";
import type {
	AcceptedTCPOptions,
	Listener,
	ListenerClass,
	ListenerOptions,
	TCP,
	TCPCallbacks,
	TCPOptions,
} from "../../src/io.js";

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
	#options: TCPCallbacks | undefined;
	#room = 0;

	constructor(options: TCPOptions | AcceptedTCPOptions) {
		this.#options = options;
		this.#socket = "from" in options ? taken(options.from) : this.open(options);
		this.#socket
			.on("readable", () => {
				if (this.#socket.readableLength > 0) this.#options?.onReadable?.(this.#socket.readableLength);
			})
			.on("error", () => this.#ended())
			.on("end", () => this.#ended())
			.on("close", () => this.#ended());
		if ("from" in options) {
			// As on the board, nothing is called before the constructor has returned.
			setImmediate(() => this.#writable(WINDOW_BYTES));
		} else {
			this.#socket.on(this.connectEvent, () => this.#writable(WINDOW_BYTES));
		}
	}

	/** A connection that is being made. */
	protected open({ address, port }: TCPOptions): Socket {
		return new Socket().connect({ host: address, port, noDelay: true });
	}

	/** From when on it can be written to. */
	protected get connectEvent(): string {
		return "connect";
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

/** What a listener hands out: it only waits to be taken over, or closed. */
class WaitingTCP implements TCP {
	socket: Socket | undefined;

	constructor(socket: Socket) {
		this.socket = socket;
		// A reset while it waits.
		socket.on("error", () => {});
	}

	read(): undefined {}

	write(): void {
		throw new Error("not ready");
	}

	close(): void {
		this.socket?.destroy();
		this.socket = undefined;
	}
}

function taken(from: TCP): Socket {
	const socket = from instanceof WaitingTCP ? from.socket : undefined;
	if (!(from instanceof WaitingTCP) || socket === undefined || socket.destroyed) throw new Error("invalid from");
	from.socket = undefined;
	return socket;
}

/** A class that listens on `host` only: on the board, that is wherever it is on a network. */
export function listenerOn(host: string): ListenerClass {
	return class implements Listener {
		readonly #server: Server;
		readonly #waiting: Socket[] = [];
		readonly #options: ListenerOptions;
		#closed = false;

		constructor(options: ListenerOptions) {
			this.#options = options;
			this.#server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
				this.#waiting.push(socket);
				this.#options.onReadable(this.#waiting.length);
			});
			this.#server.on("error", () => {
				if (!this.#closed) this.#options.onError?.();
			});
			this.#server.listen(options.port, host);
		}

		get port(): number {
			const address = this.#server.address();
			return typeof address === "object" && address !== null ? address.port : this.#options.port;
		}

		read(): TCP | undefined {
			const socket = this.#waiting.shift();
			return socket && new WaitingTCP(socket);
		}

		close(): void {
			this.#closed = true;
			this.#server.close();
			for (const socket of this.#waiting.splice(0)) socket.destroy();
		}
	};
}

/** Whether nobody listens there yet, and we may. */
export function canListen(host: string, port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once("error", () => resolve(false));
		server.listen(port, host, () => server.close(() => resolve(true)));
	});
}

/** The first IPv4 address of `host`, as the operating system finds it; `undefined` when it has none. The board has IPv4 only. */
export function resolve(host: string, done: (address: string | undefined) => void): void {
	lookup(host, { family: 4 }, (error, address) => done(error ? undefined : address));
}

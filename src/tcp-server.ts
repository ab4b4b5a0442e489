/** A TCP port for a few visitors at a time. Whatever they do, and whatever is done for them, no exception leaves it. */
import type { AcceptedTCPClass, ListenerClass, TCP } from "./io.js";

/** What a server wants of the network. */
export interface Serving {
	listener: { io: ListenerClass };
	accepted: { io: AcceptedTCPClass };
}

/** What is done for one visitor. What it throws ends this visitor's connection only. */
export interface Host {
	/** The visitor has said nothing so far: its connection is closed when somebody else comes and there is no room. */
	readonly isIdle?: boolean;
	/** `bytes` are the host's to keep. */
	received(bytes: Uint8Array): void;
	/** The visitor's `room` has changed: first of all on connect. */
	writable(): void;
	/** The connection is closed, by whichever side: called once, last. */
	gone(): void;
}

export interface TCPServerOptions {
	serving: Serving;
	/** 0 is any free one. */
	port: number;
	/** More than so many at a time are refused, or the oldest idle one goes. */
	mostVisitors: number;
	receive: (visitor: Visitor) => Host;
	/** The port cannot be listened on. */
	onFailure?: () => void;
}

const READ_BYTES = 512;

/** One connection, from its acceptance on. */
export class Visitor {
	/** How much the socket takes at the moment. */
	#room = 0;
	#socket: TCP | undefined;
	#host: Host | undefined;
	readonly #left: (visitor: Visitor) => void;

	/** Throws where the connection is gone already. */
	constructor({ io }: { io: AcceptedTCPClass }, from: TCP, left: (visitor: Visitor) => void) {
		this.#left = left;
		this.#socket = new io({
			from,
			onReadable: (count) => this.#guard(() => this.#read(count)),
			onWritable: (count) =>
				this.#guard(() => {
					this.#room = count;
					this.#host?.writable();
				}),
			onError: () => this.close(),
		});
	}

	/** Before the first callback, which comes once the acceptor has returned. */
	welcome(host: Host): void {
		this.#host = host;
	}

	/** Writes what fits of `bytes` from `start` on, and returns where it has come to. A socket that fails is closed. */
	write(bytes: Uint8Array, start = 0): number {
		const end = Math.min(bytes.length, start + this.#room);
		if (end === start) return start;
		this.#room -= end - start;
		if (!attempt(() => this.#socket?.write(bytes.subarray(start, end)))) this.close();
		return end;
	}

	get room(): number {
		return this.#room;
	}

	get isIdle(): boolean {
		return this.#host?.isIdle ?? false;
	}

	get isGone(): boolean {
		return this.#socket === undefined;
	}

	/** Ends the connection; what was written is still sent. */
	close(): void {
		const socket = this.#socket;
		if (socket === undefined) return;
		this.#socket = undefined;
		this.#room = 0;
		attempt(() => socket.close());
		this.#left(this);
		attempt(() => this.#host?.gone());
	}

	#read(count: number): void {
		// What is left unread would hide the connection's end.
		for (let left = count; left > 0 && this.#socket !== undefined; ) {
			const buffer = this.#socket.read(Math.min(left, READ_BYTES));
			if (buffer === undefined || buffer.byteLength === 0) return;
			left -= buffer.byteLength;
			this.#host?.received(new Uint8Array(buffer));
		}
	}

	#guard(body: () => void): void {
		if (this.#socket === undefined) return;
		if (!attempt(body)) this.close();
	}
}

export class TCPServer {
	readonly #options: TCPServerOptions;
	readonly #visitors = new Set<Visitor>();
	#listener: InstanceType<ListenerClass> | undefined;

	constructor(options: TCPServerOptions) {
		this.#options = options;
		const { serving, port, onFailure } = options;
		const listening = attempt(() => {
			this.#listener = new serving.listener.io({
				port,
				onReadable: () => this.#accept(),
				onError: () => onFailure?.(),
			});
		});
		if (!listening) onFailure?.();
	}

	get port(): number {
		return this.#listener?.port ?? this.#options.port;
	}

	get visitors(): number {
		return this.#visitors.size;
	}

	close(): void {
		const listener = this.#listener;
		this.#listener = undefined;
		attempt(() => listener?.close());
		for (const visitor of [...this.#visitors]) visitor.close();
	}

	/**
	 * Accepts all connections that wait, to refuse some if need be: one that is left waiting may be reset before it is
	 * seen.
	 */
	#accept(): void {
		const { serving, mostVisitors, receive } = this.#options;
		for (;;) {
			const from = this.#listener?.read();
			if (from === undefined) return;
			const welcome = this.#visitors.size < mostVisitors || this.#makeRoom();
			const taken = attempt(() => {
				if (!welcome) return from.close();
				const visitor = new Visitor(serving.accepted, from, (left) => this.#visitors.delete(left));
				this.#visitors.add(visitor);
				visitor.welcome(receive(visitor));
			});
			if (!taken) attempt(() => from.close());
		}
	}

	/** Browsers keep connections ready that they may never use. */
	#makeRoom(): boolean {
		for (const visitor of this.#visitors) {
			if (!visitor.isIdle) continue;
			visitor.close();
			return true;
		}
		return false;
	}
}

/** False when it threw. On the board an exception that nobody catches is a restart. */
function attempt(body: () => void): boolean {
	try {
		body();
		return true;
	} catch {
		return false;
	}
}

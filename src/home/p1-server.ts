/** Raw P1 over TCP: whoever connects reads the meter as if it hung on a serial line beside them. */
import type { Clock, Milliseconds, Timer } from "../clock.js";
import { type Host, type Serving, TCPServer, type Visitor } from "../tcp-server.js";
import { readableTelegram } from "./readable-telegram.js";

/**
 * The last telegram is repeated this often while it still is what the meter says. evcc gives a meter up after 15 s, Home
 * Assistant after 60; telegrams may be further apart than that.
 */
export const REPEAT: Milliseconds = 10_000;

/** Whoever has not taken one telegram in so long is dropped. */
export const SLOWEST_READER: Milliseconds = 30_000;

/** Home Assistant, evcc and one more: the board has eight connections in all, and others need them too. */
const MOST_READERS = 3;

export interface P1ServerOptions {
	clock: Clock;
	serving: Serving;
	/** 0 is any free one. */
	port: number;
	/** Whether the last telegram still tells what the meter says. */
	isFresh: () => boolean;
	onFailure?: () => void;
}

export class P1Server {
	readonly #options: P1ServerOptions;
	readonly #server: TCPServer;
	readonly #readers = new Set<Reader>();
	#telegram: Uint8Array | undefined;
	#repeat: Timer | undefined;

	constructor(options: P1ServerOptions) {
		this.#options = options;
		this.#server = new TCPServer({
			...options,
			mostVisitors: MOST_READERS,
			receive: (visitor) => this.#receive(visitor),
		});
	}

	get port(): number {
		return this.#server.port;
	}

	get readers(): number {
		return this.#readers.size;
	}

	/** `telegram` is not copied, however many read it: it must not change any more. */
	offer(telegram: Uint8Array): void {
		this.#telegram = readableTelegram(telegram);
		this.#sendAll();
	}

	close(): void {
		this.#options.clock.cancel(this.#repeat);
		this.#server.close();
	}

	#receive(visitor: Visitor): Host {
		const reader = new Reader(visitor, this.#options.clock, () => this.#readers.delete(reader));
		this.#readers.add(reader);
		if (this.#telegram !== undefined && this.#options.isFresh()) reader.send(this.#telegram);
		if (this.#readers.size === 1) this.#wait();
		return reader;
	}

	#sendAll(): void {
		const telegram = this.#telegram;
		if (telegram === undefined) return;
		for (const reader of [...this.#readers]) reader.send(telegram);
		this.#wait();
	}

	/** Waits to repeat the telegram, as long as somebody reads. */
	#wait(): void {
		const { clock, isFresh } = this.#options;
		clock.cancel(this.#repeat);
		this.#repeat = undefined;
		if (this.#readers.size === 0) return;
		this.#repeat = clock.after(REPEAT, () => {
			if (isFresh()) this.#sendAll();
			else this.#wait();
		});
	}
}

/** One client. It gets whole telegrams only: one that came while another was on its way waits, the newest of several. */
class Reader implements Host {
	readonly #visitor: Visitor;
	readonly #clock: Clock;
	readonly #left: () => void;
	#sending: Uint8Array | undefined;
	#sent = 0;
	#next: Uint8Array | undefined;
	#patience: Timer | undefined;

	constructor(visitor: Visitor, clock: Clock, left: () => void) {
		this.#visitor = visitor;
		this.#clock = clock;
		this.#left = left;
	}

	send(telegram: Uint8Array): void {
		if (this.#sending === undefined) this.#begin(telegram);
		else this.#next = telegram;
		this.writable();
	}

	writable(): void {
		for (let telegram = this.#sending; telegram !== undefined && this.#visitor.room > 0; telegram = this.#sending) {
			this.#sent = this.#visitor.write(telegram, this.#sent);
			if (this.#sent === telegram.length && !this.#visitor.isGone) this.#begin(this.#next);
		}
	}

	/** Nothing that a client says matters. */
	received(): void {}

	gone(): void {
		this.#clock.cancel(this.#patience);
		this.#sending = this.#next = undefined;
		this.#left();
	}

	#begin(telegram: Uint8Array | undefined): void {
		this.#sending = telegram;
		this.#sent = 0;
		this.#next = undefined;
		this.#clock.cancel(this.#patience);
		this.#patience = telegram && this.#clock.after(SLOWEST_READER, () => this.#visitor.close());
	}
}

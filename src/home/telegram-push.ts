/**
 * Hands each telegram to DSMR-reader, as its remote datalogger does: an HTTP POST with an API key. What can't be
 * delivered waits, two telegrams of it; the oldest goes first.
 */
import { retryDelay } from "../backoff.js";
import type { Clock, Milliseconds, Timer } from "../clock.js";
import type { TCP, TCPClass } from "../io.js";
import { textOf } from "../p1/ascii.js";
import { readableTelegram } from "./readable-telegram.js";

/** DSMR-reader's API for remote dataloggers. */
const DEFAULT_PATH = "/api/v1/datalogger/dsmrreading";

/** For name, connection, request and answer together. */
export const PUSH_TIMEOUT: Milliseconds = 20_000;

/** Telegrams that wait, the one under way included: some two kilobytes, and memory has few to spare. */
export const MOST_WAITING = 2;

/** A status line is shorter. */
const LONGEST_STATUS_LINE = 64;

/** Created, or accepted some other way. */
const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})/;

export interface PushTarget {
	host: string;
	port: number;
	path: string;
}

/** `http://host:port/path`; without a path, that of DSMR-reader's API. Undefined for anything else. */
export function parsePushTarget(url: string): PushTarget | undefined {
	const parts = /^http:\/\/([a-z0-9_.-]+)(?::(\d{1,5}))?(\/[!-~]*)?$/i.exec(url);
	if (parts === null) return undefined;
	const [, host, port = "80", path = "/"] = parts;
	const number = Number(port);
	if (number < 1 || number > 65_535) return undefined;
	return { host, port: number, path: path === "/" ? DEFAULT_PATH : path };
}

export interface TelegramPushOptions {
	clock: Clock;
	/** In [0, 1). */
	random: () => number;
	socket: { io: TCPClass };
	resolve?: ((host: string, done: (address: string | undefined) => void) => void) | undefined;
	/** Where the network can be away: whether it is there. */
	isOnline?: (() => boolean) | undefined;
	target: PushTarget;
	/** Of the API; in printable characters. */
	key: string;
	/** A failure is told when it begins and when it has passed: undefined. */
	onTrouble: (sentence: string | undefined) => void;
}

export class TelegramPush {
	readonly #options: TelegramPushOptions;
	readonly #waiting: Uint8Array[] = [];
	#socket: TCP | undefined;
	/** Of what goes out at the moment. */
	#request = "";
	#sent = 0;
	#statusLine = "";
	#busy = false;
	#failures = 0;
	#trouble: string | undefined;
	#timer: Timer | undefined;
	/** A callback that belongs to an attempt that has ended is ignored. */
	#attempt = 0;
	/** How many telegrams were dropped for newer ones, and how many arrived. */
	dropped = 0;
	delivered = 0;

	constructor(options: TelegramPushOptions) {
		this.#options = options;
	}

	get waiting(): number {
		return this.#waiting.length;
	}

	offer(telegram: Uint8Array): void {
		if (this.#waiting.length === MOST_WAITING) {
			// The first may be on its way.
			this.#waiting.splice(this.#busy ? 1 : 0, 1);
			this.dropped++;
		}
		this.#waiting.push(telegram);
		if (!this.#busy && this.#timer === undefined) this.#begin();
	}

	close(): void {
		this.#waiting.length = 0;
		this.#end();
	}

	#begin(): void {
		const { clock, target, resolve } = this.#options;
		this.#busy = true;
		const attempt = ++this.#attempt;
		this.#timer = clock.after(PUSH_TIMEOUT, () => this.#fail("it does not answer"));
		const open = (address: string | undefined) => {
			if (attempt !== this.#attempt || this.#socket !== undefined) return;
			if (address === undefined) this.#fail("its name has no address");
			else this.#open(address, attempt);
		};
		if (resolve === undefined) open(target.host);
		else resolve(target.host, open);
	}

	#open(address: string, attempt: number): void {
		const { socket, target } = this.#options;
		const still = (body: () => void) => {
			if (attempt !== this.#attempt) return;
			try {
				body();
			} catch {
				this.#fail("the connection failed");
			}
		};
		this.#request = this.#compose(this.#waiting[0]);
		this.#sent = 0;
		this.#statusLine = "";
		try {
			this.#socket = new socket.io({
				address,
				port: target.port,
				onReadable: (count) => still(() => this.#read(count)),
				onWritable: (count) => still(() => this.#write(count)),
				onError: () => still(() => this.#fail("it cannot be reached")),
			});
		} catch {
			this.#fail("there is no way to it");
		}
	}

	#compose(telegram: Uint8Array): string {
		const { target, key } = this.#options;
		const body = `telegram=${encodeURIComponent(textOf(readableTelegram(telegram)))}`;
		return (
			`POST ${target.path} HTTP/1.1\r\nHost: ${target.host}:${target.port}\r\nAuthorization: Token ${key}\r\n` +
			`Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`
		);
	}

	#write(room: number): void {
		const count = Math.min(room, this.#request.length - this.#sent);
		if (count === 0) return;
		const bytes = new Uint8Array(count);
		for (let at = 0; at < count; at++) bytes[at] = this.#request.charCodeAt(this.#sent + at);
		this.#sent += count;
		this.#socket?.write(bytes);
	}

	/** The status line is all that counts. */
	#read(count: number): void {
		const buffer = this.#socket?.read(Math.min(count, LONGEST_STATUS_LINE));
		if (buffer !== undefined) this.#statusLine += textOf(new Uint8Array(buffer));
		const status = STATUS_LINE.exec(this.#statusLine)?.[1];
		if (status !== undefined) this.#answered(Number(status));
		else if (this.#statusLine.length >= LONGEST_STATUS_LINE) this.#fail("what answers is no web server");
	}

	#answered(status: number): void {
		if (status >= 200 && status < 300) {
			this.#waiting.shift();
			this.delivered++;
			this.#failures = 0;
			this.#tell(undefined);
			this.#end();
			if (this.#waiting.length > 0) this.#begin();
			return;
		}
		// What it does not want once, it does not want a second time.
		if (status >= 400 && status < 500) this.#waiting.shift();
		this.#fail(status === 401 || status === 403 ? "it does not accept the API key" : `it answers ${status}`);
	}

	#fail(reason: string): void {
		const { clock, random, isOnline } = this.#options;
		this.#end();
		this.#failures++;
		this.#tell(isOnline?.() === false ? "it is out of reach while there is no Wi-Fi" : reason);
		this.#timer = clock.after(retryDelay(this.#failures, random()), () => {
			this.#timer = undefined;
			if (this.#waiting.length > 0) this.#begin();
		});
	}

	#tell(trouble: string | undefined): void {
		if (trouble === this.#trouble) return;
		this.#trouble = trouble;
		this.#options.onTrouble(trouble);
	}

	#end(): void {
		this.#attempt++;
		this.#busy = false;
		this.#options.clock.cancel(this.#timer);
		this.#timer = undefined;
		const socket = this.#socket;
		this.#socket = undefined;
		this.#request = "";
		try {
			socket?.close();
		} catch {
			// Closed already, by its own error.
		}
	}
}

/** A network whose other side is the test: it connects, sends, gives room and hangs up when told to. */
import type { TCP, TCPClass, TCPOptions } from "../../src/io.js";

export interface SentPacket {
	/** MQTT 3.1.1, table 2.1. */
	type: number;
	flags: number;
	/** Without the fixed header. */
	body: Uint8Array;
}

export class ScriptedSocket implements TCP {
	readonly options: TCPOptions;
	closed = false;
	/** Largest write beyond what had been announced; stays 0. */
	overrun = 0;
	#room = 0;
	#incoming: Uint8Array[] = [];
	#sent: number[] = [];

	constructor(options: TCPOptions) {
		this.options = options;
	}

	read(count = Number.POSITIVE_INFINITY): ArrayBuffer | undefined {
		const first = this.#incoming[0];
		if (first === undefined) return undefined;
		if (first.length > count) this.#incoming[0] = first.subarray(count);
		else this.#incoming.shift();
		return first.slice(0, count).buffer as ArrayBuffer; // slice copies into an ArrayBuffer of its own
	}

	write(buffer: ArrayBuffer | Uint8Array): void {
		const bytes = buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer);
		this.overrun = Math.max(this.overrun, bytes.length - this.#room);
		if (bytes.length > this.#room) throw new Error("would block");
		this.#room -= bytes.length;
		this.#sent.push(...bytes);
	}

	close(): void {
		this.closed = true;
	}

	/** Connects, or lets the client write `room` bytes from now on. */
	give(room: number): void {
		this.#room = room;
		this.options.onWritable?.(room);
	}

	receive(...bytes: number[]): void {
		this.#incoming.push(Uint8Array.from(bytes));
		this.options.onReadable?.(bytes.length);
	}

	hangUp(): void {
		this.options.onError?.();
	}

	/** The bytes sent so far. */
	get sentBytes(): Uint8Array {
		return Uint8Array.from(this.#sent);
	}

	/** Takes the packets sent since the last time; a packet begun stays for the next. */
	take(): SentPacket[] {
		const packets: SentPacket[] = [];
		for (;;) {
			let at = 1;
			let length = 0;
			while (at < this.#sent.length && at <= 4) {
				length += (this.#sent[at] & 0x7f) * 128 ** (at - 1);
				if (this.#sent[at++] < 0x80) break;
			}
			if (this.#sent.length < 2 || this.#sent.length < at + length) return packets;
			const [first] = this.#sent;
			const body = Uint8Array.from(this.#sent.slice(at, at + length));
			packets.push({ type: first >> 4, flags: first & 0x0f, body });
			this.#sent = this.#sent.slice(at + length);
		}
	}
}

export interface ScriptedNetwork {
	io: TCPClass;
	/** Every socket the client opened, in order. */
	sockets: ScriptedSocket[];
}

export function scriptedNetwork(): ScriptedNetwork {
	const sockets: ScriptedSocket[] = [];
	class RecordedSocket extends ScriptedSocket {
		constructor(options: TCPOptions) {
			super(options);
			sockets.push(this);
		}
	}
	return { io: RecordedSocket, sockets };
}

/** Bytes that are ASCII, as text. */
export function ascii(bytes: Uint8Array): string {
	return String.fromCharCode(...bytes);
}

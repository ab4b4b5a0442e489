/** The wire between a meter and a board: telegrams go in, bytes come out of an ECMA-419 Serial at line speed. */
import type { Clock, Timer } from "../../src/clock.js";
import type { Serial, SerialClass, SerialOptions } from "../../src/io.js";
import { LINE_SPEEDS, type LineSpeed } from "../../src/p1/line-speed.js";
import { BITS_PER_BYTE, misread, withEvenParity } from "./uart.js";

/** What the ESP32's UART holds before it interrupts. */
const CHUNK_BYTES = 120;

/** More than this is not kept for a program that does not read: the rest is lost, as on the board. */
const BUFFER_BYTES = 4096;

/** Where telegrams come from. */
export interface TelegramSource {
	readonly intervalSeconds: number;
	/** How its meter speaks: 115,200 baud 8N1 where it does not say. */
	readonly speed?: LineSpeed;
	/** The next telegram, or undefined when the meter has nothing more to say. */
	next(): Uint8Array | undefined;
}

export class P1Line {
	/** Construct a board's serial port with this. */
	readonly Serial: SerialClass;
	/** What the wire makes of the bytes that pass it; none come out of one that is cut. Undefined: nothing. */
	wear: ((bytes: Uint8Array) => Uint8Array) | undefined;
	/** Is told of the speed that the board listens at, now and whenever it changes. */
	#onBaud: ((baud: number) => void) | undefined;
	readonly #clock: Clock;
	#listener: SerialOptions | undefined;
	#received: Uint8Array[] = [];
	#waiting = 0;
	/** The next telegram, and the rest of this one. */
	#nextTimer: Timer | undefined;
	#restTimer: Timer | undefined;

	constructor(clock: Clock) {
		this.#clock = clock;
		const line = this;
		this.Serial = class implements Serial {
			readonly #options: SerialOptions;

			constructor(options: SerialOptions) {
				this.#options = options;
				line.#listener = options;
				line.#onBaud?.(options.baud);
			}

			read(): ArrayBuffer | undefined {
				return line.#take();
			}

			close(): void {
				if (line.#listener === this.#options) line.#listener = undefined;
			}
		};
	}

	/** A real port follows the board's: `callback` is told the speed that it listens at, now and at each change. */
	followBaud(callback: (baud: number) => void): void {
		this.#onBaud = callback;
		if (this.#listener !== undefined) callback(this.#listener.baud);
	}

	/** Plugs a meter in: it sends its next telegram each interval, until it has none left. */
	connect(source: TelegramSource): void {
		const send = () => {
			const telegram = source.next();
			if (telegram === undefined) return;
			this.#nextTimer = this.#clock.after(source.intervalSeconds * 1000, send);
			this.#send(speed.bits === 7 ? withEvenParity(telegram) : telegram, 0, speed.baud);
		};
		const { speed = LINE_SPEEDS[0] } = source;
		this.disconnect();
		send();
	}

	/** Pulls the plug, in the middle of a telegram too. */
	disconnect(): void {
		this.#clock.cancel(this.#nextTimer);
		this.#clock.cancel(this.#restTimer);
	}

	/** Nobody reads any more, and what was not read is gone: the board is without power. */
	unplug(): void {
		this.#listener = undefined;
		this.#take();
	}

	/** Bytes that come to the wire's other end now, whoever sends them. */
	receive(sent: Uint8Array): void {
		const bytes = this.wear?.(sent) ?? sent;
		if (bytes.length === 0) return;
		// A port that nobody reads loses what comes in, as the real one does.
		if (this.#listener === undefined) return;
		if (this.#waiting > 0 && this.#waiting + bytes.length > BUFFER_BYTES) return;
		this.#received.push(bytes);
		this.#waiting += bytes.length;
		this.#listener.onReadable?.(this.#waiting);
	}

	#send(telegram: Uint8Array, offset: number, baud: number): void {
		const chunk = telegram.subarray(offset, offset + CHUNK_BYTES);
		if (chunk.length === 0) return;
		this.#restTimer = this.#clock.after((chunk.length * BITS_PER_BYTE * 1000) / baud, () => {
			const listening = this.#listener?.baud ?? baud;
			this.receive(listening === baud ? chunk : misread(chunk, baud, listening));
			this.#send(telegram, offset + CHUNK_BYTES, baud);
		});
	}

	#take(): ArrayBuffer | undefined {
		if (this.#waiting === 0) return undefined;
		const joined = new Uint8Array(this.#waiting);
		this.#waiting = 0;
		let offset = 0;
		for (const chunk of this.#received.splice(0)) {
			joined.set(chunk, offset);
			offset += chunk.length;
		}
		return joined.buffer;
	}
}

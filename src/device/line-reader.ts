/** Cuts what comes in on the console's line into lines, and into Improv's binary frames where they are wanted. */
import type { Milliseconds } from "../clock.js";
import { decodeUtf8 } from "../utf8.js";

/** The longest line. The UART holds as much: a line sent at once is not lost while the board is busy. */
const MOST_LINE_BYTES = 128;

const NUL = 0x00;
const BACKSPACE = 0x08;
const LF = 0x0a;
const CR = 0x0d;
const DELETE = 0x7f;

/** `IMPROV` and the protocol's version. Behind it: type, length, data, sum of all before. */
const FRAME_HEAD = Object.freeze([0x49, 0x4d, 0x50, 0x52, 0x4f, 0x56, 0x01]);
const FRAME_TYPE = 7;
const FRAME_LENGTH = 8;
const FRAME_DATA = 9;

/** What has begun and is not gone on with is forgotten: a line that a person types, and a frame from a program. */
const LINE_PATIENCE: Milliseconds = 60_000;
const FRAME_PATIENCE: Milliseconds = 1000;

export interface LineReaderOptions {
	onLine(text: string): void;
	/** A line that can't be one; `reason` as the end of a sentence. */
	onRefused(reason: string): void;
	/** Undefined for a frame that was damaged. Left out where there is no Improv: its frames are lines like others then. */
	onFrame?: ((frame: { type: number; data: Uint8Array } | undefined) => void) | undefined;
}

export class LineReader {
	readonly #options: LineReaderOptions;
	readonly #bytes = new Uint8Array(MOST_LINE_BYTES);
	#length = 0;
	#isFrame = false;
	/** Why the line under way will be refused. */
	#refusal: string | undefined;
	#at: Milliseconds = 0;

	constructor(options: LineReaderOptions) {
		this.#options = options;
	}

	/** A CR, an LF or both end a line. Empty lines are nothing, and so are NULs: a break on the line reads as one. */
	write(bytes: Uint8Array, now: Milliseconds): void {
		if (now - this.#at > (this.#isFrame ? FRAME_PATIENCE : LINE_PATIENCE)) this.#reset();
		this.#at = now;
		for (const byte of bytes) {
			if (this.#isFrame) this.#takeFrame(byte);
			else this.#takeLine(byte);
		}
	}

	#takeLine(byte: number): void {
		switch (byte) {
			case CR:
			case LF:
				this.#endLine();
				break;
			case NUL:
				break;
			case BACKSPACE:
			case DELETE:
				while (this.#length > 0 && (this.#bytes[--this.#length] & 0xc0) === 0x80);
				break;
			default:
				this.#append(byte);
		}
	}

	#append(byte: number): void {
		if (this.#length === MOST_LINE_BYTES) {
			this.#refusal = `a line has at most ${MOST_LINE_BYTES} bytes`;
			return;
		}
		this.#bytes[this.#length++] = byte;
		if (this.#options.onFrame !== undefined && this.#length === FRAME_HEAD.length && this.#refusal === undefined) {
			this.#isFrame = FRAME_HEAD.every((head, index) => this.#bytes[index] === head);
		}
		if (byte < 0x20 && !this.#isFrame) this.#refusal = "it has control characters, such as those of arrow keys";
	}

	#takeFrame(byte: number): void {
		this.#bytes[this.#length++] = byte;
		if (this.#length < FRAME_DATA) return;
		const end = FRAME_DATA + this.#bytes[FRAME_LENGTH];
		// One that does not fit is ended at once: what follows of it is noise, up to the next line.
		if (end >= MOST_LINE_BYTES) this.#endFrame(false);
		else if (this.#length > end) this.#endFrame(frameSum(this.#bytes, end) === byte);
	}

	#endFrame(isWhole: boolean): void {
		const frame = { type: this.#bytes[FRAME_TYPE], data: this.#bytes.slice(FRAME_DATA, this.#length - 1) };
		this.#reset();
		this.#options.onFrame?.(isWhole ? frame : undefined);
	}

	#endLine(): void {
		const refusal = this.#refusal;
		const text = decodeUtf8(this.#bytes.subarray(0, this.#length));
		this.#reset();
		if (refusal !== undefined) this.#options.onRefused(refusal);
		else if (text === undefined) this.#options.onRefused("it is no text (UTF-8)");
		else if (text !== "") this.#options.onLine(text);
	}

	/** What was typed may have been a secret. */
	#reset(): void {
		this.#bytes.fill(0);
		this.#length = 0;
		this.#isFrame = false;
		this.#refusal = undefined;
	}
}

/** A frame of Improv's, to be sent; its data have at most 255 bytes. */
export function improvFrame(type: number, data: Uint8Array): Uint8Array {
	const frame = new Uint8Array(FRAME_DATA + data.length + 2);
	frame.set(FRAME_HEAD);
	frame[FRAME_TYPE] = type;
	frame[FRAME_LENGTH] = data.length;
	frame.set(data, FRAME_DATA);
	frame[frame.length - 2] = frameSum(frame, FRAME_DATA + data.length);
	frame[frame.length - 1] = LF;
	return frame;
}

function frameSum(bytes: Uint8Array, end: number): number {
	let sum = 0;
	for (let i = 0; i < end; i++) sum += bytes[i];
	return sum & 0xff;
}

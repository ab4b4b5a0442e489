/**
 * Bytes to telegrams (DSMR 5.0.2, 6.2): `/` identification ... `!` CRC, CR LF.
 *
 * A telegram begins with a `/`, only at the start of a line (identifications contain slashes: `/HLY5/D545-METER`), and ends
 * with the line that begins with `!`. Meters before DSMR 4 send no CRC, some not even the `!`. Bytes from 0x80 up are
 * content where there is a CRC, and 0xFF always: Hungarian meters send that. Every byte is accounted for: delivered, part of
 * a fault, or counted in `skippedBytes`.
 */
import { CR, EXCLAMATION_MARK, FILLING, hexDigit, isPrintable, LF, NUL, SLASH } from "./ascii.js";
import { crc16 } from "./crc16.js";

/** The longest telegram: the longest seen in the field, a Lithuanian one, has 2,535 bytes. */
export const MAX_TELEGRAM_BYTES = 4096;

export interface Telegram {
	/** From `/` to the end of the `!` line, its line end included, as received: the owner's own copy. */
	bytes: Uint8Array;
	/** `none`: the meter sends no CRC (DSMR 2.2 and 3.0). */
	crc: "ok" | "none";
}

/** Why bytes that began as a telegram were not delivered; `length` says how many they were. */
export type FramingFault =
	/** `received` is what followed the `!`: hexadecimal or not, at most five characters. */
	| { kind: "bad-crc"; computed: number; received: string; length: number }
	/** Longer than `MAX_TELEGRAM_BYTES`; the rest is skipped. */
	| { kind: "too-long"; length: number }
	/** The next telegram began, or the line fell silent, before this one's end. */
	| { kind: "truncated"; length: number }
	/**
	 * The same, but right after a line's end, where the meter may be one that sends no `!`: it is not proven to be one so
	 * far.
	 */
	| { kind: "no-end"; length: number }
	/** Whole, but the line said that a byte of it is wrong: `spoil`. */
	| { kind: "bad-parity"; length: number }
	/** Without a CRC, from a meter that sends one, or with bytes that are none of a text. */
	| { kind: "no-crc"; length: number };

export interface FramerOptions {
	/**
	 * The bytes are of one meter, not of a file with many: once it has sent a CRC, a telegram without one has lost it.
	 * Ten of those in a row are another meter's.
	 */
	oneMeter?: boolean | undefined;
	onTelegram: (telegram: Telegram) => void;
	onError?: ((fault: FramingFault) => void) | undefined;
}

type Phase =
	/** Between telegrams: only a `/` at a line's start counts. */
	| "hunting"
	/** From the `/` to the `!`. */
	| "content"
	/** After the `!`: the CRC's digits. */
	| "ending"
	/** After the CR of the last line: a LF still belongs to it. */
	| "ended";

const MAX_CRC_DIGITS = 4;

/** Telegrams without CRC after one with, before they are believed to be a meter's that sends none. */
const LOST_CRCS = 10;
/** Telegrams in a row without `!` that have as many lines, before they are believed to be a meter's that sends none. */
const LOST_ENDS = 10;

/**
 * Cuts a stream of bytes, in chunks of any size, into telegrams whose CRC is right. At 115,200 baud 11 bytes come in a
 * millisecond: to keep up, lines are copied whole, and the CRC is computed in the silence after the telegram.
 */
export class TelegramFramer {
	/**
	 * Whether a telegram may lack its `!`, as those of some meters of DSMR 3 do: only where each byte has a parity. Where
	 * there is none, nothing but the CRC tells that a telegram is whole, and it stands behind the `!`.
	 */
	takesOpenEnds = false;
	readonly #options: FramerOptions;
	readonly #buffer = new Uint8Array(MAX_TELEGRAM_BYTES);
	#length = 0;
	#phase: Phase = "hunting";
	#atLineStart = true;
	/** Where the CRC's digits begin in the buffer. */
	#crcStart = 0;
	#skippedBytes = 0;
	/** How many more telegrams without CRC are not believed, as this meter has sent one. */
	#crcsExpected = 0;
	/** How many lines of the telegram that is coming in have begun. */
	#lines = 0;
	/** How many telegrams in a row had no `!` and the same number of lines, which is `#openLines`. */
	#openEnds = 0;
	#openLines = 0;
	/** A byte of this telegram is known to be wrong. */
	#spoilt = false;
	readonly #faults = { "bad-crc": 0, "too-long": 0, truncated: 0, "no-end": 0, "bad-parity": 0, "no-crc": 0 };

	constructor(options: FramerOptions) {
		this.#options = options;
	}

	/** Bytes that were part of no telegram: noise, and the rest of what was too long. */
	get skippedBytes(): number {
		return this.#skippedBytes;
	}

	/** How often each fault has happened. */
	get faults(): Readonly<Record<FramingFault["kind"], number>> {
		return this.#faults;
	}

	/** Whether it is between telegrams. */
	get idle(): boolean {
		return this.#phase === "hunting";
	}

	/** A byte of the telegram that is coming in is known to be wrong: the telegram is not delivered. */
	spoil(): void {
		if (this.#phase !== "hunting") this.#spoilt = true;
	}

	/** Takes the next bytes; telegrams that they complete are delivered before it returns. */
	write(bytes: Uint8Array): void {
		let at = 0;
		while (at < bytes.length) {
			if (this.#phase === "ending" || this.#phase === "ended") at = this.#lastLine(bytes, at);
			else if (this.#atLineStart) at = this.#lineStart(bytes, at);
			else at = this.#line(bytes, at);
		}
	}

	/** The line has been silent for longer than a telegram allows, or is closed: what had begun is truncated. */
	reset(): void {
		if (this.#phase === "ended" || (this.#phase === "ending" && this.#isComplete())) this.#finish();
		this.#breakOff(this.#atLineStart);
		this.#atLineStart = true;
	}

	/** What follows may be of another meter: what was learned of this one is forgotten, what had begun is given up. */
	forget(): void {
		this.reset();
		this.#crcsExpected = 0;
		this.#openEnds = 0;
	}

	/** The first byte of a line. Like the next two, returns where the bytes go on. */
	#lineStart(bytes: Uint8Array, at: number): number {
		const byte = bytes[at];
		// Some meters send a NUL after the line end: the next line begins all the same. Between telegrams so it does behind any
		// byte that is none of a text's: a line that begins to speak may make one.
		this.#atLineStart = byte === LF || byte === NUL || (this.#phase === "hunting" && !isPrintable(byte));
		if (byte === SLASH) {
			this.#breakOff(true);
			this.#phase = "content";
			this.#length = 0;
			this.#lines = 0;
			this.#spoilt = false;
		}
		if (byte !== CR && !this.#atLineStart) this.#lines++;
		this.#take(bytes, at, at + 1);
		if (byte === EXCLAMATION_MARK && this.#phase === "content") {
			this.#phase = "ending";
			this.#crcStart = this.#length;
			this.#openEnds = 0;
		}
		return at + 1;
	}

	/** The rest of a line, or as much of it as there is. */
	#line(bytes: Uint8Array, at: number): number {
		const lineEnd = bytes.indexOf(LF, at);
		const end = lineEnd < 0 ? bytes.length : lineEnd + 1;
		this.#atLineStart = lineEnd >= 0;
		this.#take(bytes, at, end);
		return end;
	}

	/** A byte after the `!`: a digit of the CRC, or of the line's end. */
	#lastLine(bytes: Uint8Array, at: number): number {
		const byte = bytes[at];
		// Some meters send no line end there, and begin the next telegram.
		if (byte === SLASH || (this.#phase === "ended" && byte !== LF)) {
			this.#atLineStart = true;
			this.#finish();
			return at;
		}
		this.#atLineStart = byte === LF;
		this.#take(bytes, at, at + 1);
		if (this.#phase === "hunting") return at + 1;
		if (byte === LF) this.#finish();
		else if (byte === CR) this.#phase = "ended";
		else if (hexDigit(byte) < 0 || this.#length - this.#crcStart > MAX_CRC_DIGITS) this.#failCrc(this.#length);
		return at + 1;
	}

	/** Bytes of the telegram, or between telegrams. */
	#take(bytes: Uint8Array, start: number, end: number): void {
		if (this.#phase === "hunting") {
			this.#skippedBytes += end - start;
			return;
		}
		const fitting = Math.min(end, start + MAX_TELEGRAM_BYTES - this.#length);
		this.#buffer.set(bytes.subarray(start, fitting), this.#length);
		this.#length += fitting - start;
		if (fitting < end) {
			this.#skippedBytes += end - fitting;
			this.#fail({ kind: "too-long", length: this.#length });
		}
	}

	/** Where the digits behind the `!` end. */
	#crcEnd(): number {
		let end = this.#crcStart;
		while (end < this.#length && hexDigit(this.#buffer[end]) >= 0) end++;
		return end;
	}

	#hasRightCrc(): boolean {
		const end = this.#crcEnd();
		let received = 0;
		for (let at = this.#crcStart; at < end; at++) received = received * 16 + hexDigit(this.#buffer[at]);
		return end > this.#crcStart && received === crc16(this.#buffer, this.#crcStart);
	}

	/** Whether nothing but the line end is missing behind the `!`. */
	#isComplete(): boolean {
		return this.#hasRightCrc() || (this.takesOpenEnds && this.#length === this.#crcStart);
	}

	/** The last line is complete: delivers the telegram, or says that its CRC is wrong. */
	#finish(): void {
		const end = this.#crcEnd();
		if (end === this.#crcStart) this.#deliver("none");
		else if (this.#hasRightCrc()) this.#deliver("ok");
		else this.#failCrc(end);
	}

	#deliver(crc: Telegram["crc"]): void {
		if (this.#failParity()) return;
		if (crc === "ok") {
			this.#crcsExpected = LOST_CRCS;
		} else if (!this.#isBelievable()) {
			this.#fail({ kind: "no-crc", length: this.#length });
			return;
		}
		this.#phase = "hunting";
		this.#options.onTelegram({ bytes: this.#buffer.slice(0, this.#length), crc });
	}

	/** Of a telegram without CRC. */
	#isBelievable(): boolean {
		if (!this.#isText()) return false;
		if (!this.#options.oneMeter || this.#crcsExpected === 0) return true;
		this.#crcsExpected--;
		return false;
	}

	/** Seven bits (IEC 62056-21, 4.1), or filling. Without a CRC nothing else tells noise between `/` and `!` from a telegram. */
	#isText(): boolean {
		for (let at = 0; at < this.#length; at++)
			if (this.#buffer[at] >= 0x80 && this.#buffer[at] !== FILLING) return false;
		return true;
	}

	/** Where a byte is known to be wrong, that is what is wrong with the telegram, be its CRC right or not. */
	#failParity(): boolean {
		if (this.#spoilt) this.#fail({ kind: "bad-parity", length: this.#length });
		return this.#spoilt;
	}

	#failCrc(end: number): void {
		if (this.#failParity()) return;
		let received = "";
		for (let i = this.#crcStart; i < end; i++) received += String.fromCharCode(this.#buffer[i]);
		this.#fail({ kind: "bad-crc", computed: crc16(this.#buffer, this.#crcStart), received, length: this.#length });
	}

	/** No more of this telegram comes; `isWhole`: its last line has ended. */
	#breakOff(isWhole: boolean): void {
		if (this.#phase === "hunting") return;
		if (!this.takesOpenEnds || !isWhole || this.#phase !== "content") {
			this.#openEnds = 0;
			this.#fail({ kind: "truncated", length: this.#length });
			return;
		}
		this.#openEnds = this.#lines === this.#openLines ? this.#openEnds + 1 : 1;
		this.#openLines = this.#lines;
		if (this.#openEnds > LOST_ENDS) this.#deliver("none");
		else this.#fail({ kind: "no-end", length: this.#length });
	}

	#fail(fault: FramingFault): void {
		this.#phase = "hunting";
		this.#faults[fault.kind]++;
		this.#options.onError?.(fault);
	}
}

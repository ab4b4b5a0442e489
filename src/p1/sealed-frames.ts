/**
 * Telegrams that come encrypted, from Luxembourg's meters and some of Austria and Poland (Luxembourg P1 1.1.3, 6): a
 * frame of general-glo-ciphering (IEC 62056-5-3), which holds an ordinary telegram.
 *
 *     DB 08 <system title, 8> 82 <length, 2> 30 <frame counter, 4> <ciphertext> <tag, 12>
 *
 * The length counts what follows it. The IV is system title and counter. Deciphering is left to whoever has the key: a
 * function is handed in.
 */
import { MAX_TELEGRAM_BYTES } from "./framer.js";

const SYSTEM_TITLE_BYTES = 8;
const SEAL_TAG_BYTES = 12;

/** Tag byte of general-glo-ciphering, and the length of the system title. */
const START = 0xdb;
const TITLE_LENGTH = SYSTEM_TITLE_BYTES;
/** A length of two bytes follows (BER). */
const LONG_LENGTH = 0x82;
/** Security control: authenticated and encrypted, security suite 0. */
const SECURITY_CONTROL = 0x30;

const LENGTH_AT = 2 + SYSTEM_TITLE_BYTES;
const CONTROL_AT = LENGTH_AT + 3;
const COUNTER_AT = CONTROL_AT + 1;
const HEADER_BYTES = COUNTER_AT + 4;
/** Security control and counter, and the tag: what the length counts beside the ciphertext. */
const OVERHEAD_BYTES = 5 + SEAL_TAG_BYTES;
const MAX_FRAME_BYTES = HEADER_BYTES + MAX_TELEGRAM_BYTES + SEAL_TAG_BYTES;

/** So many genuine frames in a row with rising counters show that a meter has begun to count anew. */
const FRAMES_OF_A_NEW_COUNT = 6;

/** The frame of these parts, as a meter sends it. */
export function sealedFrame(iv: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array): Uint8Array {
	const frame = new Uint8Array(HEADER_BYTES + ciphertext.length + tag.length);
	const length = 5 + ciphertext.length + tag.length;
	frame.set([START, TITLE_LENGTH]);
	frame.set(iv.subarray(0, SYSTEM_TITLE_BYTES), 2);
	frame.set([LONG_LENGTH, length >> 8, length & 0xff, SECURITY_CONTROL], LENGTH_AT);
	frame.set(iv.subarray(SYSTEM_TITLE_BYTES), COUNTER_AT);
	frame.set(ciphertext, HEADER_BYTES);
	frame.set(tag, HEADER_BYTES + ciphertext.length);
	return frame;
}

/** The telegram's bytes, or undefined where the tag is not right. The arguments are the callee's to keep. */
export type Decipher = (iv: Uint8Array, ciphertext: Uint8Array, tag: Uint8Array) => Uint8Array | undefined;

export type SealFault =
	/** Encrypted, and nobody has given a key. */
	| "no-key"
	/** The tag is wrong: another key, or damage. */
	| "bad-tag"
	/** Genuine, but not newer than what came before. */
	| "replayed-counter"
	/** It looks like the beginning of a frame, but its lengths are impossible. */
	| "bad-frame"
	/** The line fell silent before the frame's end. */
	| "cut-frame";

export interface SealedFramesOptions {
	/** Without it, frames are recognised and counted only. */
	decipher?: Decipher | undefined;
	/** A frame was opened: the plaintext. */
	onPlaintext(plaintext: Uint8Array): void;
	/** What began like a frame is none: its bytes, in a buffer that is used again. */
	onOther(bytes: Uint8Array): void;
	onFault?(fault: SealFault): void;
	/** The meter has begun to count anew, or it is another meter. */
	onNewCount?(): void;
}

/** Whether the first `length` bytes can't be those of a frame. */
function isNoHeader(bytes: Uint8Array, length: number): boolean {
	return (
		(length > 1 && bytes[1] !== TITLE_LENGTH) ||
		(length > LENGTH_AT && bytes[LENGTH_AT] !== LONG_LENGTH) ||
		(length > CONTROL_AT && bytes[CONTROL_AT] !== SECURITY_CONTROL)
	);
}

/**
 * Takes frames out of a stream. A frame is accepted when its tag is right and its counter above the last one's: nobody
 * can record frames and play them again. The counter is of one system title, and lives in memory only: the first frame
 * after power-on is taken as it comes. A meter that counts anew under the same title, after a reset, is believed when
 * six of its frames in a row are genuine and their counters rise: that costs a minute, and single replayed frames do not
 * count. A new key is no such case, since a person sets it and the board starts anew with it.
 */
export class SealedFrames {
	readonly #options: SealedFramesOptions;
	/** Made when the first frame comes: most meters send none. */
	#buffer: Uint8Array | undefined;
	#length = 0;
	/** Of the frame at hand; known once its header is complete. */
	#frameBytes = 0;
	#active = false;
	#title = "";
	#counter = -1;
	/** Of frames with counters that are not new: the latest counter, and how many in a row have risen so far. */
	#newCounter = -1;
	#newFrames = 0;
	readonly #faults: Record<SealFault, number> = {
		"no-key": 0,
		"bad-tag": 0,
		"replayed-counter": 0,
		"bad-frame": 0,
		"cut-frame": 0,
	};

	constructor(options: SealedFramesOptions) {
		this.#options = options;
	}

	/** How often each fault has happened. */
	get faults(): Readonly<Record<SealFault, number>> {
		return this.#faults;
	}

	/** Whether it is within a frame. */
	get active(): boolean {
		return this.#active;
	}

	/** Where in `bytes`, from `start` on, a frame may begin; the length where there is none. */
	static find(bytes: Uint8Array, start: number): number {
		for (let at = bytes.indexOf(START, start); at >= 0; at = bytes.indexOf(START, at + 1)) {
			// Its second byte may be in the next chunk.
			if (at + 1 === bytes.length || bytes[at + 1] === TITLE_LENGTH) return at;
		}
		return bytes.length;
	}

	/** Takes what belongs to the frame, which begins at `start` where it is not active; returns where the bytes go on. */
	write(bytes: Uint8Array, start: number): number {
		this.#buffer ??= new Uint8Array(MAX_FRAME_BYTES);
		if (!this.#active) {
			this.#active = true;
			this.#length = 0;
			this.#frameBytes = 0;
		}
		let at = start;
		while (at < bytes.length && this.#active) {
			const wanted = (this.#frameBytes === 0 ? HEADER_BYTES : this.#frameBytes) - this.#length;
			const end = Math.min(bytes.length, at + wanted);
			this.#buffer.set(bytes.subarray(at, end), this.#length);
			this.#length += end - at;
			at = end;
			if (this.#frameBytes === 0) this.#header(this.#buffer);
			else if (this.#length === this.#frameBytes) this.#open(this.#buffer);
		}
		return at;
	}

	/** The line has fallen silent. */
	reset(): void {
		if (!this.#active || this.#buffer === undefined) return;
		if (this.#frameBytes === 0) {
			this.#giveBack(this.#buffer, this.#length);
			return;
		}
		this.#active = false;
		this.#fail("cut-frame");
	}

	/** The bytes before `end` belong to no frame: they are given back. A frame may begin at `end`, if there is more. */
	#giveBack(buffer: Uint8Array, end: number): void {
		this.#options.onOther(buffer.subarray(0, end));
		buffer.copyWithin(0, end, this.#length);
		this.#length -= end;
		this.#active = this.#length > 0;
	}

	/** Checks as much of the header as there is, and learns how long the frame is. */
	#header(buffer: Uint8Array): void {
		while (isNoHeader(buffer, this.#length)) {
			// Noise may look like the beginning of a frame, right before one.
			this.#giveBack(buffer, SealedFrames.find(buffer.subarray(0, this.#length), 1));
		}
		if (this.#length < HEADER_BYTES) return;
		const length = buffer[LENGTH_AT + 1] * 256 + buffer[LENGTH_AT + 2];
		if (length <= OVERHEAD_BYTES || length > OVERHEAD_BYTES + MAX_TELEGRAM_BYTES) {
			this.#active = false;
			this.#fail("bad-frame");
			return;
		}
		this.#frameBytes = CONTROL_AT + length;
	}

	#open(buffer: Uint8Array): void {
		this.#active = false;
		const { decipher, onPlaintext } = this.#options;
		if (decipher === undefined) {
			this.#fail("no-key");
			return;
		}
		const iv = new Uint8Array(SYSTEM_TITLE_BYTES + 4);
		iv.set(buffer.subarray(2, LENGTH_AT));
		iv.set(buffer.subarray(COUNTER_AT, HEADER_BYTES), SYSTEM_TITLE_BYTES);
		const tagAt = this.#frameBytes - SEAL_TAG_BYTES;
		const plaintext = decipher(iv, buffer.slice(HEADER_BYTES, tagAt), buffer.slice(tagAt, this.#frameBytes));
		if (plaintext === undefined) this.#fail("bad-tag");
		else if (this.#isNew(iv)) onPlaintext(plaintext);
		else this.#fail("replayed-counter");
	}

	/** Whether a genuine frame is newer than those before. */
	#isNew(iv: Uint8Array): boolean {
		const title = iv.subarray(0, SYSTEM_TITLE_BYTES).join();
		const counter = new DataView(iv.buffer).getUint32(SYSTEM_TITLE_BYTES);
		if (title === this.#title && counter <= this.#counter) {
			this.#newFrames = counter > this.#newCounter ? this.#newFrames + 1 : 1;
			this.#newCounter = counter;
			if (this.#newFrames < FRAMES_OF_A_NEW_COUNT) return false;
		}
		if (this.#title !== "" && (title !== this.#title || counter <= this.#counter)) this.#options.onNewCount?.();
		this.#title = title;
		this.#counter = counter;
		this.#newCounter = -1;
		this.#newFrames = 0;
		return true;
	}

	#fail(fault: SealFault): void {
		this.#faults[fault]++;
		this.#options.onFault?.(fault);
	}
}

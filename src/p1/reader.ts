/** The bytes of a P1 port to telegrams, plain or encrypted, from a line of eight or of seven bits. */
import { type FramingFault, type Telegram, TelegramFramer } from "./framer.js";
import { findOddParity, stripParity } from "./parity.js";
import { type Decipher, SealedFrames, type SealFault } from "./sealed-frames.js";

export type ReaderFault = FramingFault["kind"] | SealFault;

export interface ReaderOptions {
	/** The bytes are of one meter, not of a file with many (see TelegramFramer). */
	oneMeter?: boolean | undefined;
	onTelegram: (telegram: Telegram) => void;
	/** A telegram that was not delivered. */
	onError?: ((fault: FramingFault | { kind: SealFault }) => void) | undefined;
	/** Opens encrypted telegrams. */
	decipher?: Decipher | undefined;
	/** The meter's frame counter began anew: the meter was reset, or it is another one. */
	onNewCount?(): void;
}

export class P1Reader {
	readonly #framer: TelegramFramer;
	readonly #frames: SealedFrames;
	/** Bytes have seven bits and their parity. */
	#sevenBits = false;
	#parityErrors = 0;

	constructor(options: ReaderOptions) {
		this.#framer = new TelegramFramer({
			oneMeter: options.oneMeter,
			onTelegram: options.onTelegram,
			onError: options.onError,
		});
		this.#frames = new SealedFrames({
			decipher: options.decipher,
			onPlaintext: (plaintext) => {
				// A frame holds one whole telegram, whatever noise came before it.
				this.#framer.reset();
				this.#framer.write(plaintext);
				this.#framer.reset();
			},
			onOther: (bytes) => this.#framer.write(bytes),
			onFault: (kind) => options.onError?.({ kind }),
			onNewCount: () => options.onNewCount?.(),
		});
	}

	/** How often each fault has happened. */
	get faults(): Readonly<Record<ReaderFault, number>> {
		return { ...this.#framer.faults, ...this.#frames.faults };
	}

	/** Bytes whose parity was wrong, on a line of seven bits. */
	get parityErrors(): number {
		return this.#parityErrors;
	}

	/** Bytes that were part of no telegram. */
	get skippedBytes(): number {
		return this.#framer.skippedBytes;
	}

	/** What follows comes from a line of this many bits, and so from another meter; what had begun is given up. */
	set bits(bits: 7 | 8) {
		this.silence();
		const sevenBits = bits === 7;
		if (sevenBits === this.#sevenBits) return;
		this.#sevenBits = sevenBits;
		this.#framer.forget();
		this.#framer.takesOpenEnds = sevenBits;
	}

	/** Takes the next bytes, which are the reader's own from then on. */
	write(bytes: Uint8Array): void {
		if (this.#sevenBits) this.#writeSevenBits(bytes);
		else this.#writeEightBits(bytes);
	}

	/** The line has been silent for longer than a telegram allows: what had begun is cut off. */
	silence(): void {
		this.#frames.reset();
		this.#framer.reset();
	}

	#writeEightBits(bytes: Uint8Array): void {
		let at = 0;
		while (at < bytes.length) {
			if (this.#frames.active) {
				at = this.#frames.write(bytes, at);
				continue;
			}
			// Within a plain telegram there is no frame, whatever its bytes are.
			const frame = this.#framer.idle ? SealedFrames.find(bytes, at) : bytes.length;
			this.#framer.write(at === 0 && frame === bytes.length ? bytes : bytes.subarray(at, frame));
			if (frame === bytes.length) return;
			if (!this.#framer.idle) {
				this.#framer.write(bytes.subarray(frame));
				return;
			}
			at = this.#frames.write(bytes, frame);
		}
	}

	/** A wrong byte damages the telegram that it stands in, be it its first or its last byte. */
	#writeSevenBits(bytes: Uint8Array): void {
		let start = 0;
		for (let odd = findOddParity(bytes, 0); odd < bytes.length; odd = findOddParity(bytes, start)) {
			this.#writeStripped(bytes.subarray(start, odd));
			this.#parityErrors++;
			this.#framer.spoil();
			this.#writeStripped(bytes.subarray(odd, odd + 1));
			this.#framer.spoil();
			start = odd + 1;
		}
		this.#writeStripped(bytes.subarray(start));
	}

	#writeStripped(bytes: Uint8Array): void {
		stripParity(bytes);
		this.#framer.write(bytes);
	}
}

/** Puts fragments together again on the receiver's side. */
import type { Fragment } from "./messages.js";

/** A longer body is refused, so that memory is bounded: this is three and a half times the longest telegram. */
const LONGEST_BODY = 14_336;

export type Reassembled =
	/** Taken, or already here: ask for the next. */
	| { kind: "partial" }
	/** `repeated`: it was complete before, and its acknowledgement was lost. */
	| { kind: "complete"; body: Uint8Array; repeated: boolean }
	/** The transfer's beginning is missing, or it is longer than any body: it must start anew. */
	| { kind: "broken" };

export class Reassembly {
	#transfer: number | undefined;
	#next = 0;
	#pieces: Uint8Array[] = [];
	#length = 0;

	add({ transfer, index, count, piece }: Fragment): Reassembled {
		if (transfer !== this.#transfer || index === 0) this.#begin(transfer);
		// A piece sent again because its acknowledgement was lost.
		const repeated = index < this.#next;
		if (index > this.#next) return { kind: "broken" };
		if (!repeated) {
			if (this.#length + piece.length > LONGEST_BODY) return { kind: "broken" };
			this.#pieces.push(piece.slice());
			this.#length += piece.length;
			this.#next++;
		}
		return this.#next === count ? { kind: "complete", body: this.#join(), repeated } : { kind: "partial" };
	}

	#begin(transfer: number): void {
		this.#transfer = transfer;
		this.#next = 0;
		this.#pieces = [];
		this.#length = 0;
	}

	#join(): Uint8Array {
		const body = new Uint8Array(this.#length);
		let offset = 0;
		for (const piece of this.#pieces) {
			body.set(piece, offset);
			offset += piece.length;
		}
		return body;
	}
}

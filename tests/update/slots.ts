/** An updater whose flash is an array, for tests. */
import type { Digest, Slot } from "../../src/update/updater.js";
import { sha256 } from "../../src/vendor/noble-hashes.js";

/** The half of flash that does not run. */
export class MemorySlot {
	readonly room: number;
	written: number[] = [];
	/** What the boot loader starts. */
	boots: number[] | undefined;
	isOpen = false;
	/** Flash refuses from here on. */
	failsAt = Number.POSITIVE_INFINITY;

	constructor(room = 100_000) {
		this.room = room;
	}

	readonly open = (size: number): Slot => {
		if (size > this.room) throw new Error("invalid byteLength");
		this.isOpen = true;
		this.written = [];
		return {
			write: (bytes) => {
				if (this.written.length + bytes.length > this.failsAt) throw new Error("write failed");
				for (const byte of bytes) this.written.push(byte);
			},
			complete: () => {
				if (this.written[0] !== 0xe9) throw new Error("end failed");
				this.boots = this.written;
			},
			close: () => {
				this.isOpen = false;
			},
		};
	};
}

export function portableDigest(): Digest {
	return sha256.create();
}

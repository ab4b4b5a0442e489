/**
 * Watches memory. XS restarts a board whose memory is full, in the middle of whatever it does; one whose memory fills slowly
 * is restarted here before that, and records why. Garbage is collected first: only what is alive counts.
 */
import type { Clock, Milliseconds } from "../clock.js";
import type { FreeMemory } from "../esp32/memory.js";

const LOOK: Milliseconds = 10 * 60_000;

/**
 * What must be free for the work to come: a telegram, a template or a page takes up to 16 KB of chunks and 1,400 slots for a
 * while in the receiver, the most of both boards (docs/benchmarks.md). Wi-Fi and a connection take some 10 KB outside of XS.
 */
const ENOUGH = Object.freeze({ chunkBytes: 16_384, slots: 1400, nativeBytes: 12_288 });

/** After so many looks in a row that find too little, it is not expected to come back. */
const LOOKS = 2;

export class MemoryWatch {
	#least: FreeMemory;

	/** `onShort` is told once, with a sentence. */
	constructor(clock: Clock, look: () => FreeMemory, onShort: (error: string) => void) {
		this.#least = look();
		let short = 0;
		const turn = () => {
			const free = look();
			this.#note(free);
			short = isShort(free) ? short + 1 : 0;
			if (short >= LOOKS) onShort(`memory runs out: ${describeFree(free)}`);
			else clock.after(LOOK, turn);
		};
		clock.after(LOOK, turn);
	}

	/** The least of each, of all looks. */
	get least(): FreeMemory {
		return this.#least;
	}

	#note(free: FreeMemory): void {
		const least = this.#least;
		this.#least = {
			chunkBytes: Math.min(least.chunkBytes, free.chunkBytes),
			slots: Math.min(least.slots, free.slots),
			nativeBytes: Math.min(least.nativeBytes, free.nativeBytes),
			leastNativeBytes: free.leastNativeBytes,
		};
	}
}

function isShort({ chunkBytes, slots, nativeBytes }: FreeMemory): boolean {
	return chunkBytes < ENOUGH.chunkBytes || slots < ENOUGH.slots || nativeBytes < ENOUGH.nativeBytes;
}

/** `40 KB and 2100 slots free, 96 KB beside` */
export function describeFree({ chunkBytes, slots, leastNativeBytes }: FreeMemory): string {
	return `${kilobytes(chunkBytes)} and ${slots} slots free, ${kilobytes(leastNativeBytes)} beside`;
}

function kilobytes(bytes: number): string {
	return `${Math.round(bytes / 1024)} KB`;
}

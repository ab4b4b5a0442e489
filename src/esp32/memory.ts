/** How much memory of the board is free: see memory.c. */

export interface FreeMemory {
	/** Of XS, for texts and buffers. */
	chunkBytes: number;
	/** Of XS, for everything else; 16 bytes each. */
	slots: number;
	/** Of the chip, beside XS. */
	nativeBytes: number;
	/** The least that `nativeBytes` has been since the start. */
	leastNativeBytes: number;
}

class Memory {
	collect(): void {
		native("xs_p1_memory_collect").call(this);
	}

	get chunkBytes(): number {
		return native("xs_p1_memory_chunks").call(this);
	}

	get slots(): number {
		return native("xs_p1_memory_slots").call(this);
	}

	get nativeBytes(): number {
		return native("xs_p1_memory_native").call(this);
	}

	get leastNativeBytes(): number {
		return native("xs_p1_memory_least").call(this);
	}
}

/** After a collection of garbage, which takes some milliseconds. */
export function freeMemory(): FreeMemory {
	const memory = new Memory();
	memory.collect();
	const { chunkBytes, slots, nativeBytes, leastNativeBytes } = memory;
	return { chunkBytes, slots, nativeBytes, leastNativeBytes };
}

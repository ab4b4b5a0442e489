/** FNV-1a in 32 bits: cheap, the same on every engine, and enough to tell one run from another. */
export class TraceHash {
	#value = 0x811c9dc5 | 0;

	text(text: string): this {
		for (let i = 0; i < text.length; i++) this.#add(text.charCodeAt(i));
		return this;
	}

	get value(): number {
		return this.#value >>> 0;
	}

	get hex(): string {
		return this.value.toString(16).padStart(8, "0");
	}

	#add(value: number): void {
		this.#value = Math.imul(this.#value ^ value, 0x01000193);
	}
}

/** Tells byte strings apart, as a key of a map: 52 bits of two such hashes, and collisions are not to be expected. */
export function fingerprint(bytes: Uint8Array): number {
	let a = 0x811c9dc5 | 0;
	let b = 0x2545f491 | 0;
	for (let i = 0; i < bytes.length; i++) {
		a = Math.imul(a ^ bytes[i], 0x01000193);
		b = Math.imul(b ^ bytes[i], 0x85ebca6b) ^ (b >>> 15);
	}
	return (a >>> 0) * 2 ** 20 + ((b >>> 0) & 0xfffff);
}

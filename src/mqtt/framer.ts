/**
 * Cuts the broker's byte stream into whole control packets (MQTT 3.1.1, 2.2). It stands before the parser, since that
 * keeps whatever comes until a packet is complete: here the announced length is judged before a byte of it is kept.
 */
export class PacketFramer {
	readonly #judge: (first: number, length: number) => string | undefined;
	readonly #longest: number;
	/** Type and flags, then the remaining length in one to four bytes. */
	readonly #header = new Uint8Array(5);
	#headerLength = 0;
	#packet: Uint8Array<ArrayBuffer> | undefined;
	#filled = 0;
	/** How much is still to come of a packet that is passed over. */
	#passing = 0;

	/**
	 * `judge` is given a packet's first byte and whole length, and returns what is wrong with it, if anything. A packet of more
	 * than `longest` bytes with which nothing is wrong is passed over: no byte of it is kept.
	 */
	constructor(judge: (first: number, length: number) => string | undefined, longest = Number.POSITIVE_INFINITY) {
		this.#judge = judge;
		this.#longest = longest;
	}

	/** Forgets a packet begun: for a new connection. */
	reset(): void {
		this.#headerLength = 0;
		this.#packet = undefined;
		this.#passing = 0;
	}

	/**
	 * Takes the stream's next bytes and hands each packet they complete to `take`, which may keep it, and which
	 * returns false to stop there. Returns what is wrong with the stream, or undefined; after a fault, `reset` it.
	 */
	push(chunk: Uint8Array, take: (packet: Uint8Array<ArrayBuffer>) => boolean): string | undefined {
		let at = 0;
		while (at < chunk.length) {
			if (this.#passing > 0) {
				const part = Math.min(this.#passing, chunk.length - at);
				this.#passing -= part;
				at += part;
			} else if (this.#packet === undefined) {
				const fault = this.#pushHeader(chunk[at++]);
				if (fault !== undefined) return fault;
			} else {
				const part = chunk.subarray(at, at + this.#packet.length - this.#filled);
				this.#packet.set(part, this.#filled);
				this.#filled += part.length;
				at += part.length;
			}
			if (this.#packet !== undefined && this.#filled === this.#packet.length) {
				const packet = this.#packet;
				this.reset();
				if (!take(packet)) return undefined;
			}
		}
		return undefined;
	}

	#pushHeader(byte: number): string | undefined {
		const header = this.#header;
		header[this.#headerLength++] = byte;
		if (this.#headerLength === 1) return undefined;
		if (byte >= 0x80) return this.#headerLength === header.length ? "a remaining length of over four bytes" : undefined;
		let length = this.#headerLength;
		for (let i = 1; i < this.#headerLength; i++) length += (header[i] & 0x7f) * 128 ** (i - 1);
		const fault = this.#judge(header[0], length);
		if (fault !== undefined) return fault;
		if (length > this.#longest) {
			this.#passing = length - this.#headerLength;
			this.#headerLength = 0;
			return undefined;
		}
		this.#packet = new Uint8Array(length);
		this.#packet.set(header.subarray(0, this.#headerLength));
		this.#filled = this.#headerLength;
		return undefined;
	}
}

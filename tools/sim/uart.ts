/** What comes out of a UART that reads a line at another speed than it is sent at. */

/** Start bit, eight bits (or seven and their parity), stop bit. */
export const BITS_PER_BYTE = 10;

/** Whether the line is high in the `index`th bit of what is sent; it rests high. */
function isHigh(sent: Uint8Array, index: number): boolean {
	const byte = Math.floor(index / BITS_PER_BYTE);
	const bit = index - byte * BITS_PER_BYTE;
	if (byte >= sent.length || bit === BITS_PER_BYTE - 1) return true;
	return bit > 0 && ((sent[byte] >> (bit - 1)) & 1) === 1;
}

/**
 * The bytes that are read at `readBaud` of what is sent at `sentBaud`: a falling edge begins a byte, each bit is sampled
 * in its middle, and where the stop bit is low the line must rest before the next byte.
 */
export function misread(sent: Uint8Array, sentBaud: number, readBaud: number): Uint8Array {
	const width = sentBaud / readBaud;
	const end = sent.length * BITS_PER_BYTE;
	const high = (time: number) => isHigh(sent, Math.floor(time));
	const read: number[] = [];
	let time = 0;
	while (time < end) {
		if (high(time)) {
			time = Math.floor(time) + 1;
			continue;
		}
		let byte = 0;
		for (let bit = 0; bit < 8; bit++) if (high(time + width * (bit + 1.5))) byte |= 1 << bit;
		read.push(byte);
		time += width * 9.5;
		while (time < end && !high(time)) time = Math.floor(time) + 1;
	}
	return Uint8Array.from(read);
}

/** Each byte's seven bits, with even parity above them. */
export function withEvenParity(bytes: Uint8Array): Uint8Array {
	return bytes.map((byte) => {
		const seven = byte & 0x7f;
		let ones = 0;
		for (let bits = seven; bits !== 0; bits >>= 1) ones += bits & 1;
		return ones % 2 === 0 ? seven : seven | 0x80;
	});
}

/** The part of Node's Buffer that mqtt-packet and BufferList use, on any engine. Text is UTF-8, always. */
import { utf8Decode, utf8Encode, utf8Length } from "./utf8.js";

export class Buffer extends Uint8Array {
	static alloc(length) {
		return new Buffer(length);
	}

	static allocUnsafe(length) {
		return new Buffer(length);
	}

	/** A string's UTF-8, a view on an ArrayBuffer, or a copy of anything iterable. */
	static from(source, offset, length) {
		if (typeof source === "string") {
			const bytes = new Buffer(utf8Length(source));
			bytes.write(source);
			return bytes;
		}
		return source instanceof ArrayBuffer ? new Buffer(source, offset, length) : new Buffer(source);
	}

	static isBuffer(value) {
		return value instanceof Buffer;
	}

	static byteLength(value) {
		return typeof value === "string" ? utf8Length(value) : value.byteLength;
	}

	static concat(list, length = list.reduce((sum, bytes) => sum + bytes.length, 0)) {
		const whole = new Buffer(length);
		let at = 0;
		for (const bytes of list) {
			whole.set(bytes, at);
			at += bytes.length;
		}
		return whole;
	}

	write(text, offset = 0) {
		return utf8Encode(text, this, offset);
	}

	copy(target, targetStart = 0, start = 0, end = this.length) {
		const part = this.subarray(start, Math.min(end, start + target.length - targetStart));
		target.set(part, targetStart);
		return part.length;
	}

	/** A view, not a copy: here Node's Buffer differs from Uint8Array. */
	slice(start, end) {
		return this.subarray(start, end);
	}

	toString(_encoding, start = 0, end = this.length) {
		return utf8Decode(this, start, Math.min(end, this.length));
	}

	readUInt8(offset = 0) {
		return this[offset];
	}

	readUInt16BE(offset = 0) {
		return (this[offset] << 8) | this[offset + 1];
	}

	readUInt32BE(offset = 0) {
		return this.readUInt16BE(offset) * 0x10000 + this.readUInt16BE(offset + 2);
	}

	writeUInt8(value, offset = 0) {
		this[offset] = value;
		return offset + 1;
	}

	writeUInt16BE(value, offset = 0) {
		this[offset] = value >>> 8;
		this[offset + 1] = value;
		return offset + 2;
	}

	writeUInt32BE(value, offset = 0) {
		this.writeUInt16BE(value >>> 16, offset);
		return this.writeUInt16BE(value & 0xffff, offset + 2);
	}
}

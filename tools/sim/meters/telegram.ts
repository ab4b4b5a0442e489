/** Lines to bytes. */
import { crc16 } from "../../../src/p1/crc16.js";

/** Joins lines to a telegram and adds its CRC (DSMR 5.0.2, 6.2). */
export function telegramOf(lines: readonly string[]): Uint8Array {
	const text = `${lines.join("\r\n")}\r\n!`;
	const bytes = new Uint8Array(text.length + 6);
	put(bytes, 0, text);
	const crc = crc16(bytes, text.length).toString(16).toUpperCase().padStart(4, "0");
	put(bytes, text.length, `${crc}\r\n`);
	return bytes;
}

/** The same of a meter that sends no CRC, as those before DSMR 4. */
export function bareTelegramOf(lines: readonly string[]): Uint8Array {
	const text = `${lines.join("\r\n")}\r\n!\r\n`;
	const bytes = new Uint8Array(text.length);
	put(bytes, 0, text);
	return bytes;
}

/** One byte for each character (ISO 8859-1). */
function put(bytes: Uint8Array, at: number, text: string): void {
	for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}

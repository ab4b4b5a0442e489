/**
 * How a program on the other end tells the answers to its commands from log lines and noise: `#ID CRC TEXT`. The ID is the command's,
 * up to four letters or digits, and comes back with each line of the answer; the CRC is CRC-16/ARC over `ID TEXT`, four
 * hexadecimal digits. A person leaves all of it out.
 */
import { crc16 } from "../p1/crc16.js";
import { encodeUtf8 } from "../utf8.js";

export type ReadLine =
	| { kind: "plain"; text: string }
	| { kind: "tagged"; id: string; text: string }
	/** It was tagged, and is no longer as it was sent. */
	| { kind: "damaged" };

const TAGGED = /^#([0-9A-Za-z]{1,4}) ([0-9A-F]{4}) (.*)$/;

export function tagLine(id: string, text: string): string {
	return `#${id} ${crcOf(id, text)} ${text}`;
}

export function readTaggedLine(line: string): ReadLine {
	if (!line.startsWith("#")) return { kind: "plain", text: line };
	const match = TAGGED.exec(line);
	if (match === null || match[2] !== crcOf(match[1], match[3])) return { kind: "damaged" };
	return { kind: "tagged", id: match[1], text: match[3] };
}

function crcOf(id: string, text: string): string {
	return crc16(encodeUtf8(`${id} ${text}`))
		.toString(16)
		.toUpperCase()
		.padStart(4, "0");
}

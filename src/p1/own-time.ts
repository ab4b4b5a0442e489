/** A telegram's own time (0-0:1.0.0), found without reading the rest of it: asked of every telegram of a meter. */
import { LF, NUL } from "./ascii.js";
import { readTime } from "./meter-time.js";
import { clockSeconds } from "./utc.js";

/** Seconds. On quarters of the hour grid operators charge, and Home Assistant keeps its statistics by the hour. */
export const QUARTER_HOUR = 900;

const CODE = Object.freeze(Array.from("0-0:1.0.0(", (character) => character.charCodeAt(0)));
const CLOSE = 0x29;
/** As COSEM writes it, in hexadecimal. */
const LONGEST = 24;

/**
 * Which quarter of an hour it is by the meter's clock: another number in each, where the clocks change as well. Undefined
 * for a meter that has no clock, or has lost its time.
 */
export function quarterHourOf(telegram: Uint8Array): number | undefined {
	for (let start = 0; start < telegram.length; ) {
		// Some meters send one after the line end.
		while (telegram[start] === NUL) start++;
		if (startsWith(telegram, start)) return quarterAt(telegram, start + CODE.length);
		const feed = telegram.indexOf(LF, start);
		if (feed < 0) return undefined;
		start = feed + 1;
	}
	return undefined;
}

function startsWith(telegram: Uint8Array, start: number): boolean {
	for (let place = 0; place < CODE.length; place++) if (telegram[start + place] !== CODE[place]) return false;
	return true;
}

function quarterAt(telegram: Uint8Array, start: number): number | undefined {
	let text = "";
	for (let at = start; at < start + LONGEST && at < telegram.length && telegram[at] !== CLOSE; at++) {
		text += String.fromCharCode(telegram[at]);
	}
	const time = readTime(text);
	return typeof time === "string" ? undefined : Math.floor(clockSeconds(time.local) / QUARTER_HOUR);
}

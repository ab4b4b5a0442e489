/** A telegram of only those lines that somebody waits for: what it is and when, registers, powers, gas, water, heat. */
import { CrcForm, crcStartOf, readCrc, writeCrc } from "./crc-form.js";

const LINE_FEED = 0x0a;
const OPEN = 0x28;
const CRC_ROOM = 4;

/** What a line's code must be like; `n` stands for any digit. */
const WANTED: readonly string[] = Object.freeze([
	"0-0:1.0.0",
	// Who it is: readings without an identity would be another meter's.
	"0-0:96.1.0",
	"0-0:96.1.1",
	"0-0:96.1.255",
	"0-0:42.0.0",
	"1-0:0.0.0",
	// Where it hangs, of an Israeli meter: by that its time becomes UTC.
	"0-0:96.14.1",
	"n-n:1.8.n",
	"n-n:2.8.n",
	"n-n:1.7.0",
	"n-n:2.7.0",
	"n-n:15.7.0",
	"0-n:24.1.0",
	"0-n:24.2.n",
	"0-n:24.3.0",
]);
const ANY_DIGIT = 0x6e;
const ZERO = 0x30;

/** The telegram without all other lines, with a CRC of its own where it had one. */
export function wantedLines(telegram: Uint8Array): Uint8Array {
	const kept = new Uint8Array(telegram.length + CRC_ROOM);
	const crcStart = crcStartOf(telegram);
	let length = 0;
	let start = 0;
	let isKept = true;
	const end = crcStart < 0 ? telegram.length : crcStart;
	while (start < end) {
		const feed = telegram.indexOf(LINE_FEED, start);
		const next = feed < 0 || feed >= end ? end : feed + 1;
		// A line that goes on with the one before shares its fate; the blank line and what comes before it stay.
		if (telegram[start] !== OPEN) isKept = isWanted(telegram, start, next);
		if (isKept) {
			kept.set(telegram.subarray(start, next), length);
			length += next - start;
		}
		start = next;
	}
	if (crcStart < 0) return kept.slice(0, length);
	const { form, digits } = readCrc(telegram, crcStart);
	length = writeCrc(kept, length, form === CrcForm.other ? CrcForm.upper : form, 0);
	const rest = telegram.subarray(crcStart + digits);
	kept.set(rest, length);
	return kept.slice(0, length + rest.length);
}

function isWanted(telegram: Uint8Array, start: number, end: number): boolean {
	const first = telegram[start];
	const isObject = first >= ZERO && first < ZERO + 10;
	if (!isObject) return true;
	return WANTED.some((pattern) => {
		for (let place = 0; place < pattern.length; place++) {
			const byte = telegram[start + place];
			const wanted = pattern.charCodeAt(place);
			const isDigit = byte >= ZERO && byte < ZERO + 10;
			if (wanted === ANY_DIGIT ? !isDigit : byte !== wanted) return false;
		}
		const behind = telegram[start + pattern.length];
		return start + pattern.length < end && !(behind >= ZERO && behind < ZERO + 10);
	});
}

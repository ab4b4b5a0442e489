/** Bytes as text: telegrams, topics and payloads are ASCII. */

/** What a call may take as arguments on any engine. */
const SLICE = 1024;

/** Each byte is one character. */
export function textOf(bytes: Uint8Array): string {
	let text = "";
	for (let start = 0; start < bytes.length; start += SLICE) {
		const slice = bytes.subarray(start, start + SLICE);
		// The types ask for an array, the language for anything with indices; spreading takes ten times as long.
		text += String.fromCharCode.apply(undefined, slice as unknown as number[]);
	}
	return text;
}

/** `JSON.stringify`, with `\u` for what is not ASCII: then its length in characters is its length in bytes. */
export function asciiJSON(value: unknown): string {
	return JSON.stringify(value).replace(
		/[\u007f-\uffff]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}

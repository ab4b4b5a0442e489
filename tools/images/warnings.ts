/**
 * What the SDK warns of while it compiles and links an image. Most is of xsl: a preloaded object or variable that could
 * still change gets 4 bytes of RAM, its alias. Each kind that there is has its reason here; any other one is a problem.
 */
export interface KnownWarning {
	line: RegExp;
	/** Why it is left as it is, as a sentence without its full stop. */
	reason: string;
}

export const KNOWN_WARNINGS: readonly KnownWarning[] = Object.freeze([
	{
		line: /\/inlet\.js:2: warning: cannot optimize native!$/,
		reason:
			"the constructor of the meter's line calls super() first, so that it is no bare native: one call at opening",
	},
	{
		line: /\/sha256\.js:11: warning: cannot optimize native!$/,
		reason: "the digest is made a Uint8Array, so that it is no bare native: one call in an update",
	},
	{
		line: /\/modules\/io\/socket\/lwip\/listener\.js:\d+: warning: cannot optimize native!$/,
		reason: "a class of the SDK's own",
	},
	{
		line: /^### warning: resetReason: default\(\) reasons: not frozen$/,
		reason: "a table of the SDK's own",
	},
	{
		line: / crc32\(\) T[0-9a-f]: no const$/,
		reason: "tables of the npm package crc-32, bundled as they are, whose variables are declared with var",
	},
	{
		line: / AES\.prototype\.\w+\(\) \w+: (?:no const|not frozen)$/,
		reason: "tables of the npm package aes-js, bundled as they are, whose variables are declared with var",
	},
	{
		line: / (?:sha256|sha512|expand)\(\) .*\b_?[A-Z]\w*: no const$/,
		reason: "constants of the npm package @noble/hashes: the bundler makes var of const",
	},
	{
		line: / SignatureCheck\(\) 0\(\) Point\b.* \w+: no const$/,
		reason: "constants of the npm package @noble/ed25519: the bundler makes var of const",
	},
	{
		line: / MQTTClient\(\) 0\(\) 0\(\) (?:PacketDecoder|encodePuback)\(\) .*: (?:no const|not frozen)$/,
		reason: "tables and caches of the npm package mqtt-packet, bundled as they are",
	},
	{
		line: / (?:\w+Lines|Roster\.prototype\.news|Values\.prototype\.\d+|valueStates)\.prototype: not frozen$/,
		reason: "each generator function has a prototype of its own, which nobody touches",
	},
	{
		line: / METRICS\[\d+\]\.samples\(\) \w+: no const$/,
		reason: "parameters of the functions that make the table of metrics, which nobody writes to",
	},
	{
		line: / EXTERNAL\[\d+\]\.units\[\d+\]: not frozen$/,
		reason: "a row of a frozen table, which nobody writes to",
	},
	{
		line: / (?:FRONT_END_REGISTERS|STEPS)\[\d+\]: not frozen$/,
		reason: "rows of two frozen tables of the radio's driver: to freeze each would hide the table for 76 bytes of RAM",
	},
]);

/** The warnings in what mcconfig has printed. */
export function warningsIn(output: string): string[] {
	return output.split("\n").filter((line) => /\bwarning\b/.test(line));
}

/** Those for which there is no reason. */
export function unexplained(warnings: readonly string[]): string[] {
	return warnings.filter((warning) => !KNOWN_WARNINGS.some(({ line }) => line.test(warning)));
}

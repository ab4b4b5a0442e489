/**
 * The npm packages that go to the board, as bundles in `src/vendor/`. Moddable knows neither CommonJS nor
 * `node_modules`, so each becomes one ES module that portable code imports as `../vendor/<name>.js`. Beside it stands
 * a hand-written `<name>.d.ts`, which declares what the product uses and no more.
 */
export interface VendorPackage {
	/** The bundle's file name in `src/vendor/`, without `.js`. */
	name: string;
	/** The source text of the bundle's entry: what it exports from the package, by name. */
	entry: string;
	/** Modules to replace, each by a file relative to `tools/vendor/`: what Node has and the board has not. */
	alias: Readonly<Record<string, string>>;
	/**
	 * Changes to the bundle's text, each of which must apply exactly as often as it says. On the board a module's body has
	 * run when the image is linked and what it made lies in flash: a typed array made there can't be written to any more,
	 * and a table of 256 numbers takes 4 KB, whether it is needed or not.
	 */
	edits?: readonly Edit[];
}

export interface Edit {
	/** An expression without groups. */
	from: string | RegExp;
	to: string;
	/** How often it is there; once where not given. */
	times?: number;
}

export const VENDOR_PACKAGES: readonly VendorPackage[] = [
	{
		name: "aes-js",
		entry: `export { AES } from "aes-js";`,
		alias: {},
		// CCM and GCM only encrypt blocks: neither the tables for decryption, nor its round keys, nor other modes.
		edits: [
			{ from: / {6}var (?:Si|T[5-8]|U[1-4]) = \[.*\];\n/, to: "", times: 9 },
			{
				from: / *this\._Kd(?: = \[\]|\.push\(\[0, 0, 0, 0\]\)|\[rounds - index\]\[i % 4\] = tk\[i\]);\n/,
				to: "",
				times: 3,
			},
			{ from: /tk\[i\];\n *this\._Kd\[rounds - r\]\[c\] = tk\[i\+\+\];/, to: "tk[i++];" },
			{ from: / {8}for \(var r = 1; r < rounds; r\+\+\) \{\n *for \(var c = 0;[\s\S]*?\n {8}\}\n/, to: "" },
			{
				from: / {6}AES2\.prototype\.decrypt = [\s\S]*?var aesjs = [\s\S]*?\n {6}\};\n/,
				to: "      var aesjs = { AES: AES2 };\n",
			},
		],
	},
	{ name: "crc-32", entry: `export { buf as crc32 } from "crc-32";`, alias: {} },
	{
		name: "mqtt-packet",
		// Its cache of all 65,536 two-byte numbers would take 7 MB, and is built with the first packet: off before that.
		entry: `
			import { Buffer } from "buffer";
			import mqtt from "mqtt-packet";
			mqtt.writeToStream.cacheNumbers = false;
			export const { generate, parser } = mqtt;
			export { Buffer };`,
		alias: {
			bl: "shims/bl.cjs",
			buffer: "shims/buffer.js",
			debug: "shims/debug.cjs",
			events: "shims/events.js",
			"process-nextick-args": "shims/process-nextick-args.cjs",
		},
	},
	{
		name: "noble-ed25519",
		entry: `export { Point } from "@noble/ed25519"; export { sha512 } from "@noble/hashes/sha2.js";`,
		alias: {},
		edits: [
			{ from: "var SHA512_W_H = /* @__PURE__ */ new Uint32Array(80);", to: "var SHA512_W_H;" },
			{ from: "var SHA512_W_L = /* @__PURE__ */ new Uint32Array(80);", to: "var SHA512_W_L;" },
			{
				from: "process(view, offset) {",
				to: "process(view, offset) {\n    SHA512_W_H ??= new Uint32Array(80);\n    SHA512_W_L ??= new Uint32Array(80);",
			},
		],
	},
	{
		name: "noble-hashes",
		entry: `export { expand, extract } from "@noble/hashes/hkdf.js"; export { sha256 } from "@noble/hashes/sha2.js";`,
		alias: {},
		edits: [
			{ from: "var SHA256_W = /* @__PURE__ */ new Uint32Array(64);", to: "var SHA256_W;" },
			{ from: "process(view, offset) {", to: "process(view, offset) {\n    SHA256_W ??= new Uint32Array(64);" },
			{ from: "var HKDF_COUNTER = /* @__PURE__ */ Uint8Array.of(0);\n", to: "" },
			{
				from: "function expand(hash, prk, info, length = 32, _recycled) {",
				to: "function expand(hash, prk, info, length = 32, _recycled) {\n  const HKDF_COUNTER = Uint8Array.of(0);",
			},
		],
	},
];

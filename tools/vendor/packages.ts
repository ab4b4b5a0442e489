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
}

export const VENDOR_PACKAGES: readonly VendorPackage[] = [
	{ name: "aes-js", entry: `export { AES } from "aes-js";`, alias: {} },
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
		name: "noble-hashes",
		entry: `export { expand, extract } from "@noble/hashes/hkdf.js"; export { sha256 } from "@noble/hashes/sha2.js";`,
		alias: {},
	},
];

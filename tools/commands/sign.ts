/** `p1-lora sign`: makes an update's file of an image, and the key that such files are signed with. */
import type { KeyObject } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { ImageHead } from "../../src/update/image-head.js";
import { VERSION } from "../../src/version.js";
import { PROGRAMS } from "../installer/manifest.js";
import { makeSigningKey, publicKeyOf, readSigningKey, signImage } from "../update/sign.js";
import { given, parseArguments } from "./arguments.js";
import { reasonOf, UserError } from "./user-error.js";

const HELP = `Usage: p1-lora sign --new-key FILE
       p1-lora sign --public-key FILE
       p1-lora sign IMAGE --key FILE [options]

The first makes a key, into a file that only you can read: whoever has it can put programs on your boards. The first and the
second print what a receiver is built with to know that key (npm run build:receiver -- --update-key ...). The third makes an
update of an image (build/tmp/esp32/BOARD/release/p1-lora-receiver/xsProj-esp32/build/xs_esp32.bin).

  --key FILE      the key
  --version V     of the image (default ${VERSION}, this release's)
  --board NAME    a folder of boards/ (default ttgo-t3-v1.6.1)
  --role ROLE     receiver (the default) or transmitter
  --out FILE      where the update goes (default p1-lora-ROLE-VERSION.p1u)`;

export function sign(args: string[]): number {
	const { values, positionals } = parseArguments({
		args,
		allowPositionals: true,
		options: {
			"new-key": { type: "string" },
			"public-key": { type: "string" },
			key: { type: "string" },
			version: { type: "string", default: VERSION },
			board: { type: "string", default: "ttgo-t3-v1.6.1" },
			role: { type: "string", default: "receiver" },
			out: { type: "string" },
			help: { type: "boolean", default: false, short: "h" },
		},
	});
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	if (values["new-key"] !== undefined) writeKey(values["new-key"]);
	const shown = values["new-key"] ?? values["public-key"];
	if (shown !== undefined) {
		console.log(hex(publicKeyOf(readKey("--public-key", shown))));
		return 0;
	}
	const [path] = positionals;
	if (path === undefined || values.key === undefined) throw new UserError("an image and --key are wanted: see --help.");
	const { role, board, version } = values;
	if (role !== "receiver" && role !== "transmitter")
		throw new UserError(`${given("--role", role)}: give receiver or transmitter.`);
	const out = values.out ?? `p1-lora-${role}-${version}.p1u`;
	const image = readImage(path);
	const key = readKey("--key", values.key);
	const file = update(image, { role, board, version }, key);
	write("--out", out, file);
	console.log(`${out}: version ${version} for the ${role} on a ${board}, ${file.length} bytes`);
	if (role === "receiver" && !hasText(image, hex(publicKeyOf(key))))
		console.log("Once it runs, it takes no update that is signed with this key: build it with --update-key for that.");
	return 0;
}

function readImage(path: string): Uint8Array {
	const image = read("IMAGE", path);
	if (image[0] !== 0xe9)
		throw new UserError("this is no image of ESP-IDF's: give the xs_esp32.bin that the build has left.");
	return image;
}

function update(image: Uint8Array, about: Omit<ImageHead, "size" | "hash">, key: KeyObject): Uint8Array {
	let file: Uint8Array;
	try {
		file = signImage(image, about, key);
	} catch (error) {
		throw new UserError(`${reasonOf(error)}.`);
	}
	checkIsThat(image, about);
	return file;
}

/** Those of the program end with a NUL. */
function hasText(image: Uint8Array, text: string): boolean {
	return Buffer.from(image.buffer, image.byteOffset, image.length).includes(`${text}\0`);
}

/**
 * A program has its version, its board's name and, for Improv, its own name in it. One that runs as another version than was
 * announced would be taken for an update that did not come up, and never be kept.
 */
function checkIsThat(image: Uint8Array, { role, board, version }: Omit<ImageHead, "size" | "hash">): void {
	const has = (text: string) => hasText(image, text);
	const improv = PROGRAMS.find((program) => program.role === role && program.improvWait > 0);
	if (improv !== undefined && !has(improv.name))
		throw new UserError(`this is no image of the ${role}'s: give the one that its build has left.`);
	if (!has(board))
		throw new UserError(`${given("--board", board)}: the image was not built for that board. Say for which it was.`);
	if (!has(version))
		throw new UserError(
			`${given("--version", version)}: the image is of another one. Give the version that it was built as.`,
		);
}

/** Never over another file: images signed with a lost key are the last ones that a board takes. */
function writeKey(path: string): void {
	if (existsSync(path))
		throw new UserError(`--new-key is "${path}": that file is there already, and is not written over.`);
	write("--new-key", path, makeSigningKey(), 0o600);
}

function readKey(option: string, path: string) {
	const text = new TextDecoder().decode(read(option, path));
	try {
		return readSigningKey(text);
	} catch {
		throw new UserError(`${option} is "${path}": that is no key made with p1-lora sign --new-key.`);
	}
}

function read(what: string, path: string): Uint8Array {
	try {
		return new Uint8Array(readFileSync(path));
	} catch (error) {
		throw new UserError(`${given(what, path)}: ${reasonOf(error)}.`);
	}
}

function write(what: string, path: string, content: string | Uint8Array, mode = 0o644): void {
	try {
		writeFileSync(path, content, { mode });
	} catch (error) {
		throw new UserError(`${given(what, path)}: ${reasonOf(error)}.`);
	}
}

function hex(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("hex");
}

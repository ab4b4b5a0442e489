import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignatureCheck } from "../../src/crypto/ed25519.js";
import { decodeHead, ENVELOPE_BYTES, HEAD_BYTES } from "../../src/update/image-head.js";
import { sign } from "../../tools/commands/sign.js";
import { hex } from "../crypto/hex.js";
import { assert, test } from "../harness/index.js";
import { catchOutput } from "./caught-output.js";

function inFolder(body: (folder: string) => void): void {
	const folder = mkdtempSync(join(tmpdir(), "p1-lora-sign-"));
	try {
		body(folder);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** As ESP-IDF leaves it, with the texts that the program has in it. */
function imageOf(...texts: string[]): Uint8Array {
	return new Uint8Array(
		Buffer.concat([Uint8Array.of(0xe9, 1, 2, 3), Buffer.from(texts.map((text) => `${text}\0`).join(""))]),
	);
}

/** What the command prints. */
function run(...args: string[]): string {
	const caught = catchOutput();
	try {
		assert.equal(sign(args), 0);
		return caught.out;
	} finally {
		caught.release();
	}
}

test("a key is made once, for its owner's eyes, and an image signed with it is a receiver's", () => {
	inFolder((folder) => {
		const [key, image, out] = ["key", "image.bin", "x.p1u"].map((name) => join(folder, name));
		const printed = run("--new-key", key);
		assert.match(printed, /^[0-9a-f]{64}$/);
		assert.equal(statSync(key).mode & 0o777, 0o600);
		assert.equal(run("--public-key", key), printed);
		assert.throws(() => sign(["--new-key", key]), /that file is there already, and is not written over/);
		const texts = ["P1-LoRa receiver", "ttgo-t3-v1.6.1", "1.2.3"];
		writeFileSync(image, imageOf(...texts));
		assert.match(run(image, "--key", key, "--version", "1.2.3", "--out", out), /takes no update .* with this key/);
		const bytes = imageOf(...texts, printed);
		writeFileSync(image, bytes);
		assert.match(
			run(image, "--key", key, "--version", "1.2.3", "--out", out),
			/version 1\.2\.3 for the receiver on a \S+ \d+ bytes$/,
		);
		const file = new Uint8Array(readFileSync(out));
		const hash = new Uint8Array(createHash("sha256").update(bytes).digest());
		const about = { role: "receiver", board: "ttgo-t3-v1.6.1", version: "1.2.3" } as const;
		assert.deepEqual(decodeHead(file.subarray(0, HEAD_BYTES)), { ...about, size: bytes.length, hash });
		const check = new SignatureCheck(file.slice(HEAD_BYTES, ENVELOPE_BYTES), file.slice(0, HEAD_BYTES), hex(printed));
		let genuine: boolean | undefined;
		while (genuine === undefined) genuine = check.step();
		assert.ok(genuine);
	});
});

test("what can't be signed is refused in a sentence", () => {
	inFolder((folder) => {
		const [key, image] = [join(folder, "key"), join(folder, "image.bin")];
		run("--new-key", key);
		writeFileSync(image, "text");
		for (const [args, message] of [
			[[], /an image and --key are wanted/],
			[[join(folder, "none"), "--key", key], /there is no such file/],
			[[image, "--key", key], /no image of ESP-IDF's/],
			[["--public-key", image], /no key made with p1-lora sign/],
			[[image, "--key", key, "--role", "gateway"], /give receiver or transmitter/],
		] as const) {
			assert.throws(() => sign([...args]), message);
		}
		writeFileSync(image, Uint8Array.of(0xe9));
		assert.throws(() => sign([image, "--key", key, "--version", "1"]), /three numbers/);
	});
});

test("an image that is not what is said of it is not signed: the receiver would take it for an update that failed", () => {
	inFolder((folder) => {
		const [key, image] = [join(folder, "key"), join(folder, "image.bin")];
		run("--new-key", key);
		for (const [texts, message] of [
			[["ttgo-t3-v1.6.1", "0.2.0"], /no image of the receiver's/],
			[
				["P1-LoRa receiver", "heltec-lora-32-v2", "0.2.0"],
				/--board is "ttgo-t3-v1\.6\.1": the image was not built for that/,
			],
			[["P1-LoRa receiver", "ttgo-t3-v1.6.1", "0.2.0"], /--version is "0\.3\.0": the image is of another one/],
		] as const) {
			writeFileSync(image, imageOf(...texts));
			assert.throws(() => sign([image, "--key", key, "--version", "0.3.0"]), message);
		}
		writeFileSync(image, imageOf("ttgo-t3-v1.6.1", "0.3.0"));
		run(image, "--key", key, "--version", "0.3.0", "--role", "transmitter", "--out", join(folder, "x.p1u"));
	});
});

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildXsnap } from "../../tools/xs/build.js";
import { assert, test } from "../harness/index.js";

/** Builds in an empty cache, with programs of these names replaced by shell scripts, and expects a failure. */
async function failedBuild(
	programs: Readonly<Record<string, string>>,
	pattern: RegExp,
	bits: 32 | 64 = 64,
): Promise<Error> {
	const folder = mkdtempSync(join(tmpdir(), "p1-lora-build-"));
	const cache = join(folder, "cache");
	const path = process.env.PATH;
	try {
		mkdirSync(join(folder, "bin"));
		for (const [name, script] of Object.entries(programs)) {
			writeFileSync(join(folder, "bin", name), `#!/bin/sh\n${script}\n`);
			chmodSync(join(folder, "bin", name), 0o755);
		}
		process.env.PATH = `${join(folder, "bin")}:${path}`;
		const error = await assert.rejects(buildXsnap(bits, { cache, compiler: "cc", progress: () => {} }), pattern);
		assert.deepEqual(readdirSync(cache), [], "nothing half-made stays behind");
		return error;
	} finally {
		process.env.PATH = path;
		rmSync(folder, { recursive: true, force: true });
	}
}

const COMPILES = "exit 0";

test("without a C compiler the XS build says what to install", async () => {
	const error = await failedBuild({ cc: "exit 1", make: "exit 0" }, /C compiler and make/);
	assert.match(error.message, /^The XS engine .* run `[^`]+`\.$/);
});

test("without make the XS build says what to install", async () => {
	await failedBuild({ cc: COMPILES, make: "exit 127" }, /^The XS engine .* run `[^`]+`\.$/);
});

test("a compiler that makes no 32-bit programs is told apart from none", async () => {
	const only64 = `case "$*" in *-m32*) exit 1;; esac`;
	await failedBuild(
		{ cc: only64, make: "exit 0" },
		/no 32-bit programs here: run `apt-get install gcc-multilib`\.$/,
		32,
	);
});

test("sources that can't be fetched are told with npm's last words", async () => {
	const npm = `echo "npm error network unreachable" >&2; exit 1`;
	await failedBuild(
		{ cc: COMPILES, make: "exit 0", npm },
		/could not be fetched: npm ended with exit code 1\.[\s\S]*network unreachable/,
	);
});

test("sources that are not the known ones are not used", async () => {
	const npm = `echo forged > agoric-xsnap-0.15.0.tgz`;
	await failedBuild({ cc: COMPILES, make: "exit 0", npm }, /SHA-512 differs/);
});

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findToolchain } from "../../tools/flash/toolchain.js";
import { type ProcessResult, runProcess } from "../../tools/process.js";
import { assert, test } from "../harness/index.js";
import { makeUpBuild, ONE_SLOT_PLACES, tableOf, USUAL_PLACES } from "./made-up-build.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Fake {
	env: NodeJS.ProcessEnv;
	run(...args: string[]): Promise<ProcessResult>;
	/** For `--out`. */
	out: string;
	/** What mcconfig and python were called with. */
	calls(): string[];
}

interface FakeOptions {
	sdk?: string;
	idf?: string;
	/** mcconfig's and python's exit codes. */
	exit?: number;
	pythonExit?: number;
	/** The role of an image that mcconfig leaves where it would. */
	builds?: string;
	/** Bytes of its program. */
	app?: Uint8Array;
}

function script(path: string, text: string): void {
	writeFileSync(path, `#!/bin/sh\n${text}\n`);
	chmodSync(path, 0o755);
}

/** An SDK and an ESP-IDF that only note what they are asked for. */
async function withFakes(options: FakeOptions, use: (fake: Fake) => Promise<void>): Promise<void> {
	const { sdk = "8.2.3", idf = "6 0 0", exit = 0, pythonExit = exit, builds, app } = options;
	const folder = mkdtempSync(join(tmpdir(), "p1-lora-flash-"));
	const tools = join(folder, "sdk/build/bin/lin/release");
	for (const path of [tools, join(folder, "sdk/tools"), join(folder, "idf/tools/cmake"), join(folder, "bin")]) {
		mkdirSync(path, { recursive: true });
	}
	const log = join(folder, "calls");
	writeFileSync(log, "");
	writeFileSync(join(folder, "sdk/tools/VERSION"), `${sdk}\n`);
	const [major, minor, patch] = idf.split(" ");
	const version = `set(IDF_VERSION_MAJOR ${major})\nset(IDF_VERSION_MINOR ${minor})\nset(IDF_VERSION_PATCH ${patch})\n`;
	writeFileSync(join(folder, "idf/tools/cmake/version.cmake"), version);
	// As mcconfig does it: below the folder behind -o, its first argument.
	let leave = "";
	if (builds !== undefined) {
		const made = join(folder, "made");
		makeUpBuild(join(made, "two-slots"), builds, app && { app });
		const whole = { csv: tableOf("one-slot"), places: ONE_SLOT_PLACES };
		makeUpBuild(join(made, "one-slot"), builds, app === undefined ? whole : { ...whole, app });
		const place = `"$2/tmp/esp32/ttgo-t3-v1.6.1/release/p1-lora-${builds}/xsProj-esp32"`;
		leave = `mkdir -p ${place}/build && cp -r '${made}/'"$P1_LORA_SLOTS"/. ${place}/build`;
	}
	script(join(tools, "mcconfig"), `echo "mcconfig $* with $P1_LORA_SLOTS" >> '${log}'\n${leave}\nexit ${exit}`);
	script(join(folder, "bin/python"), `echo "$IDF_WORD python $*" >> '${log}'\nexit ${pythonExit}`);
	writeFileSync(join(folder, "idf/export.sh"), "echo 'Done! You can now compile.'\nexport IDF_WORD=idf:\n");
	const env: NodeJS.ProcessEnv = {
		...process.env,
		MODDABLE: join(folder, "sdk"),
		IDF_PATH: join(folder, "idf"),
		PATH: `${join(folder, "bin")}:${process.env.PATH}`,
	};
	const program = ["--import", "tsx", join(ROOT, "tools/flash.ts")];
	try {
		await use({
			env,
			out: join(folder, "out"),
			run: (...args) => runProcess(process.execPath, [...program, ...args], { cwd: ROOT, env, timeout: 60_000 }),
			calls: () => readFileSync(log, "utf8").split("\n").slice(0, -1),
		});
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function codeOf(result: ProcessResult): number | string {
	return result.ended === "exit" ? result.code : result.ended;
}

test("an image is built by mcconfig with its own manifest, for the board that is wanted", () =>
	withFakes({ builds: "receiver" }, async ({ run, calls, out }) => {
		assert.equal(codeOf(await run("build", "receiver", "--out", out)), 0);
		const [call] = calls();
		assert.ok(call.includes("-p esp32:./boards/ttgo-t3-v1.6.1 -t build src/receiver/manifest.json"), call);
	}));

test("a build that fails ends with mcconfig's exit code, and nothing is flashed", () =>
	withFakes({ exit: 2 }, async ({ run, calls }) => {
		assert.equal(codeOf(await run("flash", "transmitter", "--port", "/dev/ttyUSB0")), 2);
		assert.equal(calls().length, 1);
	}));

test("what was built is written to where the build says, by ESP-IDF's own esptool, and the exit code is 0", async () => {
	for (const role of ["transmitter", "receiver"]) {
		await withFakes({ builds: role }, async ({ run, calls, out }) => {
			const result = await run("flash", role, "--port", "/dev/ttyUSB0", "--out", out);
			assert.equal(codeOf(result), 0);
			assert.equal(result.stderr, "");
			const [build, write, ...more] = calls();
			const job = `-p esp32:./boards/ttgo-t3-v1.6.1 -t build src/${role}/manifest.json`;
			assert.equal(build, `mcconfig -o ${out} -m ${job} with two-slots`);
			const folder = join(out, `tmp/esp32/ttgo-t3-v1.6.1/release/p1-lora-${role}/xsProj-esp32/build`);
			const places = Object.entries(USUAL_PLACES)
				.sort(([a], [b]) => Number(a) - Number(b))
				.map(([offset, file]) => `${offset} ${join(folder, file)}`);
			assert.equal(
				write,
				`idf: python -m esptool --chip esp32 --port /dev/ttyUSB0 --baud 921600 write_flash ${places.join(" ")}`,
			);
			assert.deepEqual(more, []);
		});
	}
});

test("two boards are flashed at once, each with its own image", () =>
	withFakes({ builds: "receiver" }, ({ run: runReceiver, calls: receiver, out: receiverOut }) =>
		withFakes({ builds: "transmitter" }, async ({ run, calls, out }) => {
			const results = await Promise.all([
				run("flash", "transmitter", "--port", "/dev/ttyUSB0", "--out", out),
				runReceiver("flash", "receiver", "--port", "/dev/ttyUSB1", "--out", receiverOut),
			]);
			assert.deepEqual(results.map(codeOf), [0, 0]);
			assert.ok(calls()[1].includes("--port /dev/ttyUSB0") && calls()[1].includes("p1-lora-transmitter"));
			assert.ok(receiver()[1].includes("--port /dev/ttyUSB1") && receiver()[1].includes("p1-lora-receiver"));
		}),
	));

test("a board that can't be written to ends with esptool's exit code", () =>
	withFakes({ builds: "receiver", pythonExit: 3 }, async ({ run, out }) => {
		assert.equal(codeOf(await run("flash", "receiver", "--port", "/dev/ttyUSB0", "--out", out)), 3);
	}));

test("a build that says it went well and left nothing is told, and nothing is written", () =>
	withFakes({}, async ({ run, calls, out }) => {
		const result = await run("flash", "receiver", "--port", "/dev/ttyUSB0", "--out", out);
		assert.equal(codeOf(result), 2);
		assert.match(result.stderr, /The build left no .*flasher_args\.json: build the image first\./);
		assert.equal(calls().length, 1);
	}));

test("an image of before is not taken for one that ESP-IDF could not make, though mcconfig says that all went well", () =>
	withFakes({}, async ({ run, calls, out }) => {
		const built = join(out, "tmp/esp32/ttgo-t3-v1.6.1/release/p1-lora-receiver/xsProj-esp32/build");
		makeUpBuild(built, "receiver");
		const result = await run("flash", "receiver", "--port", "/dev/ttyUSB0", "--out", out);
		assert.equal(codeOf(result), 2);
		assert.match(result.stderr, /The build left no .*xs_esp32\.bin: build the image anew\./);
		assert.equal(calls().length, 1);
	}));

test("an image that is larger than half of the flash is built again for all of it; with a key for updates it is refused", () => {
	const app = new Uint8Array(0x1f0001).fill(0xe9);
	return withFakes({ builds: "receiver", app }, async ({ run, calls, out }) => {
		const built = await run("build", "receiver", "--out", out, "--update-key", "0".repeat(64));
		assert.equal(codeOf(built), 2);
		assert.match(built.stderr, /has 2031617 bytes, .* has room for 2031616: with --one-slot/);
		assert.equal(calls().length, 1);
		const flashed = await run("flash", "receiver", "--out", out, "--port", "/dev/ttyUSB0");
		assert.match(flashed.stdout, /built again for all of it\. Later ones come by USB;/);
		assert.equal(codeOf(flashed), 0);
		const [half, whole, write, ...more] = calls().slice(1);
		assert.match(half, /with two-slots$/);
		assert.match(whole, /with one-slot$/);
		assert.match(write, /write_flash .*0x10000 /);
		assert.ok(!write.includes("0x3f0000"));
		assert.deepEqual(more, []);
	});
});

test("an image can have all of the flash, and then takes no updates over the network", () =>
	withFakes({ exit: 3 }, async ({ run, calls, out }) => {
		assert.equal(codeOf(await run("build", "receiver", "--one-slot", "--out", out)), 3);
		assert.match(calls()[0], /with one-slot$/);
		const result = await run("build", "receiver", "--one-slot", "--update-key", "0".repeat(64));
		assert.equal(codeOf(result), 2);
		assert.equal(result.stderr, "--one-slot leaves no room for an update over the network: leave --update-key away.\n");
		assert.equal(calls().length, 1);
	}));

test("a port is a word for ESP-IDF's Python, not the shell's language", () =>
	withFakes({ builds: "receiver" }, async ({ run, calls, out }) => {
		assert.equal(codeOf(await run("flash", "receiver", "--out", out, "--port", "/dev/tty; exit 7")), 0);
		assert.match(calls().at(-1) ?? "", /^idf: python -m esptool --chip esp32 --port \/dev\/tty; exit 7 --baud 921600 /);
	}));

test("what is missing or of another version is told in a sentence, with the next step", async () => {
	const reasonOf = (env: NodeJS.ProcessEnv) => {
		const found = findToolchain(env);
		return found.ok ? "" : found.reason;
	};
	await withFakes({ sdk: "5.0.1" }, async ({ env }) => {
		const reason = reasonOf(env);
		assert.ok(reason.includes("is 5.0.1, and 8.2 is wanted: check that version out"), reason);
	});
	await withFakes({ idf: "5 1 2" }, async ({ env }) => {
		assert.ok(reasonOf(env).includes("is 5.1.2, and 6.0 is wanted"));
	});
	await withFakes({ idf: "6 0 1" }, async ({ env }) => {
		assert.equal(reasonOf(env), "");
		assert.ok(reasonOf({ ...env, MODDABLE: undefined }).includes("set MODDABLE"));
		assert.ok(reasonOf({ ...env, IDF_PATH: undefined }).includes("set IDF_PATH"));
		assert.ok(reasonOf({ ...env, IDF_PATH: tmpdir() }).includes("there is no ESP-IDF"));
	});
});

test("a board without a port is refused before anything is built", () =>
	withFakes({}, async ({ run, calls }) => {
		const result = await run("flash", "receiver");
		assert.equal(codeOf(result), 2);
		assert.ok(result.stderr.includes("Give --port"), result.stderr);
		assert.equal(calls().length, 0);
	}));

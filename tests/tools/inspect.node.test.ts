import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { inspect } from "../../tools/commands/inspect.js";
import { UserError } from "../../tools/commands/user-error.js";
import { LineEndRestorer } from "../../tools/host/telegram-file.js";
import { beGasWater } from "../fixtures/p1/be-emucs-3ph-gas-water.js";
import { ENCRYPTED_KEY, ENCRYPTED_TELEGRAM } from "../fixtures/p1/encrypted.js";
import { bytesOf, crlf, sealed } from "../fixtures/p1/fixture.js";
import { luSmarty } from "../fixtures/p1/lu-smarty-3ph-gas.js";
import { nlDsmr22 } from "../fixtures/p1/nl-dsmr22-1ph-gas.js";
import { nlDsmr50 } from "../fixtures/p1/nl-dsmr50-3ph-gas.js";
import { assert, test } from "../harness/index.js";

interface Result {
	code: number;
	/** Standard output, line by line. */
	lines: string[];
	/** The sentence for the person, when there was one. */
	err: string;
}

async function run(...args: string[]): Promise<Result> {
	const out = new PassThrough();
	const printed = text(out);
	let err = "";
	const code = await inspect(args, out).catch((error: Error) => {
		if (!(error instanceof UserError)) throw error;
		err = error.message;
		return 1;
	});
	out.end();
	return { code, lines: (await printed).trimEnd().split("\n"), err };
}

/** Inspects a file of these contents, one byte for each character. */
async function runOn(contents: string, ...options: string[]): Promise<Result> {
	const folder = mkdtempSync(join(tmpdir(), "p1-lora-"));
	try {
		writeFileSync(join(folder, "telegrams.txt"), bytesOf(contents));
		return await run(...options, join(folder, "telegrams.txt"));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** The command as a program of its own. */
function start() {
	const module = new URL("../../tools/commands/inspect.ts", import.meta.url).href;
	const program = `import { inspect } from ${JSON.stringify(module)}; process.exitCode = await inspect(["-"]);`;
	return spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program]);
}

const WRONG = nlDsmr50.telegram.replace("00.302", "00.303");

test("inspect prints a telegram as one line of JSON and then the counts", async () => {
	const { code, lines, err } = await runOn(sealed(["/ISK5\\TEST", "", "1-3:0.2.8(50)", "1-0:1.7.0(00.374*kW)", "?"]));
	assert.deepEqual(lines, [
		'{"ok":true,"crc":"ok","bytes":61,"meter":{"header":"ISK5\\\\TEST","version":"50","mbus":[],"country":"NL"},' +
			'"readings":{"p1_version":{"value":"50"},"power_delivered":{"value":0.374,"unit":"kW"}},"noValue":[],"unknown":["?"]}',
		'{"telegrams":1,"good":1,"bad":0,"skippedBytes":0}',
	]);
	assert.equal(code, 0);
	assert.equal(err, "");
});

test("inspect prints numbers with the meter's digits, and times as local time and in UTC", async () => {
	const { lines } = await runOn(beGasWater.telegram);
	assert.match(lines[0], /"voltage_l1":\{"value":232\.9,"unit":"V"\}/);
	assert.match(lines[0], /"power_returned":\{"value":0\.000,"unit":"kW"\}/);
	assert.match(lines[0], /"gas_timestamp":\{"value":"2023-11-02T12:10:02","season":"W","utc":"2023-11-02T11:10:02Z"\}/);
	const { meter, readings } = JSON.parse(lines[0]);
	assert.equal(readings.gas_delivered.value, 92.287);
	assert.equal(meter.equipmentId, "3SAG0028882552");
});

test("inspect says why a telegram is bad, and goes on", async () => {
	const { code, lines } = await runOn(
		`noise${crlf([""])}${WRONG}/cut off\r\n${nlDsmr22.telegram}/${"x".repeat(5000)}\r\n${nlDsmr50.telegram}/cut`,
	);
	assert.deepEqual(
		lines.slice(0, -1).map((line) => {
			const { ok, crc, bytes, reason } = JSON.parse(line);
			return { ok, crc, bytes, reason };
		}),
		[
			{ ok: false, crc: "bad", bytes: WRONG.length, reason: "its CRC should be D390 and is C53A" },
			{ ok: false, crc: "none", bytes: 10, reason: "cut off after 10 bytes" },
			{ ok: true, crc: "none", bytes: nlDsmr22.telegram.length, reason: undefined },
			{ ok: false, crc: "none", bytes: 4096, reason: "longer than 4096 bytes" },
			{ ok: true, crc: "ok", bytes: nlDsmr50.telegram.length, reason: undefined },
			{ ok: false, crc: "none", bytes: 4, reason: "cut off after 4 bytes" },
		],
	);
	assert.equal(
		lines.at(-1),
		`{"telegrams":6,"good":2,"bad":4,"skippedBytes":${7 + 5003 - 4096},"faults":{"bad-crc":1,"too-long":1,"truncated":2}}`,
	);
	assert.equal(code, 0);
});

test("inspect fails when no telegram was good", async () => {
	for (const contents of ["", "noise\r\n", WRONG]) assert.equal((await runOn(contents)).code, 1);
});

test("inspect restores the line ends of a file that was stored with LF", async () => {
	const { lines } = await runOn((nlDsmr50.telegram + nlDsmr22.telegram).replaceAll("\r\n", "\n"));
	assert.deepEqual(
		lines.slice(0, -1).map((line) => JSON.parse(line).crc),
		["ok", "none"],
	);
});

test("inspect takes a file whose last line end was left out", async () => {
	for (const telegram of [nlDsmr50.telegram, nlDsmr22.telegram]) {
		for (const contents of [telegram.slice(0, -2), telegram.slice(0, -1), telegram.replaceAll("\r", "").slice(0, -1)]) {
			assert.equal((await runOn(contents)).lines.at(-1), '{"telegrams":1,"good":1,"bad":0,"skippedBytes":0}');
		}
	}
});

test("line ends are restored alike in chunks of any size, and left alone in a file that has CR LF", () => {
	const bare = nlDsmr50.telegram.replaceAll("\r\n", "\n");
	for (const [contents, expected] of [
		[bare, nlDsmr50.telegram],
		[`${crlf(["a"])}b\nc\r\n`, `${crlf(["a"])}b\nc\r\n`],
	]) {
		for (const size of [1, 2, 5, 1000]) {
			const restorer = new LineEndRestorer();
			let restored = "";
			const bytes = bytesOf(contents);
			for (let at = 0; at < bytes.length; at += size) {
				restored += Buffer.from(restorer.restore(bytes.subarray(at, at + size))).toString("latin1");
			}
			assert.equal(restored + Buffer.from(restorer.end()).toString("latin1"), expected);
		}
	}
});

test("inspect says in one sentence that it cannot read a file", async () => {
	const missing = join(tmpdir(), "p1-lora-no-such-file");
	assert.deepEqual(await run(missing), {
		code: 1,
		lines: [""],
		err: `Cannot read ${missing}: there is no such file.`,
	});
	assert.match((await run(tmpdir())).err, /^Cannot read .*: it is a directory\.$/);
});

test("inspect asks for one file", async () => {
	for (const args of [[], ["a", "b"]]) {
		const { code, err } = await run(...args);
		assert.equal(code, 1);
		assert.match(err, /^Give one FILE, or - for standard input: --help tells more\.$/);
	}
	assert.equal((await run("--what")).err, "Unknown option '--what': --help lists the options.");
});

test("inspect opens an encrypted telegram with its key, and says what it wants without", async () => {
	const contents = String.fromCharCode(...ENCRYPTED_TELEGRAM);
	const opened = await runOn(contents, "--p1-key", ENCRYPTED_KEY);
	const plain = await runOn(luSmarty.telegram);
	assert.deepEqual(opened.lines, plain.lines);
	assert.equal(opened.code, 0);
	const closed = await runOn(contents);
	assert.deepEqual(closed.lines, [
		'{"ok":false,"crc":"none","cause":"no-key","reason":"encrypted: --p1-key opens it"}',
		'{"telegrams":1,"good":0,"bad":1,"skippedBytes":0,"faults":{"no-key":1}}',
	]);
	const wrong = await runOn(contents, "--p1-key", "0".repeat(32));
	assert.match(wrong.lines[0], /"cause":"bad-tag"/);
	const twice = await runOn(contents + contents, "--p1-key", ENCRYPTED_KEY);
	assert.match(twice.lines[1], /"cause":"replayed-counter"/);
});

test("inspect refuses a key that is none, without repeating it", async () => {
	assert.equal((await run("--p1-key", "secret", "x")).err, "--p1-key has 6 characters: give 32 hexadecimal digits.");
});

test("inspect says which lines have no value, and why", async () => {
	const { lines } = await runOn(sealed(["/FLU5\\1_A", "", "0-0:17.0.0(999.9*kW)", "0-0:96.13.0()", "0-1:24.2.1(0)"]));
	assert.deepEqual(JSON.parse(lines[0]).noValue, [
		{ line: "0-0:17.0.0(999.9*kW)", reason: "no-limit" },
		{ line: "0-0:96.13.0()", reason: "empty" },
	]);
});

test("inspect --help explains itself", async () => {
	const { code, lines, err } = await run("--help");
	assert.equal(code, 0);
	assert.match(lines[0], /^Usage: p1-lora inspect \[options\] FILE\|-$/);
	assert.equal(err, "");
});

test("inspect reads standard input as it comes in", async () => {
	const child = start();
	const err = text(child.stderr);
	child.stdin.write(bytesOf(nlDsmr50.telegram));
	// The first telegram's line is here before the input ends.
	const [first] = await once(child.stdout, "data");
	assert.equal(JSON.parse(String(first)).ok, true);
	const rest = text(child.stdout);
	child.stdin.end(bytesOf(nlDsmr22.telegram));
	const [code] = await once(child, "close");
	assert.equal((await rest).trimEnd().split("\n").length, 2);
	assert.equal(code, 0);
	assert.equal(await err, "");
});

test("inspect stops quietly when nobody reads on", async () => {
	const child = start();
	const err = text(child.stderr);
	child.stdin.on("error", () => undefined);
	child.stdin.end(bytesOf(nlDsmr50.telegram.repeat(500)));
	await once(child.stdout, "data");
	child.stdout.destroy();
	const [code] = await once(child, "close");
	assert.equal(code, 0);
	assert.equal(await err, "");
});

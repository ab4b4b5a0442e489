/** The command as a program of its own: what it prints where, and how it ends. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connectAsync } from "mqtt";
import { type ProcessResult, runProcess } from "../../tools/process.js";
import { ROOT } from "../../tools/test/suite.js";
import { assert, test } from "../harness/index.js";
import { written } from "./start-run.js";

const PROGRAM = ["--import", "tsx", "tools/p1-lora.ts"];

function run(...args: string[]): Promise<ProcessResult> {
	return runProcess(process.execPath, [...PROGRAM, ...args], { cwd: ROOT, timeout: 60_000 });
}

/** Resolves with what `child` has printed once that matches; its output is read on. */
async function printed(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
	let output = "";
	return new Promise((resolve) => {
		child.stdout?.setEncoding("utf8").on("data", (text: string) => {
			output += text;
			const match = pattern.exec(output);
			if (match !== null) resolve(match);
		});
	});
}

/** Starts the bench, with a broker on any port. */
function startBench(...args: string[]) {
	const child = spawn(process.execPath, [...PROGRAM, "start", "--port", "0", "--dashboard", "off", ...args], {
		cwd: ROOT,
	});
	return { child, errors: text(child.stderr), closed: once(child, "close") };
}

test("--help lists the commands, and each command's --help begins with its usage", async () => {
	const help = await run("--help");
	assert.ok(help.ended === "exit" && help.code === 0 && help.stderr === "");
	const names = [...help.stdout.matchAll(/^ {2}(\w+) {2,}\S/gm)].map(([, name]) => name);
	for (const name of ["start", "inspect", "airtime"]) assert.ok(names.includes(name), name);
	for (const name of names) {
		const { stdout, ...result } = await run(name, "--help");
		assert.ok(result.ended === "exit" && result.code === 0, name);
		assert.ok(stdout.startsWith(`Usage: p1-lora ${name}`), stdout);
		assert.ok(!stdout.endsWith("\n\n"), name);
	}
});

const MISSING = join(tmpdir(), "p1-lora-no-such-file");

const REFUSED: [args: string[], sentence: string][] = [
	[["fly"], "p1-lora: there is no command fly. p1-lora --help lists them."],
	[["constructor"], "p1-lora: there is no command constructor. p1-lora --help lists them."],
	[["start", "--replay", MISSING], `p1-lora start: Cannot read ${MISSING}: there is no such file.`],
	[["start", "--mqtt", "mqtt://127.0.0.1:1"], "p1-lora start: The broker cannot be reached (mqtt://127.0.0.1:1)."],
	[["inspect", MISSING], `p1-lora inspect: Cannot read ${MISSING}: there is no such file.`],
	[
		["airtime", "--sf", "7"],
		"p1-lora airtime: --bw is missing: give one of 7.8, 10.4, 15.6, 20.8, 31.25, 41.7, 62.5, 125, 250, 500 (kHz).",
	],
];

for (const [args, sentence] of REFUSED) {
	test(`p1-lora ${args.join(" ").replace(MISSING, "MISSING")} ends with 1 and one sentence`, async () => {
		const result = await run(...args);
		assert.equal(result.stderr, `${sentence}\n`);
		assert.ok(result.ended === "exit" && result.code === 1);
	});
}

test("without a command the help is printed, but nothing was done", async () => {
	const result = await run();
	assert.ok(result.ended === "exit" && result.code === 1);
	assert.match(result.stdout, /^Usage: p1-lora COMMAND/);
});

test("start --once gives its values to a subscriber that comes after the start, and ends by itself", async () => {
	const { child, errors, closed } = startBench("--once", "--meter", "nl-1ph");
	const [, port] = await printed(child, /runs on 127\.0\.0\.1, port (\d+)\..*Waiting up to 5 s/s);
	const subscriber = await connectAsync({ host: "127.0.0.1", port: Number(port), reconnectPeriod: 0 });
	const state = new Promise<string>((resolve) => {
		subscriber.on("message", (topic, payload) => {
			if (topic.endsWith("/state")) resolve(`${payload}`);
		});
	});
	await subscriber.subscribeAsync(["p1-lora/#", "homeassistant/#"]);
	assert.match(written(await state, "power_delivered") ?? "", /^\d+\.\d{3}$/);
	assert.deepEqual(await closed, [0, null]);
	subscriber.end(true);
	assert.equal(await errors, "");
});

// Windows has no signals.
if (process.platform !== "win32") {
	test("Ctrl-C, passed on by npm as well, ends the run once, and well", async () => {
		const { child, errors, closed } = startBench();
		await printed(child, /heard the meter/);
		const totals = printed(child, /bench +telegrams read: [1-9]/);
		child.kill("SIGINT");
		child.kill("SIGINT");
		await totals;
		assert.deepEqual(await closed, [0, null]);
		assert.equal(await errors, "");
	});
}

test("start ends quietly when nobody reads on", async () => {
	const { child, errors, closed } = startBench("--speed", "50");
	await printed(child, /heard the meter/);
	child.stdout.destroy();
	assert.deepEqual(await closed, [0, null]);
	assert.equal(await errors, "");
});

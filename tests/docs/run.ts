/** Runs commands of the documentation as `how.ts` has it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../tools/commands/user-error.js";
import { describeEnd, runProcess } from "../../tools/process.js";
import { generatedTelegrams } from "../../tools/sim/meters.js";
import { ROOT } from "../../tools/test/suite.js";
import { ENCRYPTED_KEY, ENCRYPTED_TELEGRAM } from "../fixtures/p1/encrypted.js";
import { assert } from "../harness/index.js";
import { catchOutput } from "../tools/caught-output.js";
import type { How, Run } from "./how.js";

const TIMEOUT = 100_000;
/** Each is a process of its own, and most wait for something. */
const AT_A_TIME = 2;

/** One after the other: what they print is caught for the whole process. */
let turn: Promise<{ output: string; ended: number }> = Promise.resolve({ output: "", ended: 0 });

/** Their help does not go by the console. */
const PRINTS_ELSEWHERE: ReadonlySet<string> = new Set(["doctor", "start"]);

/** Those that end at once. */
const SHORT: ReadonlySet<string> = new Set(["airtime", "config", "doctor", "pair", "power"]);

/** There is no terminal to ask for them. */
const SECRETS = {
	P1_LORA_WIFI_PASSWORD: "correct horse",
	P1_LORA_MQTT_PASSWORD: "battery",
	P1_LORA_PAGE_PASSWORD: "staple staple",
	P1_LORA_P1_KEY: ENCRYPTED_KEY,
	P1_LORA_PUSH_KEY: "0123456789abcdef",
};

export const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
	scripts: Record<string, string>;
};

/** The words of a command, as a shell has them. */
function wordsOf(command: string): string[] {
	return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
		([, double, single, plain]) => double ?? single ?? plain,
	);
}

/** What Node is given where npm would be, with its arguments, and which of those are the person's. */
export function resolved(command: string): { program: string; args: string[] } {
	const words = wordsOf(command);
	const [first] = words;
	const script = first === "p1-lora" ? "p1-lora" : words[1] === "run" ? words[words[2] === "-s" ? 3 : 2] : words[1];
	const line = scripts[script];
	assert.ok(line !== undefined, `${command}: there is no npm script ${script}`);
	const [program, ...own] = wordsOf(line.replace(/^(?:node --import tsx|tsx) /, ""));
	const dashes = words.indexOf("--");
	const given = first === "p1-lora" ? words.slice(1) : dashes < 0 ? [] : words.slice(dashes + 1);
	return { program, args: [...own, ...given] };
}

async function run(command: string, { take = {}, add = [], code = 0, says }: Run, folder: string): Promise<void> {
	const { program, args } = resolved(command);
	const ours: Readonly<Record<string, string>> = { "{folder}": folder, "{key}": ENCRYPTED_KEY };
	const words = [...args.flatMap((word) => (Object.hasOwn(take, word) ? take[word] : [word])), ...add].map((word) =>
		word.replace(/\{\w+\}/g, (name) => ours[name]),
	);
	const asksHelp = words.includes("--help");
	const isHere = asksHelp ? !PRINTS_ELSEWHERE.has(words[0]) : SHORT.has(words[0]);
	if (program === "tools/p1-lora.ts" && isHere) {
		turn = turn.then(() => runHere(words));
		const { output, ended } = await turn;
		assert.equal(ended, code, `${command}: ${output}`);
		assert.ok(says.test(output), `${command} says\n${output.slice(0, 800)}`);
		return;
	}
	const { MODDABLE: _sdk, IDF_PATH: _idf, ...env } = process.env;
	const result = await runProcess(process.execPath, ["--import", "tsx", program, ...words], {
		cwd: ROOT,
		env,
		timeout: TIMEOUT,
	});
	const output = `${result.stdout}${result.stderr}`;
	assert.ok(
		result.ended === "exit" && result.code === code,
		`${command} ${describeEnd(result, TIMEOUT)}\n${output.slice(-800)}`,
	);
	assert.ok(says.test(output), `${command} says\n${output.slice(0, 800)}`);
}

/** In this process, which is sooner; an option that the command does not know is refused all the same. */
async function runHere([name, ...args]: readonly string[]): Promise<{ output: string; ended: number }> {
	// Each file of tools/commands has its command's function under its name.
	const { [name]: run } = (await import(`../../tools/commands/${name}.js`)) as Record<
		string,
		(args: string[]) => unknown
	>;
	const caught = catchOutput();
	try {
		const ended = Number(await run(args));
		return { output: caught.out + caught.error, ended };
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return { output: error.message, ended: 1 };
	} finally {
		caught.release();
	}
}

/** All of a table, with files to read in a folder of their own; throws with what did not do as it is said. */
export async function runAll(ways: Readonly<Record<string, How>>): Promise<void> {
	Object.assign(process.env, SECRETS);
	const folder = mkdtempSync(join(tmpdir(), "p1-lora-docs-"));
	try {
		const meter = generatedTelegrams({ kind: "nl-1ph", seed: 1 });
		const telegrams = Array.from({ length: 20 }, () => Buffer.from(meter.next().value));
		writeFileSync(join(folder, "telegrams.txt"), Buffer.concat(telegrams));
		writeFileSync(join(folder, "encrypted.bin"), ENCRYPTED_TELEGRAM);
		const waiting = Object.entries(ways).filter((entry): entry is [string, Run] => "says" in entry[1]);
		const failures: string[] = [];
		const work = async () => {
			for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
				await run(...next, folder).catch((error: Error) => failures.push(error.message));
			}
		};
		await Promise.all(Array.from({ length: AT_A_TIME }, work));
		assert.equal(failures.join("\n\n"), "");
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

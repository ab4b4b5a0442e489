/** `p1-lora config`: shows and changes a board's settings over its USB cable. */
import type { Writable } from "node:stream";
import { settingOf } from "../../src/device/settings-table.js";
import { BoardConsole } from "../host/board-console.js";
import { LinePrinter } from "../host/line-printer.js";
import { ask, canAsk } from "../host/prompt.js";
import { parseArguments } from "./arguments.js";
import { checkSetting, describeSettings, variableOf } from "./board-settings.js";
import { UserError } from "./user-error.js";

const HELP = `Usage: p1-lora config PORT [KEY [VALUE]]

Shows all settings of the board on PORT, or one of them, or changes it; an empty VALUE ("") goes back to the default.
A change is in force once the board starts anew, which --restart makes it do at once.

Secrets are never shown, and not given as VALUE, which every program on the computer could read: leave VALUE out and
add --set, and they are asked for; where there is no terminal, they come from the environment, wifiPassword from
P1_LORA_WIFI_PASSWORD and so on.

  --set       asks for the value
  --restart   starts the board anew

On both boards:
${describeSettings(({ only }) => only === undefined)}
On the transmitter:
${describeSettings(({ only }) => only === "transmitter")}
On the receiver:
${describeSettings(({ only }) => only === "receiver")}`;

/** `p1-lora config`: prints, and returns the exit code. Throws a UserError for what a person can mend. */
export async function config(args: string[], out: Writable = process.stdout): Promise<number> {
	const { values, positionals } = parse(args);
	const printer = new LinePrinter(out);
	if (values.help) {
		await printer.print(HELP);
		return 0;
	}
	const [port, key, ...rest] = positionals;
	if (port === undefined || rest.length > 1) {
		throw new UserError("Give a port, and perhaps a setting and its value: p1-lora config PORT [KEY [VALUE]].");
	}
	const value = key === undefined ? undefined : await valueFor(key, rest[0], values.set);
	const board = await BoardConsole.open(port);
	try {
		const command = key === undefined ? "get" : value === undefined ? `get ${key}` : `set ${key} ${value}`;
		const { lines, text } = await board.demand(value === "" ? `set ${key}` : command);
		for (const line of lines) await printer.print(line);
		if (text !== "") await printer.print(values.restart && value !== undefined ? `${key} is stored.` : `${text}.`);
		if (values.restart) {
			await board.demand("restart");
			await printer.print(`The ${board.role} starts anew.`);
		}
	} finally {
		await board.close();
	}
	return 0;
}

function parse(args: string[]) {
	const flag = { type: "boolean", default: false } as const;
	return parseArguments({
		args: args.includes("--") ? args : negativesLast(args),
		allowPositionals: true,
		options: { set: flag, restart: flag, help: { ...flag, short: "h" } },
	});
}

/** A negative number is a value and no option: behind `--`, it is read as one. A value is the last one anyway. */
function negativesLast(args: readonly string[]): string[] {
	const isNegative = (arg: string) => /^-\d+$/.test(arg);
	return [...args.filter((arg) => !isNegative(arg)), "--", ...args.filter(isNegative)];
}

/** Undefined where the setting is to be shown. */
async function valueFor(key: string, given: string | undefined, isSet: boolean): Promise<string | undefined> {
	const setting = settingOf(key);
	if (setting === undefined) throw new UserError(`There is no setting ${key}: p1-lora config --help lists them.`);
	if (given !== undefined && given !== "" && setting.secret) {
		throw new UserError(`${key} is a secret, and not given on the command line: p1-lora config PORT ${key} --set`);
	}
	let value = given;
	if (isSet && given === undefined) {
		value = process.env[variableOf(setting.key)];
		if (value === undefined && !canAsk()) {
			throw new UserError(`There is no terminal to ask for ${key}: put it into ${variableOf(setting.key)}.`);
		}
		value ??= await ask(`${key}: `, setting.secret);
		if (value === undefined) throw new UserError("Stopped; nothing was changed.");
	}
	if (value !== undefined) checkSetting(key, setting, value);
	return value;
}

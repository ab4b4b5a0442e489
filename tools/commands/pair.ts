/** `p1-lora pair`: gives two boards one key, and the receiver its Wi-Fi and broker, over their USB cables. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Writable } from "node:stream";
import { pairingText, readPairingText } from "../../src/device/pairing-text.js";
import { SETTINGS, type SettingKey } from "../../src/device/settings-table.js";
import { PAIR_KEY_BYTES } from "../../src/link/pairing.js";
import type { Role } from "../../src/role.js";
import { BoardConsole } from "../host/board-console.js";
import { LinePrinter } from "../host/line-printer.js";
import { ask, canAsk } from "../host/prompt.js";
import { parseArguments } from "./arguments.js";
import { checkSetting, optionOf, variableOf } from "./board-settings.js";
import { reasonOf, UserError } from "./user-error.js";

const HELP = `Usage: p1-lora pair --transmitter PORT --receiver PORT [options]

Makes a new key of 32 random bytes and gives it to both boards over their USB cables, compares what they made of it, sets
the receiver's Wi-Fi and MQTT broker, and starts both. The key is kept nowhere else.

  --transmitter PORT   the board at the meter, such as /dev/ttyUSB0 or COM3
  --receiver PORT      the board at home
  --new-key            another key, even where both boards hold the same one already
  --key-file FILE      for boards on two computers: run it with one board on each. The first run writes the pairing
                       text into FILE, the second one reads it from there. Delete it when both are paired
  --wifi-name NAME     the Wi-Fi network that the receiver joins
  --mqtt-host HOST     the MQTT broker, by name or address
  --mqtt-port N        its port
  --mqtt-user USER     the user there, where it asks for one

Passwords are asked for, and not shown. Where there is no terminal, they come from the environment: P1_LORA_WIFI_PASSWORD
and P1_LORA_MQTT_PASSWORD. They can't be given as options: every program on a computer can read those, and the shell
keeps them.`;

/** What of the receiver is set here, in the order in which it is asked for. */
const RECEIVER_KEYS = ["wifiName", "wifiPassword", "mqttHost", "mqttPort", "mqttUser", "mqttPassword"] as const;

/** Those that nearly every receiver needs, and has no default for. */
const ASKED_FOR: readonly SettingKey[] = ["wifiName", "mqttUser"];

/** A password is asked for where the name before it was given. */
const COMES_WITH: Readonly<Partial<Record<SettingKey, SettingKey>>> = Object.freeze({
	wifiPassword: "wifiName",
	mqttPassword: "mqttUser",
});

interface Boards {
	transmitter?: BoardConsole;
	receiver?: BoardConsole;
}

/** `p1-lora pair`: prints, and returns the exit code. Throws a UserError for what a person can mend. */
export async function pair(args: string[], out: Writable = process.stdout): Promise<number> {
	const values = parse(args);
	const printer = new LinePrinter(out);
	const say = (line: string) => void printer.print(line);
	if (values.help) {
		say(HELP);
		return 0;
	}
	if (values.transmitter === undefined && values.receiver === undefined) {
		throw new UserError("Say where the boards are: --transmitter PORT and --receiver PORT. --help tells more.");
	}
	if (values.transmitter === values.receiver) {
		throw new UserError(`${values.receiver} is one board: give each board's own port.`);
	}
	if ((values.transmitter === undefined || values.receiver === undefined) && values["key-file"] === undefined) {
		throw new UserError("With one board at a time, the key must get to the other one: add --key-file FILE.");
	}
	checkGiven(values);
	const boards: Boards = {};
	try {
		// Both must answer before anything is changed on either.
		for (const role of ["transmitter", "receiver"] as const) {
			const port = values[role];
			if (port !== undefined) boards[role] = await openBoard(role, port, say);
		}
		const settings = boards.receiver === undefined ? new Map() : await receiverSettings(boards.receiver, values);
		await giveKey(boards, values, say);
		for (const [key, value] of settings) await boards.receiver?.demand(`set ${key} ${value}`);
		if (settings.size > 0) say(`The receiver's settings are stored: ${[...settings.keys()].join(", ")}.`);
		for (const board of [boards.transmitter, boards.receiver]) await board?.demand("restart");
		say(lastWords(boards, values["key-file"]));
		return 0;
	} finally {
		await Promise.all([boards.transmitter?.close(), boards.receiver?.close()]);
	}
}

type Values = ReturnType<typeof parse>;

function parse(args: string[]) {
	const text = { type: "string" } as const;
	const flag = { type: "boolean", default: false } as const;
	return parseArguments({
		args,
		options: {
			transmitter: text,
			receiver: text,
			"new-key": flag,
			"key-file": text,
			"wifi-name": text,
			"mqtt-host": text,
			"mqtt-port": text,
			"mqtt-user": text,
			help: { ...flag, short: "h" },
		},
	}).values;
}

/** What was given on the command line or in the environment; the key says whose it is. */
function given(values: Values, key: SettingKey): { name: string; value: string } | undefined {
	const option = optionOf(key) as keyof Values; // of those that are options; others are not found in it
	const optional = values[option];
	if (typeof optional === "string") return { name: `--${option}`, value: optional };
	const variable = process.env[variableOf(key)];
	return variable === undefined ? undefined : { name: variableOf(key), value: variable };
}

/** A slip is told before any board is touched. */
function checkGiven(values: Values): void {
	for (const setting of SETTINGS) {
		const found = RECEIVER_KEYS.some((key) => key === setting.key) ? given(values, setting.key) : undefined;
		if (found !== undefined) checkSetting(found.name, setting, found.value);
	}
}

async function openBoard(role: Role, port: string, say: (line: string) => void): Promise<BoardConsole> {
	const board = await BoardConsole.open(port);
	if (board.role !== role) {
		await board.close();
		throw new UserError(
			`The board on ${port} is the ${board.role}, not the ${role}: exchange the two ports, or flash it as the ${role}.`,
		);
	}
	say(`Found the ${role} on ${port}, program ${board.version}.`);
	return board;
}

/** Given, or asked for where a person is there and the receiver has none. */
async function receiverSettings(board: BoardConsole, values: Values): Promise<Map<SettingKey, string>> {
	const settings = new Map<SettingKey, string>();
	const present = new Map((await board.demand("get")).lines.map((line) => splitLine(line)));
	for (const key of RECEIVER_KEYS) {
		const setting = SETTINGS.find((known) => known.key === key);
		if (setting === undefined) continue;
		const found = given(values, key);
		if (found !== undefined) settings.set(key, found.value);
		const companion = COMES_WITH[key];
		const isWanted =
			companion === undefined ? ASKED_FOR.includes(key) && present.get(key) === "" : !!settings.get(companion);
		if (found !== undefined || !isWanted) continue;
		if (!canAsk()) {
			if (companion !== undefined) checkCompanion(key, companion, settings, present);
			continue;
		}
		const answer = await ask(`${setting.about[0].toUpperCase()}${setting.about.slice(1)}: `, setting.secret);
		if (answer === undefined) throw new UserError("Stopped; nothing was changed.");
		checkSetting(key, setting, answer);
		if (answer !== "" || companion !== undefined) settings.set(key, answer);
	}
	return settings;
}

/** The password that the receiver has goes with the name that it has: another name with it would not get it in. */
function checkCompanion(
	key: SettingKey,
	companion: SettingKey,
	settings: ReadonlyMap<SettingKey, string>,
	present: ReadonlyMap<string, string>,
): void {
	if (present.get(key) === "" || settings.get(companion) === present.get(companion)) return;
	throw new UserError(
		`The receiver's ${key} goes with another ${companion}: give the new one as ${variableOf(key)}, empty where there is none. ` +
			"Nothing was changed.",
	);
}

function splitLine(line: string): [string, string] {
	const space = line.indexOf(" ");
	return space < 0 ? [line, ""] : [line.slice(0, space), line.slice(space + 1)];
}

async function giveKey(boards: Boards, values: Values, say: (line: string) => void): Promise<void> {
	const { transmitter, receiver } = boards;
	const before =
		transmitter && receiver ? await Promise.all([fingerprintOf(transmitter), fingerprintOf(receiver)]) : [];
	if (!values["new-key"] && values["key-file"] === undefined && before[0] !== undefined && before[0] === before[1]) {
		say(`Both boards hold the same key already, fingerprint ${before[0]}: it stays (--new-key makes another one).`);
		return;
	}
	const text = keyText(values["key-file"], say);
	const fingerprints = new Map<Role, string>();
	for (const role of ["transmitter", "receiver"] as const) {
		const board = boards[role];
		if (board !== undefined) fingerprints.set(role, await giveKeyTo(board, role, text, fingerprints.size > 0));
	}
	const [first, second = first] = fingerprints.values();
	if (first !== second) {
		throw new UserError(
			`The boards made different things of one key (${first}, ${second}): their programs do not belong together. ` +
				"Flash both with the same release, and pair them again.",
		);
	}
	say(`Paired, fingerprint ${first}.`);
}

async function giveKeyTo(board: BoardConsole, role: Role, text: string, isSecond: boolean): Promise<string> {
	try {
		const [fingerprint] = (await board.demand(`pair ${text}`)).text.split(" ");
		if (!/^[0-9a-f]{8}$/.test(fingerprint)) throw new UserError(`The ${role} gives no fingerprint.`);
		return fingerprint;
	} catch (error) {
		if (!(error instanceof UserError) || !isSecond) throw error;
		const done = role === "receiver" ? "transmitter" : "receiver";
		throw new UserError(
			`${error.message} The ${done} has the new key, the ${role} has not: they do not hear each other. ` +
				"Mend that, and run the same command again: it makes another key for both.",
		);
	}
}

async function fingerprintOf(board: BoardConsole): Promise<string | undefined> {
	const { lines } = await board.demand("status");
	return lines.map((line) => /^pairing: paired, fingerprint ([0-9a-f]{8})$/.exec(line)?.[1]).find((found) => found);
}

/** A new key's text; or the one in the file, which is made where there is none. */
function keyText(file: string | undefined, say: (line: string) => void): string {
	const fresh = () => pairingText(randomBytes(PAIR_KEY_BYTES));
	if (file === undefined) return fresh();
	try {
		if (!existsSync(file)) {
			const text = fresh();
			writeFileSync(file, `${text}\n`, { mode: 0o600, flag: "wx" });
			say(`The pairing text is in ${file}: take it to the other board's computer, and delete it when both are paired.`);
			return text;
		}
		const text = readFileSync(file, "utf8").trim();
		const read = readPairingText(text);
		if (read.ok) return text;
		throw new UserError(`There is no pairing text in ${file}: ${read.reason}.`);
	} catch (error) {
		if (error instanceof UserError) throw error;
		throw new UserError(`Cannot use the key file ${file}: ${reasonOf(error)}.`);
	}
}

function lastWords(boards: Boards, file: string | undefined): string {
	if (boards.transmitter && boards.receiver) {
		return "Both boards start anew now, and find each other once the meter has spoken: mostly within a minute, or some minutes where the way is far. p1-lora doctor PORT tells how a board does.";
	}
	const other = boards.transmitter ? "receiver" : "transmitter";
	return `The board starts anew now. If the other one has not been paired yet: p1-lora pair --${other} PORT --key-file ${file}`;
}

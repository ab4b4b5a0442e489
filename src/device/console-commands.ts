/** What can be asked of a board over its USB port. */
import { sameBytes } from "../bytes.js";
import type { Milliseconds } from "../clock.js";
import { deriveLinkKeys } from "../crypto/keys.js";
import { pair, readPairing, unpair } from "../link/pairing.js";
import { VERSION } from "../version.js";
import type { Answer, Console } from "./console.js";
import { readPairingText } from "./pairing-text.js";
import { describeForm, settingOf, settingsOf } from "./settings-table.js";
import { spend } from "./spent-keys.js";

export interface Command {
	name: string;
	/** What is to stand behind its name. */
	wants: string;
	about: string;
	run(console: Console, rest: string): Answer;
}

/** Wrong pairing texts in a row, and how long none is taken then: guessing is not worth it. */
const MOST_FAILED_PAIRINGS = 3;
const PAIRING_PAUSE: Milliseconds = 10_000;

const HIDDEN = "(set, and not shown)";

export const COMMANDS: readonly Readonly<Command>[] = Object.freeze([
	Object.freeze<Command>({ name: "help", wants: "", about: "lists commands and settings", run: help }),
	Object.freeze<Command>({ name: "version", wants: "", about: "which program this is", run: version }),
	Object.freeze<Command>({ name: "status", wants: "", about: "how the board does", run: status }),
	Object.freeze<Command>({ name: "get", wants: "[KEY]", about: "shows settings; secrets stay hidden", run: get }),
	Object.freeze<Command>({
		name: "set",
		wants: "KEY VALUE",
		about: "changes a setting, from the next start on; without a value, back to the default",
		run: set,
	}),
	Object.freeze<Command>({
		name: "defaults",
		wants: "",
		about: "forgets all settings, but not the pairing",
		run: defaults,
	}),
	Object.freeze<Command>({ name: "pair", wants: "TEXT", about: "gives this board its pair's key", run: runPair }),
	Object.freeze<Command>({ name: "unpair", wants: "", about: "forgets the pair's key", run: runUnpair }),
	Object.freeze<Command>({ name: "restart", wants: "", about: "starts the board anew", run: restart }),
	Object.freeze<Command>({ name: "log", wants: "on|off", about: "shows what happens, or no longer", run: log }),
]);

function help({ options }: Console): Answer {
	return { ok: true, lines: helpLines(options.role), text: "" };
}

function* helpLines(role: Console["options"]["role"]): Generator<string, undefined> {
	for (const { name, wants, about } of COMMANDS) yield `${`${name} ${wants}`.padEnd(15)}  ${about}`;
	yield `Settings of the ${role}:`;
	for (const { key, form, about } of settingsOf(role)) yield `  ${key.padEnd(13)}  ${about}: ${describeForm(form)}`;
	return undefined;
}

function version({ options }: Console): Answer {
	return { ok: true, text: `p1-lora ${options.role} ${VERSION}` };
}

function status(console: Console): Answer {
	const { settings, role, clock } = console.options;
	const lines = [
		`program: ${role} ${VERSION}`,
		`name: ${settings.text("name")}`,
		`running for: ${Math.round(clock.now() / 1000)} s`,
		`pairing: ${pairing(console)}`,
	];
	if (settings.problem !== undefined) lines.push(`settings: ${settings.problem}`);
	for (const [name, text] of console.options.status()) lines.push(`${name}: ${text}`);
	return { ok: true, lines, text: "" };
}

/** What storage says: the running program has had its key since its start. */
function pairing(console: Console): string {
	const read = readPairing(console.options.link);
	if (!read.ok) return read.reason;
	console.fingerprint ??= deriveLinkKeys(read.key).fingerprint;
	return `paired, fingerprint ${console.fingerprint}`;
}

function get({ options }: Console, key: string): Answer {
	const { settings, role } = options;
	const wanted = settingsOf(role).filter((setting) => key === "" || setting.key === key);
	if (wanted.length === 0) return unknownSetting(key, role);
	const lines = wanted.map(({ key, secret }) => {
		const value = settings.text(key);
		return value === "" ? key : `${key} ${secret ? HIDDEN : visible(value)}`;
	});
	return { ok: true, lines, text: "" };
}

/** A blank before or behind it, which may have got there by mistake, is seen. */
function visible(value: string): string {
	return /^ | $/.test(value) ? `"${value}"` : value;
}

function unknownSetting(key: string, role: string): Answer {
	const other = settingOf(key)?.only;
	return {
		ok: false,
		text:
			other === undefined
				? `there is no setting ${key}; help lists them`
				: `${key} is a setting of the ${other}, and this is the ${role}`,
	};
}

function set({ options }: Console, rest: string): Answer {
	const space = rest.indexOf(" ");
	const key = space < 0 ? rest : rest.slice(0, space);
	const result = options.settings.set(key, space < 0 ? "" : rest.slice(space + 1));
	return result.ok
		? { ok: true, text: `${key} is stored; in force after: restart` }
		: { ok: false, text: result.reason };
}

function defaults({ options }: Console): Answer {
	options.settings.clear();
	return { ok: true, text: "all settings are forgotten; in force after: restart" };
}

function runPair(console: Console, text: string): Answer {
	const { clock, link } = console.options;
	const now = clock.now();
	if (now < console.pausedUntil) {
		const seconds = Math.ceil((console.pausedUntil - now) / 1000);
		return { ok: false, text: `too many wrong pairing texts: wait ${seconds} s` };
	}
	const read = readPairingText(text);
	if (!read.ok) {
		console.failedPairings++;
		if (console.failedPairings >= MOST_FAILED_PAIRINGS) {
			console.failedPairings = 0;
			console.pausedUntil = now + PAIRING_PAUSE;
		}
		return { ok: false, text: `this is no pairing text: ${read.reason}` };
	}
	console.failedPairings = 0;
	const present = readPairing(link);
	const { fingerprint } = deriveLinkKeys(read.key);
	const isPresent = present.ok && sameBytes(present.key, read.key);
	if (!isPresent && !spend(link, fingerprint)) {
		return {
			ok: false,
			text: "this board had this key before, and gave it up: it is not safe any more, make a new one",
		};
	}
	console.fingerprint = undefined;
	pair(link, read.key);
	console.fingerprint = fingerprint;
	return { ok: true, text: `${fingerprint} is the fingerprint of the key; in force after: restart` };
}

function runUnpair(console: Console): Answer {
	console.fingerprint = undefined;
	unpair(console.options.link);
	return { ok: true, text: "the key is forgotten; in force after: restart" };
}

function restart(console: Console): Answer {
	console.restart();
	return { ok: true, text: "starting anew" };
}

function log(console: Console, rest: string): Answer {
	if (rest !== "on" && rest !== "off") return { ok: false, text: "log on, or log off" };
	console.logs = rest === "on";
	return { ok: true, text: rest === "on" ? "the log is shown" : "the log is quiet" };
}

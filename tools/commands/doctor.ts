/** `p1-lora doctor`: asks a board how it does, and says what is wrong and what to do. */
import type { Writable } from "node:stream";
import { VERSION } from "../../src/version.js";
import { BoardConsole } from "../host/board-console.js";
import { LinePrinter } from "../host/line-printer.js";
import { parseArguments } from "./arguments.js";
import { UserError } from "./user-error.js";

const HELP = `Usage: p1-lora doctor PORT

Asks the board on PORT how it does: program, pairing, radio, meter, Wi-Fi and broker, and why it last started. Says in
words what is wrong and the next step. Exit status: 0 when nothing is wrong, else 1.`;

interface Symptom {
	/** Of the board's status. */
	name: string;
	pattern: RegExp;
	/** As a sentence. */
	advice: string;
}

/** Whether it is told of the pairing, of the link that did not start for it, or of both. */
const KEY_UNREADABLE =
	"The board can't read its key: take its power away for ten seconds; if it stays, pair the boards: p1-lora pair --transmitter PORT --receiver PORT.";

/** In the order in which things have to work. */
const SYMPTOMS: readonly Symptom[] = [
	{
		name: "settings",
		pattern: /newer program/,
		advice: "Flash the board with the newest release, or forget its settings and give them again.",
	},
	{
		name: "settings",
		pattern: /damaged|can't be read/,
		advice:
			"Settings may be lost: look at them with p1-lora config PORT, and set again what is missing; if nothing is, set one of them again as it is.",
	},
	{
		name: "last start",
		pattern: /Brownout/,
		advice: "The supply broke down: use a better USB cable or supply, or less radio power (powerDbm).",
	},
	{
		name: "last start",
		pattern: /Panic|WDT/,
		advice: "The program failed and started anew: please report it, with this output.",
	},
	{
		name: "last start",
		pattern: /^an error/,
		advice:
			"An error ended the program (last error, above), and the board started anew: if it comes again, please report it, with this output; where it is the radio, try another supply first.",
	},
	{
		name: "last error",
		pattern: /memory runs out|out of memory|memory full/,
		advice: "The program has run out of memory and started anew: please report it, with this output.",
	},
	{ name: "pairing", pattern: /^the key and its counters/, advice: KEY_UNREADABLE },
	{
		name: "pairing",
		pattern: /^(?!paired)/,
		advice: "Pair the boards: p1-lora pair --transmitter PORT --receiver PORT.",
	},
	{
		name: "link",
		pattern: /^not running: RE-PAIR/,
		advice: "The radio is not used for that reason: pair the boards again.",
	},
	{ name: "link", pattern: /^not running: the key and its counters/, advice: KEY_UNREADABLE },
	{
		name: "link",
		pattern: /^not running: (?!not paired)/,
		advice:
			'The radio is not used for that reason: set what it names, p1-lora config PORT KEY VALUE --restart; "" is the default.',
	},
	{
		name: "radio",
		pattern: /^failed/,
		advice: "The radio does not answer: press the board's reset button; if that does not help, its radio is broken.",
	},
	{
		name: "airtime",
		pattern: /^([1-9]\d*) of \1 ms/,
		advice:
			"Nothing may be sent where the boards meet: this board is new there or was erased, which counts as a spent hour, or it has sent all that the law allows. Leave it powered: it goes on by itself, within an hour or a little more.",
	},
	{
		name: "meter",
		pattern: /^0 telegrams, 0 damaged/,
		advice: "No telegram comes from the meter: is the cable in, and its P1 port activated by the grid operator?",
	},
	{
		name: "meter",
		pattern: /damaged.*it is silent/,
		advice: "The meter has fallen silent: is the cable in at both ends, and whole?",
	},
	{
		name: "meter",
		pattern: /it is silent/,
		advice:
			"The other board is heard, and hears nothing of its meter: look at that one's display, or ask doctor there.",
	},
	{
		name: "meter",
		pattern: /^0 telegrams, [1-9]/,
		advice:
			"Telegrams come in damaged: is the cable short and whole? If all are damaged, try p1Inverted the other way.",
	},
	{
		name: "meter's port",
		pattern: /opened anew/,
		advice: "The meter was silent for minutes: look after the cable and its plugs, unless it speaks as seldom as that.",
	},
	{
		name: "damage",
		pattern: /no-key/,
		advice: "The meter encrypts: ask the grid operator for its key, then p1-lora config PORT p1Key --set --restart.",
	},
	{
		name: "damage",
		pattern: /bad-tag/,
		advice:
			"The key does not open what the meter sends: is it this meter's? Set it again, p1-lora config PORT p1Key --set --restart; Austria needs p1AuthKey, too.",
	},
	{
		name: "link",
		pattern: /^searching/,
		advice:
			"The other board is not heard: is it on, in reach, paired with this one, and on the same frequencyHz? The one at the meter sends nothing before its meter has spoken.",
	},
	{
		name: "wi-fi",
		pattern: /no network is set/,
		advice:
			"Give the receiver its Wi-Fi: p1-lora config PORT wifiName NAME, then p1-lora config PORT wifiPassword --set --restart.",
	},
	{
		name: "wi-fi",
		pattern: /could not join/,
		advice:
			"The Wi-Fi network is not joined: are name and password right, is it in reach, does it have 2.4 GHz, and its router an address to give (DHCP)?",
	},
	{
		name: "broker",
		pattern: /no address/,
		advice: "The broker's name is not found: give its address, p1-lora config PORT mqttHost ADDRESS --restart.",
	},
	{
		name: "broker",
		pattern: /user name|not authorized/,
		advice:
			"The broker refuses the login: p1-lora config PORT mqttUser NAME, then p1-lora config PORT mqttPassword --set --restart.",
	},
	{
		name: "broker",
		pattern: /^not connected/,
		advice: "The broker is not reached: are mqttHost and mqttPort right, and is it running?",
	},
];

/** `p1-lora doctor`: prints, and returns the exit code. Throws a UserError when no board answers. */
export async function doctor(args: string[], out: Writable = process.stdout): Promise<number> {
	const { values, positionals } = parseArguments({
		args,
		allowPositionals: true,
		options: { help: { type: "boolean", default: false, short: "h" } },
	});
	const printer = new LinePrinter(out);
	if (values.help) {
		await printer.print(HELP);
		return 0;
	}
	const [port, ...more] = positionals;
	if (port === undefined || more.length > 0) throw new UserError("Give the board's port: p1-lora doctor PORT.");
	const board = await BoardConsole.open(port);
	try {
		const { lines } = await board.demand("status");
		for (const line of lines) await printer.print(`  ${line}`);
		const advice = diagnose(lines);
		if (board.version !== VERSION) {
			advice.unshift(`The board runs ${board.version}, this is ${VERSION}: flash both boards with the same release.`);
		}
		await printer.print("");
		for (const sentence of advice) await printer.print(sentence);
		if (advice.length === 0) await printer.print("Nothing is wrong.");
		if (advice.some((sentence) => sentence.includes("p1-lora "))) {
			await printer.print("(p1-lora stands for npm run -s p1-lora --, in this project's folder.)");
		}
		return advice.length === 0 ? 0 : 1;
	} finally {
		await board.close();
	}
}

/** What to do about a board with this status, the most urgent first; of one thing that is wrong one sentence. */
export function diagnose(lines: readonly string[]): string[] {
	const told = new Set<string>();
	const advice = new Set<string>();
	for (const { name, pattern, advice: sentence } of SYMPTOMS) {
		const line = lines.find((line) => line.startsWith(`${name}: `));
		if (line === undefined || told.has(name) || !pattern.test(line.slice(name.length + 2))) continue;
		told.add(name);
		advice.add(sentence);
	}
	return [...advice];
}

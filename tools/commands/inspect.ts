/** `p1-lora inspect`: every telegram of a file as one line of JSON. */
import type { Writable } from "node:stream";
import { familyOf, zoneOf } from "../../src/p1/family.js";
import { type FramingFault, MAX_TELEGRAM_BYTES, type Telegram } from "../../src/p1/framer.js";
import { isUnread, parseTelegram } from "../../src/p1/parse.js";
import { P1Reader } from "../../src/p1/reader.js";
import { formatQuantity, type Value } from "../../src/p1/reading.js";
import type { SealFault } from "../../src/p1/sealed-frames.js";
import { formatUtc, toUtc, type Zone } from "../../src/p1/utc.js";
import { createDecipher } from "../../src/transmitter/decipher.js";
import { LinePrinter } from "../host/line-printer.js";
import { readTelegramFile } from "../host/telegram-file.js";
import { keyOption, parseArguments } from "./arguments.js";
import { reasonOf, UserError } from "./user-error.js";

const HELP = `Usage: p1-lora inspect [options] FILE|-

Reads P1 telegrams from FILE, or from standard input for -, and prints each as one line of JSON:

  {"ok":true,"crc":"ok","bytes":884,"meter":{...},"readings":{"power_delivered":{"value":0.302,"unit":"kW"},...},"noValue":[...],"unknown":[]}
  {"ok":false,"crc":"bad","bytes":884,"cause":"bad-crc","reason":"..."}

  --p1-key HEX        opens encrypted telegrams: 32 hexadecimal digits, from the grid operator
  --p1-auth-key HEX   where the operator has an authentication key of its own

crc is ok, bad, or none where the meter sends none or it never came. Numbers are exact, with the meter's own decimals; times are the
meter's local time, with season S (summer) or W (winter), and UTC. noValue holds the lines that say that there is no value, with
the reason: empty, filler, clock-lost, never-heard or no-limit. unknown holds the lines that could not be read.
The last line, without "ok", counts: {"telegrams":2,"good":1,"bad":1,"skippedBytes":0,"faults":{"bad-crc":1}}. Files stored with
LF line ends get their CR LF back before the CRC is checked.

Exit status: 0 when at least one telegram was good, 1 otherwise.`;

/** The field as JSON text; nothing where the value is undefined. */
function field(name: string, json: string | undefined): string[] {
	return json === undefined ? [] : [`${JSON.stringify(name)}:${json}`];
}

/** A value as JSON text. A quantity keeps its digits: it never passes through a float. */
function valueJson(value: Value, zone: Zone): string {
	switch (value.kind) {
		case "quantity":
			return `{${[
				...field("value", formatQuantity(value)),
				...field("unit", value.unit === "" ? undefined : JSON.stringify(value.unit)),
			]}}`;
		case "time": {
			const [year, month, day, hour, minute, second] = value.local.match(/../g) ?? [];
			const iso = `20${year}-${month}-${day}T${hour}:${minute}:${second}`;
			const { seconds, ambiguous } = toUtc(value, zone);
			const utc = formatUtc(seconds);
			return JSON.stringify({ value: iso, season: value.season, utc, ambiguous: ambiguous || undefined });
		}
		case "text":
			return JSON.stringify({ value: value.text });
	}
}

function telegramJson({ bytes, crc }: Telegram): string {
	const noValue: { line: string; reason: string }[] = [];
	const reading = parseTelegram(bytes, (line, reason) => {
		if (!isUnread(reason)) noValue.push({ line, reason });
	});
	const { meter, values, unknown } = reading;
	const zone = zoneOf(reading);
	const readings = [...values].flatMap(([name, value]) => field(name, valueJson(value, zone)));
	return `{${[
		...field("ok", "true"),
		...field("crc", JSON.stringify(crc)),
		...field("bytes", String(bytes.length)),
		...field("meter", JSON.stringify({ ...meter, country: familyOf(reading)?.country })),
		...field("readings", `{${readings}}`),
		...field("noValue", JSON.stringify(noValue)),
		...field("unknown", JSON.stringify(unknown)),
	]}}`;
}

/** What became of an encrypted telegram that was not opened. */
const SEALED: Readonly<Record<SealFault, string>> = Object.freeze({
	"no-key": "encrypted: --p1-key opens it",
	"bad-tag": "encrypted, and not with this key, or damaged",
	"replayed-counter": "encrypted, and not newer than the one before it",
	"bad-frame": "encrypted, but of an impossible length",
	"cut-frame": "encrypted and cut off",
});

function faultJson(fault: FramingFault | { kind: SealFault }): string {
	const failed = (crc: "bad" | "none", reason: string) =>
		JSON.stringify({ ok: false, crc, bytes: "length" in fault ? fault.length : undefined, cause: fault.kind, reason });
	switch (fault.kind) {
		case "bad-crc": {
			const computed = fault.computed.toString(16).toUpperCase().padStart(4, "0");
			return failed("bad", `its CRC should be ${computed} and is ${fault.received}`);
		}
		case "too-long":
			return failed("none", `longer than ${MAX_TELEGRAM_BYTES} bytes`);
		case "truncated":
			return failed("none", `cut off after ${fault.length} bytes`);
		case "no-end":
			return failed("none", `without a ! after ${fault.length} bytes`);
		case "bad-parity":
			return failed("none", "a byte has the wrong parity");
		case "no-crc":
			return failed("none", "its CRC is missing");
		default:
			return failed("none", SEALED[fault.kind]);
	}
}

/** `p1-lora inspect`: prints to `out`, and returns the exit code. Throws a UserError for what a person can mend. */
export async function inspect(args: string[], out: Writable = process.stdout): Promise<number> {
	const printer = new LinePrinter(out);
	const { values, positionals } = parseArguments({
		args,
		allowPositionals: true,
		options: {
			"p1-key": { type: "string" },
			"p1-auth-key": { type: "string" },
			help: { type: "boolean", short: "h", default: false },
		},
	});
	if (values.help) {
		await printer.print(HELP);
		return 0;
	}
	const [path] = positionals;
	if (positionals.length !== 1) throw new UserError("Give one FILE, or - for standard input: --help tells more.");

	const key = keyOption("--p1-key", values["p1-key"]);
	const authKey = keyOption("--p1-auth-key", values["p1-auth-key"]);
	const lines: string[] = [];
	let good = 0;
	let bad = 0;
	const reader = new P1Reader({
		decipher: key === undefined ? undefined : createDecipher(key, authKey),
		onTelegram: (telegram) => {
			good++;
			lines.push(telegramJson(telegram));
		},
		onError: (fault) => {
			bad++;
			lines.push(faultJson(fault));
		},
	});
	const flush = async (): Promise<void> => {
		for (const line of lines.splice(0)) await printer.print(line);
	};

	try {
		for await (const chunk of readTelegramFile(path)) {
			reader.write(chunk);
			await flush();
			if (printer.error !== undefined) break;
		}
	} catch (error) {
		throw new UserError(`Cannot read ${path === "-" ? "standard input" : path}: ${reasonOf(error)}.`);
	}
	reader.silence();
	await flush();
	const faults = Object.fromEntries(Object.entries(reader.faults).filter(([, count]) => count > 0));
	await printer.print(
		JSON.stringify({
			telegrams: good + bad,
			good,
			bad,
			skippedBytes: reader.skippedBytes,
			faults: bad > 0 ? faults : undefined,
		}),
	);
	if (printer.error !== undefined && printer.error.code !== "EPIPE") {
		throw new UserError(`Cannot write the result: ${reasonOf(printer.error)}.`);
	}
	return good > 0 ? 0 : 1;
}

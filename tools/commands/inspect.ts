/** `p1-lora inspect`: every telegram of a file as one line of JSON. */
import type { Writable } from "node:stream";
import { type FramingFault, MAX_TELEGRAM_BYTES, type Telegram, TelegramFramer } from "../../src/p1/framer.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { formatQuantity, type Value } from "../../src/p1/reading.js";
import { LinePrinter } from "../host/line-printer.js";
import { readTelegramFile } from "../host/telegram-file.js";
import { parseArguments } from "./arguments.js";
import { reasonOf, UserError } from "./user-error.js";

const HELP = `Usage: p1-lora inspect FILE|-

Reads P1 telegrams from FILE, or from standard input for -, and prints each as one line of JSON:

  {"ok":true,"crc":"ok","bytes":884,"meter":{...},"readings":{"power_delivered":{"value":0.302,"unit":"kW"},...},"unknown":[]}
  {"ok":false,"crc":"bad","bytes":884,"reason":"..."}

crc is ok, bad, or none where the meter sends none or it never came. Numbers are exact, with the meter's own decimals; times are the
meter's local time, with season S (summer) or W (winter). unknown holds the lines that could not be read.
The last line, without "ok", counts: {"telegrams":2,"good":1,"bad":1,"skippedBytes":0}. Files stored with LF line ends
get their CR LF back before the CRC is checked.

Exit status: 0 when at least one telegram was good, 1 otherwise.`;

/** The field as JSON text; nothing where the value is undefined. */
function field(name: string, json: string | undefined): string[] {
	return json === undefined ? [] : [`${JSON.stringify(name)}:${json}`];
}

/** A value as JSON text. A quantity keeps its digits: it never passes through a float. */
function valueJson(value: Value): string {
	switch (value.kind) {
		case "quantity":
			return `{${[
				...field("value", formatQuantity(value)),
				...field("unit", value.unit === "" ? undefined : JSON.stringify(value.unit)),
			]}}`;
		case "time": {
			const [year, month, day, hour, minute, second] = value.local.match(/../g) ?? [];
			const iso = `20${year}-${month}-${day}T${hour}:${minute}:${second}`;
			return JSON.stringify({ value: iso, season: value.season });
		}
		case "text":
			return JSON.stringify({ value: value.text });
	}
}

function telegramJson({ bytes, crc }: Telegram): string {
	const { meter, values, unknown } = parseTelegram(bytes);
	const readings = [...values].flatMap(([name, value]) => field(name, valueJson(value)));
	return `{${[
		...field("ok", "true"),
		...field("crc", JSON.stringify(crc)),
		...field("bytes", String(bytes.length)),
		...field("meter", JSON.stringify(meter)),
		...field("readings", `{${readings}}`),
		...field("unknown", JSON.stringify(unknown)),
	]}}`;
}

function faultJson(fault: FramingFault): string {
	const bytes = fault.length;
	switch (fault.kind) {
		case "bad-crc": {
			const computed = fault.computed.toString(16).toUpperCase().padStart(4, "0");
			const reason = `its CRC should be ${computed} and is ${fault.received}`;
			return JSON.stringify({ ok: false, crc: "bad", bytes, reason });
		}
		case "too-long":
			return JSON.stringify({ ok: false, crc: "none", bytes, reason: `longer than ${MAX_TELEGRAM_BYTES} bytes` });
		case "truncated":
			return JSON.stringify({ ok: false, crc: "none", bytes, reason: `cut off after ${bytes} bytes` });
	}
}

/** `p1-lora inspect`: prints to `out`, and returns the exit code. Throws a UserError for what a person can mend. */
export async function inspect(args: string[], out: Writable = process.stdout): Promise<number> {
	const printer = new LinePrinter(out);
	const { values, positionals } = parseArguments({
		args,
		allowPositionals: true,
		options: { help: { type: "boolean", short: "h", default: false } },
	});
	if (values.help) {
		await printer.print(HELP);
		return 0;
	}
	const [path] = positionals;
	if (positionals.length !== 1) throw new UserError("Give one FILE, or - for standard input: --help tells more.");

	const lines: string[] = [];
	let good = 0;
	let bad = 0;
	const framer = new TelegramFramer({
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
			framer.write(chunk);
			await flush();
			if (printer.error !== undefined) break;
		}
	} catch (error) {
		throw new UserError(`Cannot read ${path === "-" ? "standard input" : path}: ${reasonOf(error)}.`);
	}
	framer.reset();
	await flush();
	await printer.print(JSON.stringify({ telegrams: good + bad, good, bad, skippedBytes: framer.skippedBytes }));
	if (printer.error !== undefined && printer.error.code !== "EPIPE") {
		throw new UserError(`Cannot write the result: ${reasonOf(printer.error)}.`);
	}
	return good > 0 ? 0 : 1;
}

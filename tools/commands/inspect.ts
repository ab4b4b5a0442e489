/** `p1-lora inspect`: every telegram of a file as one line of JSON. */
import { once } from "node:events";
import type { Writable } from "node:stream";
import { type FramingFault, MAX_TELEGRAM_BYTES, type Telegram, TelegramFramer } from "../../src/p1/framer.js";
import { parseTelegram } from "../../src/p1/parse.js";
import { formatQuantity, type Value } from "../../src/p1/reading.js";
import { readTelegramFile } from "../host/telegram-file.js";

const HELP = `Usage: p1-lora inspect FILE|-

Reads P1 telegrams from FILE, or from standard input for -, and prints each as one line of JSON:

  {"ok":true,"crc":"ok","bytes":884,"meter":{...},"readings":{"power_delivered":{"value":0.302,"unit":"kW"},...},"unknown":[]}
  {"ok":false,"crc":"bad","bytes":884,"reason":"..."}

crc is ok, bad, or none for a meter that sends none. Numbers are exact, with the meter's own decimals; times are the
meter's local time, with season S (summer) or W (winter). unknown holds the lines that could not be read.
The last line, without "ok", counts: {"telegrams":2,"good":1,"bad":1,"skippedBytes":0}. Files stored with LF line ends
get their CR LF back before the CRC is checked.

Exit status: 0 when at least one telegram was good, 1 otherwise.
`;

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
			return JSON.stringify({ ok: false, bytes, reason: `longer than ${MAX_TELEGRAM_BYTES} bytes` });
		case "truncated":
			return JSON.stringify({ ok: false, bytes, reason: `cut off after ${bytes} bytes` });
	}
}

/** Prints lines for as long as someone reads them: `| head` closes the pipe before the end. */
class LinePrinter {
	readonly #stream: Writable;
	#error: NodeJS.ErrnoException | undefined;

	constructor(stream: Writable) {
		this.#stream = stream;
		stream.on("error", (error) => {
			this.#error ??= error;
		});
	}

	get error(): NodeJS.ErrnoException | undefined {
		return this.#error;
	}

	async print(line: string): Promise<void> {
		if (this.#error !== undefined || this.#stream.write(`${line}\n`)) return;
		// An error ends the wait too; the listener has it.
		await once(this.#stream, "drain").catch(() => undefined);
	}
}

const SYSTEM_ERRORS: Record<string, string> = {
	ENOENT: "there is no such file",
	EISDIR: "it is a directory",
	EACCES: "permission denied",
};

function explain(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const code = "code" in error ? String(error.code) : "";
	return SYSTEM_ERRORS[code] ?? error.message;
}

/** Runs the command with the arguments after its name; returns the exit status. */
export async function inspect(
	args: string[],
	streams: { out: Writable; err: Writable } = { out: process.stdout, err: process.stderr },
): Promise<number> {
	const [path] = args;
	if (path === "--help" || path === "-h") {
		streams.out.write(HELP);
		return 0;
	}
	if (args.length !== 1 || (path.startsWith("-") && path !== "-")) {
		streams.err.write("p1-lora inspect: give one FILE, or - for standard input (--help tells more)\n");
		return 1;
	}

	const printer = new LinePrinter(streams.out);
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
		streams.err.write(`p1-lora inspect: cannot read ${path === "-" ? "standard input" : path}: ${explain(error)}\n`);
		return 1;
	}
	framer.reset();
	await flush();
	await printer.print(JSON.stringify({ telegrams: good + bad, good, bad, skippedBytes: framer.skippedBytes }));
	if (printer.error !== undefined && printer.error.code !== "EPIPE") {
		streams.err.write(`p1-lora inspect: cannot write the result: ${explain(printer.error)}\n`);
		return 1;
	}
	return good > 0 ? 0 : 1;
}

/** `p1-lora codec`: how many bytes a file's telegrams take over the air. */
import { TelegramFramer } from "../../src/p1/framer.js";
import { measure } from "../codec/measure.js";
import { readTelegramFile } from "../host/telegram-file.js";
import { numberOption, parseArguments } from "./arguments.js";
import { reasonOf, UserError } from "./user-error.js";

const HELP = `Usage: p1-lora codec FILE [options]

Encodes the telegrams of FILE, or of standard input for -, in the order in which they stand there, decodes each again, and
prints their sizes in bytes as JSON: as they are, as bodies of frames (each by a reference that both boards hold), as key
frames (all values) and as the first contact (the template and all values). Frames have 11 bytes more. The exit code is 0
where every telegram came back byte for byte.

  --interval SECONDS   take telegrams that are so far apart, as if there were none in between; then again from the second
                       telegram on, and so forth through the first interval, so that each telegram is in one series
  --reference SECONDS  how old a telegram's reference is at least (default: the telegram before)

Seconds are those of the meter's own clock.`;

const LONGEST_SECONDS = 7 * 86_400;

/** `p1-lora codec`: prints, and returns the exit code. Throws a UserError for what a person can mend. */
export async function codec(args: string[]): Promise<number> {
	const { values, positionals } = parseArguments({
		args,
		allowPositionals: true,
		options: {
			interval: { type: "string" },
			reference: { type: "string" },
			help: { type: "boolean", short: "h", default: false },
		},
	});
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	const [file, ...rest] = positionals;
	if (file === undefined) throw new UserError("Which file? Give its path, or - for standard input.");
	if (rest.length > 0) throw new UserError(`Unexpected argument '${rest[0]}': give one file.`);
	const interval = secondsOption("--interval", values.interval);
	const reference = secondsOption("--reference", values.reference);
	const report = measure(await readTelegrams(file), { interval, reference });
	if (report === undefined) {
		throw new UserError(`${file} has telegrams without a time: leave out --interval and --reference.`);
	}
	console.log(JSON.stringify(report));
	return report.exact === report.telegrams ? 0 : 1;
}

function secondsOption(name: string, value: string | undefined): number | undefined {
	return value === undefined ? undefined : numberOption(name, value, { least: 1, most: LONGEST_SECONDS, whole: true });
}

/** Those whose CRC is right, and those that have none. */
async function readTelegrams(file: string): Promise<Uint8Array[]> {
	const telegrams: Uint8Array[] = [];
	let damaged = 0;
	const framer = new TelegramFramer({
		onTelegram: ({ bytes }) => telegrams.push(bytes),
		onError: () => damaged++,
	});
	try {
		for await (const chunk of readTelegramFile(file)) framer.write(chunk);
	} catch (error) {
		throw new UserError(`Cannot read ${file === "-" ? "standard input" : file}: ${reasonOf(error)}.`);
	}
	framer.reset();
	if (telegrams.length === 0)
		throw new UserError(`There is no telegram in ${file}${damaged > 0 ? " that is whole" : ""}.`);
	if (damaged > 0) console.error(`${damaged} damaged telegrams of ${file} are left out.`);
	return telegrams;
}

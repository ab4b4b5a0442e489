/** `p1-lora meter`: a generated household's telegrams, byte for byte as its meter sends them. */
import type { Writable } from "node:stream";
import { LinePrinter } from "../host/line-printer.js";
import { parseStart } from "../sim/household/calendar.js";
import { DEFAULT_START, GeneratedMeter, METER_MODELS } from "../sim/meters.js";
import { seededRandom } from "../sim/random.js";
import { given, numberOption, parseArguments } from "./arguments.js";
import { reasonOf, UserError } from "./user-error.js";

const KINDS = Object.entries(METER_MODELS)
	.map(([kind, { about, intervalSeconds }]) => `  ${kind.padEnd(12)}${about}; every ${intervalSeconds} s`)
	.join("\n");

const HELP = `Usage: p1-lora meter --kind KIND [options]

Writes the telegrams of a generated household's meter to standard output, as they come out of its P1 port: appliances,
sun and clouds, tariffs, quarter-hour demand, gas and water. The same options give the same bytes on every computer.

  --kind KIND    one of those below
  --hours H      for how long, 0.0001 to 10000 (default 1)
  --interval S   whole seconds between telegrams, 1 to 86400 (default: the kind's own)
  --seed N       another household and another weather, the same each time (default 1)
  --start TIME   on the meter's clock, as ${DEFAULT_START}, or 2026-05-12 for midnight (default ${DEFAULT_START});
                 with a Z at its end in UTC
  --list         only the kinds

${KINDS}

In a power failure, of which there is one in some weeks, a meter sends nothing. Identities are made up.`;

/** A telegram's time has a year of two digits, and households don't live for ever. */
const LONGEST_HOURS = 10_000;
const LEAST_HOURS = 0.0001;
const LONGEST_INTERVAL = 86_400;

/** `p1-lora meter`: writes to `out`, and returns the exit code. Throws a UserError for what a person can mend. */
export async function meter(args: string[], out: Writable = process.stdout): Promise<number> {
	const { values } = parse(args);
	const printer = new LinePrinter(out);
	if (values.help || values.list) {
		await printer.print(values.help ? HELP : KINDS);
		return 0;
	}
	const { source, seconds } = read(values);
	// A telegram is one interval after the one before it: the first comes after the first interval.
	for (;;) {
		const telegram = source.next();
		if (source.elapsedSeconds > seconds) break;
		await printer.write(telegram);
		if (printer.error !== undefined) break;
	}
	if (printer.error !== undefined && printer.error.code !== "EPIPE") {
		throw new UserError(`Cannot write the telegrams: ${reasonOf(printer.error)}.`);
	}
	return 0;
}

type Values = ReturnType<typeof parse>["values"];

function parse(args: string[]) {
	const text = { type: "string" } as const;
	const flag = { type: "boolean", default: false } as const;
	return parseArguments({
		args,
		options: {
			kind: text,
			hours: { ...text, default: "1" },
			interval: text,
			seed: { ...text, default: "1" },
			start: { ...text, default: DEFAULT_START },
			list: flag,
			help: { ...flag, short: "h" },
		},
	});
}

function read({ kind, hours, interval, seed, start }: Values): { source: GeneratedMeter; seconds: number } {
	if (kind === undefined || !Object.hasOwn(METER_MODELS, kind)) {
		throw new UserError(`${given("--kind", kind)}: give one of ${Object.keys(METER_MODELS).join(", ")}.`);
	}
	const model = METER_MODELS[kind];
	if (parseStart(start, model.plan.zone) === undefined) {
		throw new UserError(`${given("--start", start)}: give a time from 2001 to 2068 such as ${DEFAULT_START}.`);
	}
	const intervalSeconds =
		interval === undefined
			? model.intervalSeconds
			: numberOption("--interval", interval, { least: 1, most: LONGEST_INTERVAL, whole: true });
	const seconds = Math.round(numberOption("--hours", hours, { least: LEAST_HOURS, most: LONGEST_HOURS }) * 3600);
	if (seconds < intervalSeconds) {
		throw new UserError(`--hours is "${hours}", which is less than one interval of ${intervalSeconds} s.`);
	}
	const random = seededRandom(numberOption("--seed", seed, { least: 0, most: 2 ** 32 - 1, whole: true }), "meter");
	return { source: new GeneratedMeter(model, random, { start, intervalSeconds }), seconds };
}

/** `p1-lora bench`: what each app costs on the boards' engine, how fast the simulation is, and the codec's bytes. */
import { airSpeedReport, airSpeeds } from "../bench/air-speed.js";
import { benchmark, operations } from "../bench/benchmark.js";
import { type CodecBenchmark, codecReport, codecSizes } from "../bench/codec-sizes.js";
import { day, dayReport } from "../bench/day.js";
import type { AppName } from "../bench/replay.js";
import { benchmarkReport } from "../bench/report.js";
import { compare } from "../compare/compare.js";
import { comparisonPlots, comparisonTables, comparisonText } from "../compare/report.js";
import { writeDocument } from "../document/document.js";
import { METER_MODELS } from "../sim/meters.js";
import { buildMeter, supports32Bit, type XSBits } from "../xs/build.js";
import { given, numberOption, parseArguments } from "./arguments.js";
import { UserError } from "./user-error.js";

const HELP = `Usage: p1-lora bench [SUITE] [options]        (npm run bench -- [SUITE] [options])

Runs one suite of benchmarks, or all: boards, air, codec, compare.

boards lets both boards run for an hour of simulated time, then runs each board's program again, alone on the boards' engine
XS, against a recording of the world around it: its steps and its memory are counted, and nothing else's. What the
figures mean is told in docs/benchmarks.md. air lets pairs of radios talk, from 10 to 1000 nodes, and tells how much
faster than real time that is, with chips at register level and without: by this computer's processor time. codec tells
how many bytes telegrams of generated days take, beside deflate, CBOR and the old project's, and how long. compare lets this
product and the old project, as its firmware 2.17 behaves on the air, live through the same: docs/comparison.md.

Options of boards, --bits of codec too:

  --seconds N     simulated time (default 3600)
  --meter KIND    of the kinds that p1-lora meter --list tells (default be-3ph)
  --path-loss DB  between the boards, 0 to 200 (default 115)
  --day           a whole day, or --seconds of one, only in the boards' own memory: is it ever full, and what is kept
                  after each 24th part; some ten minutes for a meter that sends each ten seconds, an hour for one that
                  sends each second
  --app NAME      of --day: transmitter or receiver alone
  --bits 32|64    the engine's; 32 bits make slots as on a board (default 32, or 64 where the compiler can't)

Option of compare:

  --docs          write the tables and plots of docs/comparison.md anew

Options of every suite:

  --seed N        another day, the same each time (default 1)
  --json          one JSON object instead of text`;

/** Keeps a run's recordings within memory. */
const LONGEST_SECONDS = 4 * 3600;
const DAY_SECONDS = 24 * 3600;

type Progress = (message: string) => void;

interface Suite {
	/** Options that are its own; `--seed` and `--json` are every suite's. */
	options: readonly (keyof Values)[];
	run(values: Values, progress: Progress): Promise<{ result: unknown; report: string }>;
}

const SUITES: Readonly<Record<string, Suite>> = {
	boards: {
		options: ["seconds", "meter", "path-loss", "bits", "day", "app"],
		run: async (values, progress) => {
			const options = readBoards(values);
			const bits = await engineBits(values.bits, progress);
			if (values.day) {
				const result = await day({ ...options, bits, apps: readApps(values.app), progress });
				return { result, report: dayReport(result) };
			}
			const result = await benchmark({ ...options, bits, progress });
			return { result, report: benchmarkReport(result) };
		},
	},
	air: {
		options: [],
		run: async (values, progress) => {
			const result = await airSpeeds(readSeed(values), progress);
			return { result, report: airSpeedReport(result) };
		},
	},
	codec: {
		options: ["bits"],
		run: async (values, progress) => {
			const seed = readSeed(values);
			const bits = await engineBits(values.bits, progress);
			progress("single operations on XS...");
			const result: CodecBenchmark = { seed, sizes: codecSizes(seed, progress), operations: await operations(bits) };
			return { result, report: codecReport(result) };
		},
	},
	compare: {
		options: ["docs"],
		run: async (values, progress) => {
			const result = compare(readSeed(values), progress);
			if (values.docs) {
				const written = writeDocument("comparison.md", comparisonTables(result), comparisonPlots(result));
				for (const file of written) progress(`wrote ${file}`);
			}
			return { result, report: comparisonText(result) };
		},
	},
};

/** `p1-lora bench`: prints, and returns the exit code. Throws a UserError for what a person can mend. */
export async function bench(args: string[]): Promise<number> {
	const { values, positionals } = parse(args);
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	const results: Record<string, unknown> = {};
	const names = suitesOf(positionals);
	refuseForeign(names, values);
	for (const name of names) {
		const { result, report } = await SUITES[name].run(values, (message) => console.error(message));
		results[name] = result;
		if (!values.json) console.log(`${report}\n`);
	}
	const [only] = positionals;
	if (values.json) console.log(JSON.stringify(only === undefined ? results : results[only]));
	return 0;
}

function suitesOf([name, ...rest]: string[]): string[] {
	if (name === undefined) return Object.keys(SUITES);
	if (rest.length > 0) throw new UserError(`Unexpected argument '${rest[0]}': give one suite, or none for all.`);
	if (!Object.hasOwn(SUITES, name)) {
		throw new UserError(`SUITE is "${name}": give one of ${Object.keys(SUITES).join(", ")}, or none for all.`);
	}
	return [name];
}

type Values = ReturnType<typeof parse>["values"];

function parse(args: string[]) {
	return parseArguments({
		args,
		allowPositionals: true,
		options: {
			// Without defaults here: it must be known which were given.
			seconds: { type: "string" },
			meter: { type: "string" },
			"path-loss": { type: "string" },
			seed: { type: "string", default: "1" },
			bits: { type: "string" },
			day: { type: "boolean" },
			app: { type: "string" },
			docs: { type: "boolean" },
			json: { type: "boolean", default: false },
			help: { type: "boolean", short: "h", default: false },
		},
	});
}

/** Throws a UserError for an option that no suite of these has. */
function refuseForeign(names: readonly string[], values: Values): void {
	for (const [owner, { options }] of Object.entries(SUITES)) {
		const foreign = options.find((option) => values[option] !== undefined && !names.includes(owner));
		if (foreign !== undefined)
			throw new UserError(`--${foreign} is an option of ${owner}, not of ${names.join(", ")}.`);
	}
}

function readBoards(values: Values) {
	if (values.app !== undefined && !values.day) throw new UserError("--app is an option of --day.");
	const most = values.day ? DAY_SECONDS : LONGEST_SECONDS;
	const {
		seconds = values.day ? String(DAY_SECONDS) : "3600",
		meter = "be-3ph",
		"path-loss": pathLoss = "115",
		bits,
	} = values;
	if (!Object.hasOwn(METER_MODELS, meter)) {
		throw new UserError(`${given("--meter", meter)}: give one of ${Object.keys(METER_MODELS).join(", ")}.`);
	}
	if (bits !== undefined && bits !== "32" && bits !== "64")
		throw new UserError(`${given("--bits", bits)}: give 32 or 64.`);
	return {
		seconds: numberOption("--seconds", seconds, { least: 1, most, whole: true }),
		meter,
		pathLossDb: numberOption("--path-loss", pathLoss, { least: 0, most: 200 }),
		seed: readSeed(values),
	};
}

function readApps(app: string | undefined): readonly AppName[] {
	if (app === undefined) return ["receiver", "transmitter"];
	if (app !== "receiver" && app !== "transmitter")
		throw new UserError(`${given("--app", app)}: give transmitter or receiver.`);
	return [app];
}

function readSeed({ seed }: Values): number {
	return numberOption("--seed", seed, { least: 0, most: 2 ** 32 - 1, whole: true });
}

/** Which engine to take; it is built before anything else, for that is where a machine can lack something. */
async function engineBits(asked: string | undefined, progress: (message: string) => void): Promise<XSBits> {
	const bits: XSBits = asked === "64" || (asked === undefined && !(await supports32Bit())) ? 64 : 32;
	if (bits === 64 && asked === undefined) {
		progress(
			"The C compiler makes no 32-bit programs here (apt-get install gcc-multilib): with 64 bits steps are the same, " +
				"but slots are twice a board's and chunks up to that.",
		);
	}
	try {
		await buildMeter(bits);
	} catch (error) {
		throw new UserError((error as Error).message); // buildMeter throws Errors with sentences
	}
	return bits;
}

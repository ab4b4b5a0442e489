/**
 * `npm run fuzz -- p1|codec --count 1000000 --seed N`: damaged input, a million times. The same seed gives the same inputs;
 * the seed is printed, and again when something goes wrong.
 */
import { FIXTURES } from "../tests/fixtures/p1/all.js";
import { bytesOf } from "../tests/fixtures/p1/fixture.js";
import { numberOption, parseArguments } from "./commands/arguments.js";
import { UserError } from "./commands/user-error.js";
import { fuzzCodec } from "./fuzz/codec.js";
import { generatedSeries } from "./fuzz/codec-series.js";
import { fuzzP1 } from "./fuzz/p1.js";

/** What can be fuzzed: each runs so many inputs by this seed, and throws when one goes wrong. */
const SUITES: Readonly<Record<string, (count: number, seed: number) => object>> = {
	p1: (count, seed) =>
		fuzzP1(
			FIXTURES.map(({ telegram, crc }) => ({ bytes: bytesOf(telegram), crc })),
			count,
			seed,
		),
	codec: (count, seed) => fuzzCodec(generatedSeries(), count, seed),
};

/** Inputs at a time, each lot with a seed of its own: so a fault is found again in seconds. */
const LOT = 10_000;

function fuzz(args: string[]): void {
	const { values, positionals } = parseArguments({
		args,
		allowPositionals: true,
		options: { count: { type: "string", default: "100000" }, seed: { type: "string" } },
	});
	const [name = ""] = positionals;
	const suite = Object.hasOwn(SUITES, name) ? SUITES[name] : undefined;
	if (suite === undefined) throw new UserError(`give one of ${Object.keys(SUITES).join(", ")}.`);
	const count = numberOption("--count", values.count, { least: 1, most: 1e9, whole: true });
	const seed = numberOption("--seed", values.seed ?? String(Date.now() % 2 ** 31), {
		least: 0,
		most: 2 ** 32 - 1,
		whole: true,
	});
	console.log(`${name}: ${count} inputs, seed ${seed}`);
	const total: Record<string, number> = {};
	const started = Date.now();
	for (let done = 0; done < count; done += LOT) {
		const result = suite(Math.min(LOT, count - done), seed + done / LOT);
		for (const [key, value] of Object.entries(result)) add(total, key, value);
	}
	console.log(JSON.stringify({ ...total, seconds: Math.round((Date.now() - started) / 1000) }));
}

function add(total: Record<string, number>, key: string, value: unknown): void {
	if (key === "slowest") total[key] = Math.max(total[key] ?? 0, Number(value));
	else if (typeof value === "number") total[key] = (total[key] ?? 0) + value;
	else for (const [inner, count] of Object.entries(value as object)) add(total, inner, count); // counts by cause
}

try {
	fuzz(process.argv.slice(2));
} catch (error) {
	console.error(error instanceof UserError ? `fuzz: ${error.message}` : error);
	process.exitCode = 1;
}

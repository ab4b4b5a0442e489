/** `p1-lora soak`: whole days of both boards under everything that can befall them, and what must hold all the same. */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { campaign } from "../soak/campaign.js";
import { cipherOracle } from "../soak/cipher-oracle.js";
import { FAULT_KINDS, type Fault, type FaultKind } from "../soak/faults.js";
import { firstFailureText, isOnlyUnlike, minimalText, minimise } from "../soak/minimise.js";
import { readPlan } from "../soak/plan-file.js";
import { soakReport } from "../soak/report.js";
import { healAt, runSoak, type SoakOptions, type SoakRun } from "../soak/run.js";
import { meetingName, shapeOf } from "../soak/shape.js";
import type { Tally } from "../soak/tally.js";
import { given, numberOption, parseArguments } from "./arguments.js";
import { reasonOf, UserError } from "./user-error.js";

const HELP = `Usage: p1-lora soak [options]

Lets both boards' programs live through whole days of simulated time, one seed a day, while losses, jammers, forgers, power
cuts, bad flash, bad clocks, bad radios, bad meters and bad brokers befall them as the seed has it. What must hold is
checked at every event. Before a day ends all is healed, and the link must be back within a quarter of an hour. Exits
with 1 where anything did not hold; docs/simulation.md tells what is checked.

  --days N         one seed each, 1 to 1000000 (default 10)
  --seed S         the first one (default 1)
  --faults LIST    all, none, or kinds with commas between them (default all):
                   ${lists(FAULT_KINDS, 95, "                   ")}
  --hours H        of each day, 1 to 240 (default 24); its last sixteenth is the peace
  --intensity X    so many times as many faults, 0.1 to 100 (default 1)
  --workers N      processes, 1 to 64 (default: this computer's processors)
  --twice N        so many seeds run a second time, and must be the same (default: one in 20)
  --json           one JSON object instead of text
  --replay SEED    one seed: its faults, what the boards said, and what did not hold
  --shrink         with --replay: cuts the faults down to those without which it would hold
  --plan FILE      with --replay, instead of --faults and --intensity: these faults, one to a line as --shrink tells them`;

/** The last seed there is. */
const LAST_SEED = 2 ** 31 - 1;

/** What does not go together: an option would be without effect beside, or without, the other. */
const APART: readonly (readonly [name: "replay" | "plan", others: readonly Option[]])[] = Object.freeze([
	["replay", ["days", "seed", "workers", "twice", "json"]],
	["plan", ["faults", "intensity"]],
]);
const WITH_REPLAY: readonly Option[] = Object.freeze(["shrink", "plan"]);

/** Runs that a schedule may take to be cut down when that is asked for. */
const MOST_RUNS = 200;

/** `p1-lora soak`: prints, and returns the exit code. Throws a UserError for what a person can mend. */
export async function soak(args: string[]): Promise<number> {
	const { values } = parse(args);
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	refuseWhatIsApart(values);
	const kinds = readKinds(values.faults ?? "all");
	const hours = numberOption("--hours", values.hours ?? "24", { least: 1, most: 240 });
	const intensity = numberOption("--intensity", values.intensity ?? "1", { least: 0.1, most: 100 });
	const chaos = { kinds, hours, intensity };
	if (values.replay !== undefined) {
		const seed = seedOption("--replay", values.replay, LAST_SEED);
		const plan = values.plan === undefined ? {} : { plan: planIn(values.plan, seed, hours) };
		const options = { seed, ...chaos, ...plan };
		return values.shrink ? shrunk(options) : replayed(options);
	}
	const days = numberOption("--days", values.days ?? "10", { least: 1, most: 1_000_000, whole: true });
	const first = seedOption("--seed", values.seed ?? "1", LAST_SEED - days + 1);
	const processors = String(Math.min(64, availableParallelism()));
	const workers = numberOption("--workers", values.workers ?? processors, { least: 1, most: 64, whole: true });
	const few = String(Math.ceil(days / 20));
	const twice = numberOption("--twice", values.twice ?? few, { least: 0, most: days, whole: true });
	const seeds = Array.from({ length: days }, (_, index) => first + index);
	const report = await campaign({ seeds, ...chaos, workers, twice, onProgress: progress(days) });
	console.log(values.json ? JSON.stringify(report) : soakReport(report, chaos));
	if (report.failures.length === 0) return 0;
	if (!values.json) {
		if (!report.failures.every(isOnlyUnlike))
			console.error("the first seed that failed is cut down to the faults that it takes: some two minutes");
		console.log(`\n${firstFailureText(report, { ...chaos, oracle: cipherOracle })}`);
	}
	return 1;
}

function parse(args: string[]) {
	return parseArguments({
		args,
		options: {
			days: { type: "string" },
			seed: { type: "string" },
			faults: { type: "string" },
			hours: { type: "string" },
			intensity: { type: "string" },
			workers: { type: "string" },
			twice: { type: "string" },
			json: { type: "boolean" },
			replay: { type: "string" },
			shrink: { type: "boolean" },
			plan: { type: "string" },
			help: { type: "boolean", short: "h" },
		},
	});
}

type Given = ReturnType<typeof parse>["values"];
type Option = keyof Given;

/** Throws a UserError for the first option that would do nothing. */
function refuseWhatIsApart(values: Given): void {
	for (const name of WITH_REPLAY)
		if (values[name] && values.replay === undefined) throw new UserError(`--${name} goes with --replay SEED.`);
	for (const [name, others] of APART) {
		const other = others.find((candidate) => values[candidate] !== undefined);
		if (values[name] !== undefined && other !== undefined)
			throw new UserError(`--${other} does not go with --${name}, where it would do nothing: leave one of them out.`);
	}
}

/** `most` is the last that all of its seeds can begin with. */
function seedOption(name: string, text: string, most: number): number {
	return numberOption(name, text, { least: 0, most, whole: true });
}

function readKinds(text: string): readonly FaultKind[] {
	if (text === "all") return FAULT_KINDS;
	if (text === "none") return [];
	return text.split(",").map((name) => {
		const kind = FAULT_KINDS.find((known) => known === name.trim());
		if (kind === undefined) throw new UserError(`${given("--faults", name.trim())}: --help lists the kinds.`);
		return kind;
	});
}

/** Throws a UserError that names the line which is no fault of this seed's. */
function planIn(file: string, seed: number, hours: number): readonly Fault[] {
	let text: string;
	try {
		text = readFileSync(file, "utf8");
	} catch (error) {
		throw new UserError(`Cannot read ${file}: ${reasonOf(error)}.`);
	}
	const read = readPlan(text, { registers: shapeOf(seed).registers, healAt: healAt(hours) });
	if (!read.ok) throw new UserError(`Line ${read.line} of ${file} ${read.reason}.`);
	return read.plan;
}

/** What fails at once, and how far it is at most once in a few seconds. */
function progress(days: number): (tally: Tally, run: SoakRun) => void {
	let toldAt = Date.now();
	return (tally, { seed, violations }) => {
		for (const { invariant, at, what } of violations.slice(0, 1))
			console.error(`seed ${seed}: ${invariant} at ${(at / 1000).toFixed(3)} s: ${what}`);
		if (Date.now() - toldAt < 5000 && tally.done < days) return;
		toldAt = Date.now();
		console.error(`${tally.done} of ${days} seeds done, ${tally.failed} failed`);
	};
}

function replayed(options: SoakOptions): number {
	const run = runSoak({ ...options, oracle: cipherOracle, keepLines: true });
	for (const fault of run.plan) console.log(JSON.stringify(fault));
	for (const line of run.lines) console.log(line);
	for (const { invariant, at, what } of run.violations)
		console.log(`${invariant} at ${(at / 1000).toFixed(3)} s: ${what}`);
	console.log(
		`trace ${run.hash}, ${run.meter} every ${run.intervalSeconds} s, ${meetingName(run.meeting)}${run.registers ? ", with registers" : ""}`,
	);
	return run.violations.length > 0 ? 1 : 0;
}

function shrunk(options: SoakOptions): number {
	const onRun = (faults: number, fails: boolean) => console.error(`${faults} faults: ${fails ? "the same" : "not so"}`);
	const minimal = minimise({ ...options, oracle: cipherOracle }, { mostRuns: MOST_RUNS, onRun });
	console.log(minimal === undefined ? "Everything holds." : minimalText(options, minimal));
	return minimal === undefined ? 0 : 1;
}

function lists(items: readonly string[], width: number, indent: string): string {
	const lines = [""];
	for (const item of items) {
		const last = lines[lines.length - 1];
		if (last.length + item.length + 2 > width) lines.push(item);
		else lines[lines.length - 1] = last === "" ? item : `${last}, ${item}`;
	}
	return lines.join(`,\n${indent}`);
}

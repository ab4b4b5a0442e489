/** `p1-lora building`: many pairs under one roof, beside what others would do there. */
import { runBuilding, SCHEMES, type Scheme } from "../building/building.js";
import { type BuildingReport, buildingText, reportOf } from "../building/report.js";
import { type Building, sideBySide } from "../building/side-by-side.js";
import { buildingPlots, buildingTable } from "../building/table.js";
import { writeDocument } from "../document/document.js";
import { given, numberOption, parseArguments } from "./arguments.js";
import { UserError } from "./user-error.js";

const HELP = `Usage: p1-lora building --pairs N [options]

Lets so many homes under one roof each have a meter that speaks every second, all in step, and a pair of boards: with
stations, sealed frames and sessions as on the boards, over radios at packet level. Tells which share of the telegrams gets
home, how old the newest values are, for the pair in the middle and for the worst, and whether the law is kept. Homes of
10 by 10 m lie on both sides of a corridor, twice as many on a floor as there are floors; boards hang anywhere in them.

  --pairs N       1 to 500; several with commas between them make a table
  --hours H       that are counted, 0.05 to 24 (default 1)
  --warm-up M     minutes before that, in which the boards find each other, 0 to 600 (default 15)
  --seed S        another building, the same each time (default 1)
  --scheme NAME   ours; original: the project that this one follows, firmware 2.17; aloha: frames with all values, three
                  in a minute, without listening or answers, on the rung that the path allows; or all: the three in one
                  table (default ours)
  --cellar P      of a hundred meters so many hang in the cellar (default 0)
  --power-on S    seconds within which all boards are switched on, 0 to 3600 (default 60)
  --docs          writes the table and the plots of docs/comparison.md anew. Unless told otherwise: 1 to 500 pairs, all
                  schemes, a quarter of an hour each; it takes an hour or so, on all processors
  --json          one JSON object instead of text, or a list of them instead of a table`;

/** What `--docs` is about where it is not told otherwise. */
const DOCUMENTED = Object.freeze({ pairs: "1,5,20,50,100,200,500", hours: "0.25", scheme: "all" });

/** `p1-lora building`: prints, and returns the exit code. Throws a UserError for what a person can mend. */
export async function building(args: string[]): Promise<number> {
	const { values } = parse(args);
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	const buildings = read(values);
	if (buildings.length === 1 && !values.docs) {
		const report = runHere(buildings[0]);
		console.log(values.json ? JSON.stringify(report) : buildingText(report));
		return 0;
	}
	const reports = await sideBySide(buildings, ({ pairs, scheme }, said) =>
		console.error(`${pairs} pairs, ${scheme}: ${said}`),
	);
	console.log(values.json ? JSON.stringify(reports) : buildingTable(reports));
	if (values.docs) {
		const tables = { building: buildingTable(reports) };
		for (const file of writeDocument("comparison.md", tables, buildingPlots(reports))) console.error(`wrote ${file}`);
	}
	return 0;
}

function runHere(options: Building): BuildingReport {
	const before = process.cpuUsage();
	const run = runBuilding({ ...options, onProgress: progress() });
	const { user, system } = process.cpuUsage(before);
	const pairHours = options.pairs * (options.hours + options.warmUpMinutes / 60);
	console.error(`${((pairHours * 1e6) / (user + system)).toFixed(2)} pairs times hours a second of processor time`);
	return reportOf(options, run);
}

type Values = ReturnType<typeof parse>["values"];

function parse(args: string[]) {
	return parseArguments({
		args,
		options: {
			// Without defaults here: --docs has its own.
			pairs: { type: "string" },
			hours: { type: "string" },
			scheme: { type: "string" },
			"warm-up": { type: "string", default: "15" },
			seed: { type: "string", default: "1" },
			cellar: { type: "string", default: "0" },
			"power-on": { type: "string", default: "60" },
			docs: { type: "boolean", default: false },
			json: { type: "boolean", default: false },
			help: { type: "boolean", short: "h", default: false },
		},
	});
}

/** Each number of pairs with each scheme. */
function read(values: Values): Building[] {
	const asked = { ...(values.docs ? DOCUMENTED : { pairs: undefined, hours: "1", scheme: "ours" }), ...values };
	const shared = {
		hours: numberOption("--hours", asked.hours, { least: 0.05, most: 24 }),
		warmUpMinutes: numberOption("--warm-up", values["warm-up"], { least: 0, most: 600 }),
		seed: numberOption("--seed", values.seed, { least: 0, most: 2 ** 31 - 1, whole: true }),
		cellarPercent: numberOption("--cellar", values.cellar, { least: 0, most: 100 }),
		powerOnSeconds: numberOption("--power-on", values["power-on"], { least: 0, most: 3600 }),
	};
	const sizes = asked.pairs?.split(",") ?? [undefined];
	return sizes.flatMap((size) => {
		const pairs = numberOption("--pairs", size, { least: 1, most: 500, whole: true });
		return schemesOf(asked.scheme).map((scheme) => ({ scheme, pairs, ...shared }));
	});
}

function schemesOf(name: string): readonly Scheme[] {
	if (name === "all") return SCHEMES;
	const scheme = SCHEMES.find((known) => known === name);
	if (scheme === undefined) throw new UserError(`${given("--scheme", name)}: give ${SCHEMES.join(", ")}, or all.`);
	return [scheme];
}

/** Each ten seconds: what is left by what it took so far. */
function progress(): (second: number, of: number) => void {
	const begunAt = performance.now();
	let toldAt = begunAt;
	return (second, of) => {
		const now = performance.now();
		if (now - toldAt < 10_000) return;
		toldAt = now;
		const left = ((now - begunAt) * (of - second)) / second / 60_000;
		console.error(`minute ${Math.floor(second / 60)} of ${Math.ceil(of / 60)}, some ${Math.ceil(left)} min left`);
	};
}

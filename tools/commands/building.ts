/** `p1-lora building`: many pairs under one roof, beside what others would do there. */
import { runBuilding, SCHEMES } from "../building/building.js";
import { buildingText, reportOf } from "../building/report.js";
import { given, numberOption, parseArguments } from "./arguments.js";
import { UserError } from "./user-error.js";

const HELP = `Usage: p1-lora building --pairs N [options]

Lets so many homes under one roof each have a meter that speaks every second, all in step, and a pair of boards: with
stations, sealed frames and sessions as on the boards, over radios at packet level. Tells which share of the telegrams gets
home, how old the newest values are, for the pair in the middle and for the worst, and whether the law is kept. Homes of
10 by 10 m lie on both sides of a corridor, twice as many on a floor as there are floors; boards hang anywhere in them.

  --pairs N       1 to 500
  --hours H       that are counted, 0.05 to 24 (default 1)
  --warm-up M     minutes before that, in which the boards find each other, 0 to 600 (default 15)
  --seed S        another building, the same each time (default 1)
  --scheme NAME   ours; original: the project that this one follows, firmware 2.17; or aloha: frames with all values, three
                  in a minute, without listening or answers, on the rung that the path allows (default ours)
  --cellar P      of a hundred meters so many hang in the cellar (default 0)
  --power-on S    seconds within which all boards are switched on, 0 to 3600 (default 60)
  --json          one JSON object instead of text`;

/** `p1-lora building`: prints, and returns the exit code. Throws a UserError for what a person can mend. */
export function building(args: string[]): number {
	const { values } = parse(args);
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	const options = read(values);
	const before = process.cpuUsage();
	const run = runBuilding({ ...options, onProgress: tell });
	const { user, system } = process.cpuUsage(before);
	const pairHours = options.pairs * (options.hours + options.warmUpMinutes / 60);
	console.error(`${((pairHours * 1e6) / (user + system)).toFixed(2)} pairs times hours a second of processor time`);
	const report = reportOf(options, run);
	console.log(values.json ? JSON.stringify(report) : buildingText(report));
	return 0;
}

type Values = ReturnType<typeof parse>["values"];

function parse(args: string[]) {
	return parseArguments({
		args,
		options: {
			pairs: { type: "string" },
			hours: { type: "string", default: "1" },
			"warm-up": { type: "string", default: "15" },
			seed: { type: "string", default: "1" },
			scheme: { type: "string", default: "ours" },
			cellar: { type: "string", default: "0" },
			"power-on": { type: "string", default: "60" },
			json: { type: "boolean", default: false },
			help: { type: "boolean", short: "h", default: false },
		},
	});
}

function read(values: Values) {
	const scheme = SCHEMES.find((name) => name === values.scheme);
	if (scheme === undefined) throw new UserError(`${given("--scheme", values.scheme)}: give ${SCHEMES.join(", ")}.`);
	return {
		scheme,
		pairs: numberOption("--pairs", values.pairs, { least: 1, most: 500, whole: true }),
		hours: numberOption("--hours", values.hours, { least: 0.05, most: 24 }),
		warmUpMinutes: numberOption("--warm-up", values["warm-up"], { least: 0, most: 600 }),
		seed: numberOption("--seed", values.seed, { least: 0, most: 2 ** 31 - 1, whole: true }),
		cellarPercent: numberOption("--cellar", values.cellar, { least: 0, most: 100 }),
		powerOnSeconds: numberOption("--power-on", values["power-on"], { least: 0, most: 3600 }),
	};
}

/** Each simulated five minutes. */
function tell(second: number, of: number): void {
	if (second % 300 === 0) console.error(`minute ${second / 60} of ${Math.ceil(of / 60)}`);
}

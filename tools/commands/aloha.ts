/** `p1-lora aloha`: how many frames of many senders reach one gateway, as LoRaSim and pure ALOHA have it. */
import { ALOHA_SETS, type AlohaSet, aloha as simulate } from "../sim/aloha.js";
import { given, numberOption, parseArguments } from "./arguments.js";
import { UserError } from "./user-error.js";

const SETS = Object.keys(ALOHA_SETS) as AlohaSet[]; // its own keys

const HELP = `Usage: p1-lora aloha --set SET --nodes N [options]

Lets many nodes send frames of 20 bytes to one gateway, each about every 1,000 seconds, and prints as one JSON object
which share of them it received: "der", the data extraction rate, or null where none was sent. "theory" is pure ALOHA's, exp(-2 N T / lambda), which
holds without capture. Set up as LoRaSim is; docs/simulation.md compares the two.

  --set SET    ${SETS.join(" or ")}: ${SETS.map(describe).join("; ")}
  --nodes N    1 to 2000
  --capture    a frame survives others that are 6 dB weaker; without, the least overlap destroys both
  --hours H    simulated time, 1 to 10000 (default: what about 100,000 frames take; the most is that of 5,000,000)
  --seed S     other places and times, the same each time (default 1)`;

const DEFAULT_FRAMES = 100_000;
/** Some minutes' work. */
const MOST_FRAMES = 5_000_000;
/** With more, what has been done is told on stderr. */
const SILENT_FRAMES = 500_000;
const LONGEST_HOURS = 10_000;
/** Each node's, at one in 1,000 seconds. */
const FRAMES_AN_HOUR = 3.6;

function describe(set: AlohaSet): string {
	const { spreadingFactor, bandwidthHz, codingRate } = ALOHA_SETS[set];
	return `SF${spreadingFactor}/${bandwidthHz / 1000} with 4/${codingRate}`;
}

/** `p1-lora aloha`: prints, and returns the exit code. Throws a UserError for what a person can mend. */
export function aloha(args: string[]): number {
	const { values } = parse(args);
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	const options = read(values);
	const { set, nodes, capture, hours, seed } = options;
	const progress = (done: number, all: number) => console.error(`${done} of ${all} placements done`);
	const isLong = framesIn(nodes, hours) > SILENT_FRAMES;
	const { der, sent, received, theory } = simulate(isLong ? { ...options, progress } : options);
	const rounded = { der: der === undefined ? null : round(der), theory: round(theory) };
	console.log(JSON.stringify({ ...rounded, set, nodes, capture, hours, seed, sent, received }));
	return 0;
}

type Values = ReturnType<typeof parse>["values"];

function parse(args: string[]) {
	return parseArguments({
		args,
		options: {
			set: { type: "string" },
			nodes: { type: "string" },
			capture: { type: "boolean", default: false },
			hours: { type: "string" },
			seed: { type: "string", default: "1" },
			help: { type: "boolean", short: "h", default: false },
		},
	});
}

function read({ set, nodes: nodesText, capture, hours, seed }: Values) {
	const known = SETS.find((name) => name === set);
	if (known === undefined) throw new UserError(`${given("--set", set)}: give ${SETS.join(" or ")}.`);
	const nodes = numberOption("--nodes", nodesText, { least: 1, most: 2000, whole: true });
	const enough = Math.min(LONGEST_HOURS, Math.ceil(DEFAULT_FRAMES / framesIn(nodes, 1)));
	const asked = hours === undefined ? enough : numberOption("--hours", hours, { least: 1, most: LONGEST_HOURS });
	if (framesIn(nodes, asked) > MOST_FRAMES) {
		const most = Math.floor(MOST_FRAMES / framesIn(nodes, 1));
		throw new UserError(
			`${given("--hours", hours)}: with ${nodes} nodes give at most ${most}, for ${MOST_FRAMES} frames.`,
		);
	}
	return {
		set: known,
		nodes,
		capture,
		hours: asked,
		seed: numberOption("--seed", seed, { least: 0, most: 2 ** 32 - 1, whole: true }),
	};
}

/** About as many. */
function framesIn(nodes: number, hours: number): number {
	return FRAMES_AN_HOUR * nodes * hours;
}

/** To a ten-thousandth. */
function round(share: number): number {
	return Math.round(share * 1e4) / 1e4;
}

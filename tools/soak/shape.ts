/** What a seed's day has in it beside its faults: the meter, the chips, and where the boards meet. */
import { ALTERNATIVE_FREQUENCY_HZ, DEFAULT_FREQUENCY_HZ } from "../../src/lora/regions.js";
import { seededRandom } from "../sim/random.js";

/** What both boards are set to. */
export interface Meeting {
	readonly region: string;
	readonly frequencyHz: number;
}

export interface Shape {
	/** A key of METER_MODELS, and how often it speaks. */
	meter: string;
	intervalSeconds: number;
	/** The chips with their registers, or packets only. */
	registers: boolean;
	meeting: Meeting;
}

/** What kinds of meters there are, how often they speak, and of how many seeds in 100. */
const METERS: readonly (readonly [kind: string, intervalSeconds: number, share: number])[] = Object.freeze([
	["nl-1ph-10s", 60, 70],
	["be-3ph", 60, 20],
	["nl-1ph-10s", 10, 4],
	["lu", 60, 5],
	["be-1ph", 1, 1],
]);

/** In so many seeds one has chips with registers. */
const REGISTERS_EVERY = 100;

/** Where boards meet, and of how many seeds in 100: with 10 % of the time, with 1 %, and in the other region. */
const MEETINGS: readonly (readonly [region: string, frequencyHz: number, share: number])[] = Object.freeze([
	["EU868", DEFAULT_FREQUENCY_HZ, 80],
	["EU868", ALTERNATIVE_FREQUENCY_HZ, 10],
	["EU433", 434_500_000, 10],
]);

/** `chance` in [0, 1) picks one as often as its share says. */
function pickByShare<A, B>(
	choices: readonly (readonly [A, B, share: number])[],
	chance: number,
): readonly [A, B, number] {
	let left = chance * choices.reduce((sum, [, , share]) => sum + share, 0);
	for (const choice of choices) {
		left -= choice[2];
		if (left < 0) return choice;
	}
	return choices[0];
}

/** A stream of its own tells where they meet: what else a seed has does not depend on it. */
export function shapeOf(seed: number): Shape {
	const random = seededRandom(seed, "shape");
	const [meter, intervalSeconds] = pickByShare(METERS, random());
	const registers = intervalSeconds >= 30 && Math.floor(random() * REGISTERS_EVERY) === 0;
	const [region, frequencyHz] = pickByShare(MEETINGS, seededRandom(seed, "meeting")());
	return { meter, intervalSeconds, registers, meeting: { region, frequencyHz } };
}

/** For a person. */
export function meetingName({ region, frequencyHz }: Meeting): string {
	return `${frequencyHz / 1e6} MHz, ${region}`;
}

/**
 * Where the law gives each board 1 % of the time, a second of a slow rung has a hundred of silence after it: how long the
 * link takes to be back there is not held against what is wanted elsewhere.
 */
export function isSlowByLaw({ frequencyHz }: Meeting): boolean {
	return frequencyHz === ALTERNATIVE_FREQUENCY_HZ;
}

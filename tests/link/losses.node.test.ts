/** What a link carries over an air that loses frames, either way, whoever sent them. */
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";
import { Sessions } from "./sessions.js";

const SECONDS = 600;
const SEEDS = [1, 2, 3];

/** The share of a one-second meter's telegrams that came out within the first ten minutes, the meeting included. */
function carried(seed: number, lost: (random: () => number, now: number) => boolean): number {
	const link = new Sessions();
	const random = seededRandom(seed, "losses");
	link.air.lost = () => lost(random, link.clock.now());
	link.meter(SECONDS);
	return link.telegrams.length / SECONDS;
}

const mean = (shares: number[]) => shares.reduce((sum, share) => sum + share, 0) / shares.length;

test("of a strong link that loses a part of all frames, most of the rest carries telegrams", () => {
	const table: [number, number][] = [
		[0, 0.97],
		[0.1, 0.85],
		[0.2, 0.74],
		[0.3, 0.62],
		[0.4, 0.48],
		[0.5, 0.25],
	];
	for (const [share, least] of table) {
		const shares = SEEDS.map((seed) => carried(seed, (random) => random() < share));
		assert.ok(mean(shares) >= least, `${shares} at ${share}`);
	}
});

/** Gilbert and Elliott: good and bad spells of these mean lengths, in milliseconds; nine of ten frames are lost in a bad one. */
function bursts(good: number, bad: number): (random: () => number, now: number) => boolean {
	let isBad = false;
	let until = 0;
	return (random, now) => {
		while (now >= until) {
			isBad = !isBad;
			until += -Math.log(1 - random()) * (isBad ? bad : good);
		}
		return isBad && random() < 0.9;
	};
}

test("of a strong link that is disturbed in bursts, most of the good spells carries telegrams", () => {
	const table: [number, number, number][] = [
		[20_000, 5000, 0.65],
		[8000, 5000, 0.45],
		[45_000, 20_000, 0.4],
	];
	for (const [good, bad, least] of table) {
		const shares = SEEDS.map((seed) => carried(seed, bursts(good, bad)));
		assert.ok(mean(shares) >= least, `${shares} at ${good} and ${bad} ms`);
	}
});

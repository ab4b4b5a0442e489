/** A channel found busy is left by both sides together, whatever is lost and whoever loses power on the way. */
import type { Carried } from "../../src/negotiation/channel-choice.js";
import { LADDER, TOP_RUNG } from "../../src/negotiation/ladder.js";
import { channelOf, type Profile, profileOf, rungOf } from "../../src/negotiation/profile.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";
import { type NegotiatingPair, NOTHING_LOST, type PairOptions, started } from "./pair.js";
import { planOf, planOfRegion } from "./plans.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PLAN = planOfRegion();
const RUNGS = LADDER.map((_, rung) => rung);
/** On others little gets through with 1 % of the air, and a power cut on the way would cost more than a quarter of an hour. */
const FAST = RUNGS.filter((rung) => PLAN.bears(profileOf(1, rung)));
const CHANNELS = PLAN.channels.map((_, channel) => channel);

/** Nothing gets through on the channel where they meet. */
function full(profile: Profile, spare = CHANNELS): Carried | undefined {
	const isHome = channelOf(profile) === PLAN.meeting;
	return isHome ? { interval: Number.POSITIVE_INFINITY, slot: 322, isCrowded: true, spare } : undefined;
}

/** A pair that runs on this rung, on the channel where they meet; nothing is told of a crowd yet. */
function runningOn(rung: number, options: Partial<PairOptions> = {}): NegotiatingPair {
	const before = { transmitterLastGood: rung, receiverLastGood: rung };
	const pair = started({ lost: NOTHING_LOST, snrDb: 12, wish: rung, plan: PLAN, ...before, ...options });
	assert.ok(pair.settles(rung, 10 * MINUTE), `rung ${rung}`);
	return pair;
}

/** Both run on one profile; which, or undefined. */
function together(pair: NegotiatingPair): Profile | undefined {
	const { state } = pair.transmitter;
	return state.phase === "running" && pair.settledOn(state.profile) ? state.profile : undefined;
}

function findEachOther(pair: NegotiatingPair, limit: number): boolean {
	return pair.clock.runWhile(() => together(pair) === undefined, pair.clock.now() + limit);
}

function isAway(pair: NegotiatingPair): boolean {
	return channelOf(together(pair) ?? 0) !== PLAN.meeting;
}

test("on every rung that is fast enough there a full channel is left for every other one, within a minute and both sides together", () => {
	for (const rung of FAST) {
		for (const channel of CHANNELS.slice(1)) {
			const pair = runningOn(rung);
			pair.options.carried = (profile) => full(profile, [channel]);
			const there = profileOf(channel, rung);
			assert.ok(pair.settles(there, MINUTE), `to ${channel} on rung ${rung}`);
			assert.deepEqual(pair.remembered, { transmitter: there, receiver: there });
			assert.ok(pair.log.includes("T moved") && pair.log.includes("R moving"));
		}
	}
});

test("a rung that is slow stays where ten times as much may be sent, and a wish for one leads back there", () => {
	assert.deepEqual(FAST, [3, 4, 5, TOP_RUNG]);
	for (const rung of [0, 1, 2]) {
		const pair = runningOn(rung);
		pair.options.carried = full;
		pair.clock.advance(HOUR);
		assert.ok(pair.settledOn(rung), `${rung}`);
	}
	const pair = runningOn(TOP_RUNG);
	pair.options.carried = full;
	assert.ok(pair.clock.runWhile(() => !isAway(pair), pair.clock.now() + MINUTE));
	pair.options.carried = undefined;
	pair.options.wish = 1;
	assert.ok(pair.settles(1, 2 * MINUTE));
});

test("any frame of a move, any two of them, lost: they still run together, there or where they were", () => {
	for (let first = 0; first < 10; first++) {
		for (let second = first; second < 14; second++) {
			const pair = runningOn(TOP_RUNG, { random: seededRandom(first, `${second}`) });
			let frame = -1;
			pair.options.carried = full;
			pair.options.lost = () => {
				frame++;
				return frame === first || frame === second;
			};
			assert.ok(
				pair.clock.runWhile(() => !isAway(pair), pair.clock.now() + 30 * MINUTE),
				`${first} and ${second}`,
			);
			pair.clock.advance(MINUTE);
			assert.ok(isAway(pair), `${first} and ${second}`);
		}
	}
});

test("power cut at each frame of a move, of either board, costs minutes, and never the link", () => {
	const waits: number[] = [];
	for (const rung of FAST) {
		for (const board of ["transmitter", "receiver"] as const) {
			for (let at = 0; at < 14; at++) {
				const pair = runningOn(rung, { random: seededRandom(at, board) });
				let frame = -1;
				let cutAt: number | undefined;
				pair.options.carried = (profile) => (cutAt === undefined ? full(profile) : undefined);
				pair.options.lost = () => {
					if (++frame === at) {
						pair.clock.after(0, () => {
							cutAt = pair.clock.now();
							if (board === "transmitter") pair.rebootTransmitter();
							else pair.rebootReceiver();
						});
					}
					return false;
				};
				const { clock } = pair;
				assert.ok(clock.runWhile(() => cutAt === undefined, clock.now() + 10 * MINUTE));
				assert.ok(findEachOther(pair, 15 * MINUTE), `${board} at frame ${at}, rung ${rung}`);
				if (rung === TOP_RUNG) waits.push((clock.now() - (cutAt ?? 0)) / 1000);
				clock.advance(15 * MINUTE);
				assert.ok(together(pair) !== undefined, `${board} at frame ${at}, rung ${rung}: later`);
			}
		}
	}
	assert.ok(Math.max(...waits) < 240, `${Math.max(...waits)} s on SF7`);
});

test("apart on any two channels and in any phase of the receiver, they find each other within a quarter of an hour", () => {
	for (const own of [0, 1, 4]) {
		for (const phase of ["trial", "settled", "searching"] as const) {
			for (const peer of [0, 2, 8]) {
				for (const rung of FAST) {
					const from = profileOf(own, TOP_RUNG);
					const before = { transmitterLastGood: from, receiverLastGood: from };
					const pair = started({ lost: NOTHING_LOST, snrDb: 12, plan: PLAN, ...before });
					assert.ok(pair.settles(from, MINUTE));
					const to = profileOf(peer, rung);
					if (phase === "searching") pair.hear({ kind: "resync" });
					else pair.hear({ kind: "propose", to });
					if (phase === "settled") pair.hear({ kind: "commit", profile: to });
					assert.ok(findEachOther(pair, 15 * MINUTE), `${own}, ${phase} on ${peer}, rung ${rung}`);
					pair.clock.advance(15 * MINUTE);
					assert.ok(together(pair) !== undefined, `${own}, ${phase} on ${peer}, rung ${rung}`);
				}
			}
		}
	}
});

test("on the new channel a reboot of either board is over as soon as at home, and a long silence of either too", () => {
	for (const board of ["transmitter", "receiver"] as const) {
		const pair = runningOn(TOP_RUNG);
		pair.options.carried = full;
		assert.ok(pair.clock.runWhile(() => !isAway(pair), pair.clock.now() + MINUTE));
		const there = together(pair);
		if (board === "transmitter") pair.rebootTransmitter();
		else pair.rebootReceiver();
		assert.ok(pair.settles(there ?? 0, 10_000), board);
		pair.options.lost = () => true;
		pair.clock.advance(HOUR);
		pair.options.lost = NOTHING_LOST;
		assert.ok(findEachOther(pair, 5 * MINUTE), `${board}: after an hour`);
	}
});

test("where nothing at all gets through on the channel they meet on, they find each other on the second one", () => {
	const waits: number[] = [];
	for (let seed = 0; seed < 10; seed++) {
		for (const before of [undefined, 3, TOP_RUNG]) {
			const random = seededRandom(seed, `${before}`);
			const lost = (_rung: number, _what: string, channel: number) => channel === PLAN.meeting;
			const known = before === undefined ? {} : { transmitterLastGood: before, receiverLastGood: before };
			const pair = started({ lost, snrDb: 12, plan: PLAN, random, ...known });
			assert.ok(findEachOther(pair, 45 * MINUTE), `seed ${seed}, before ${before}`);
			assert.ok(isAway(pair));
			waits.push(pair.clock.now() / MINUTE);
			// It ends: an hour or two later they are back, or at least together.
			pair.options.lost = NOTHING_LOST;
			pair.clock.advance(10 * MINUTE);
			assert.ok(together(pair) !== undefined);
		}
	}
	waits.sort((a, b) => a - b);
	const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
	assert.ok(mean < 8, `${mean} minutes in the mean, ${waits[waits.length - 1]} the longest`);
});

test("an older program at home refuses what it does not know: both stay, and it is asked ever more rarely", () => {
	const pair = runningOn(TOP_RUNG, { receiverPlan: planOf() });
	pair.options.carried = full;
	pair.clock.advance(6 * HOUR);
	const tries = pair.log.filter((line) => line === "T moving").length;
	assert.ok(tries >= 3 && tries <= 9, `${tries} tries`);
	assert.ok(findEachOther(pair, MINUTE));
	assert.ok(pair.settledOn(TOP_RUNG));
	assert.ok(!pair.log.includes("R moving"));
});

test("where the channel that they meet on may be on the air ten times as often, they come back to it after an hour", () => {
	const pair = runningOn(TOP_RUNG, { random: seededRandom(5, "back") });
	pair.options.carried = full;
	assert.ok(pair.clock.runWhile(() => !isAway(pair), pair.clock.now() + MINUTE));
	const free = { interval: 3220, slot: 3220, isCrowded: false, spare: CHANNELS };
	pair.options.carried = (profile) => (channelOf(profile) === PLAN.meeting ? undefined : free);
	pair.clock.advance(50 * MINUTE);
	assert.ok(isAway(pair));
	pair.clock.advance(30 * MINUTE);
	assert.ok(pair.settledOn(TOP_RUNG));
});

test("power is full again on the way to another channel", () => {
	const pair = runningOn(TOP_RUNG, { snrDb: 30, wish: undefined });
	pair.clock.advance(2 * MINUTE);
	assert.ok(pair.reduced.transmitter > 0);
	let reduced = -1;
	pair.options.carried = full;
	pair.options.lost = (_, what) => {
		if (what === "propose") reduced = pair.reduced.transmitter;
		return false;
	};
	assert.ok(pair.clock.runWhile(() => !isAway(pair), pair.clock.now() + MINUTE));
	assert.equal(reduced, 0);
});

test("a rung changes, and its wish is kept, on whatever channel", () => {
	const pair = runningOn(3);
	pair.options.carried = full;
	assert.ok(pair.clock.runWhile(() => !isAway(pair), pair.clock.now() + 2 * MINUTE));
	pair.options.wish = 5;
	assert.ok(pair.clock.runWhile(() => rungOf(together(pair) ?? 0) !== 5, pair.clock.now() + MINUTE));
	assert.ok(isAway(pair));
});

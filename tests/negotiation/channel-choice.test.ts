import { type Carried, ChannelChoice } from "../../src/negotiation/channel-choice.js";
import { LADDER, TOP_RUNG } from "../../src/negotiation/ladder.js";
import { channelOf, isProfile, type Profile, profileOf, rungOf } from "../../src/negotiation/profile.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";
import { planOfRegion } from "./plans.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PLAN = planOfRegion();
const CHANNELS = PLAN.channels.map((_, channel) => channel);
/** On SF7/250, with 10 % of the air. */
const SLOT = 322;
const HERE: Profile = TOP_RUNG;
const STRONG_DB = 9;

function crowded(interval: number, change: Partial<Carried> = {}): Carried {
	return { interval, slot: SLOT, isCrowded: true, spare: CHANNELS, ...change };
}

/** How often of 1,000 pairs one goes, and where to. */
function choices(carried: Carried, { from = HERE, snrDb = STRONG_DB, plan = PLAN } = {}): Map<number, number> {
	const counts = new Map<number, number>();
	for (let seed = 0; seed < 1000; seed++) {
		const to = new ChannelChoice(plan, seededRandom(seed, "choice")).better(from, snrDb, carried, 0);
		if (to === undefined) continue;
		assert.equal(rungOf(to), rungOf(from));
		counts.set(channelOf(to), (counts.get(channelOf(to)) ?? 0) + 1);
	}
	return counts;
}

function sum(counts: Map<number, number>): number {
	return [...counts.values()].reduce((all, count) => all + count, 0);
}

test("a profile is a channel and a rung, and the seventh rung of eight is none", () => {
	for (let byte = 0; byte < 256; byte++) {
		assert.equal(profileOf(channelOf(byte), rungOf(byte)), byte);
		assert.equal(isProfile(byte), rungOf(byte) < LADDER.length);
	}
	assert.ok(!isProfile(-1) && !isProfile(256) && !isProfile(0.5) && !isProfile(Number.NaN));
});

test("where nothing gets through all pairs go, and spread evenly over the other channels", () => {
	const counts = choices(crowded(Number.POSITIVE_INFINITY));
	assert.equal(sum(counts), 1000);
	assert.deepEqual([...counts.keys()].sort(), CHANNELS.slice(1));
	for (const [channel, count] of counts) assert.ok(count > 90 && count < 160, `${count} to channel ${channel}`);
});

test("of a crowd as many go as must, until the others carry as much as those that went", () => {
	// A tenth of the duty cycle: 3.2 s on another channel. Of pairs at 8 s a half may stay.
	const gone = sum(choices(crowded(8050)));
	assert.ok(gone > 450 && gone < 550, `${gone}`);
	assert.equal(sum(choices(crowded(4000))), 0, "4 s are not much more");
});

test("a meter that is slow, and a link that is weak, are no crowd", () => {
	assert.equal(sum(choices(crowded(10_000, { isCrowded: false }))), 0);
	assert.equal(sum(choices(crowded(60_000), { snrDb: -4.5 })), 0, "3 dB to spare");
});

test("no channel is taken whose airtime is spent, or where less power is lawful than the link needs", () => {
	assert.deepEqual([...choices(crowded(Number.POSITIVE_INFINITY, { spare: [0, 5] })).keys()], [5]);
	assert.equal(sum(choices(crowded(Number.POSITIVE_INFINITY, { spare: [] }))), 0);
	// 20 dBm in band P, 14 elsewhere.
	const plan = planOfRegion("EU868", { powerDbm: 20 });
	assert.equal(sum(choices(crowded(Number.POSITIVE_INFINITY), { plan, snrDb: 2 })), 0);
	assert.equal(sum(choices(crowded(Number.POSITIVE_INFINITY), { plan, snrDb: 3 })), 1000);
});

test("in EU433, where the law is the same on each channel, a crowd spreads too", () => {
	const counts = choices(crowded(SLOT * 4), { plan: planOfRegion("EU433") });
	assert.ok(counts.size === 3 && sum(counts) > 600, `${[...counts]}`);
});

test("after a move nothing moves for five minutes, and what was left is not taken for an hour, then two", () => {
	const choice = new ChannelChoice(PLAN, seededRandom(1, "moves"));
	const onlyHome = { interval: 3220, slot: 3220, isCrowded: false, spare: [0] };
	const there = profileOf(3, TOP_RUNG);
	let now = 0;
	for (const hours of [1, 2, 4, 8, 12, 12]) {
		assert.ok(choice.better(HERE, STRONG_DB, crowded(Number.POSITIVE_INFINITY, { spare: [3] }), now) === there);
		assert.ok(choice.moved(HERE, now), "it is busy");
		assert.equal(choice.better(there, STRONG_DB, crowded(Number.POSITIVE_INFINITY), now + 4 * MINUTE), undefined);
		now += hours * HOUR - 1;
		assert.equal(choice.better(there, STRONG_DB, onlyHome, now), undefined);
		now += 1;
		// One of some goes at each look.
		const looks = Array.from({ length: 20 }, () => choice.better(there, STRONG_DB, onlyHome, now));
		assert.ok(looks.includes(HERE), `after ${hours} hours`);
		assert.equal(choice.moved(there, now), false, "it was not too full");
		now += 10 * MINUTE;
	}
});

test("a try that leads nowhere is made again ever more rarely", () => {
	const choice = new ChannelChoice(PLAN, seededRandom(1, "tries"));
	let [now, tries] = [0, 0];
	for (; now < 24 * HOUR; now += MINUTE) {
		const to = choice.better(HERE, STRONG_DB, crowded(Number.POSITIVE_INFINITY), now);
		if (to === undefined) continue;
		tries++;
		choice.failed(to, now);
	}
	assert.ok(tries >= 6 && tries <= 12, `${tries} tries in a day`);
});

test("after a quiet day a channel is avoided for an hour again, and a try that leads nowhere costs five minutes", () => {
	const choice = new ChannelChoice(PLAN, seededRandom(1, "quiet"));
	const full = crowded(Number.POSITIVE_INFINITY, { spare: [3] });
	const there = profileOf(3, TOP_RUNG);
	let now = 0;
	const waits = (): number => {
		const from = now;
		choice.failed(there, now);
		while (choice.better(HERE, STRONG_DB, full, now) === undefined) now += MINUTE;
		return (now - from) / HOUR;
	};
	assert.deepEqual([waits(), waits(), waits(), waits(), waits()], [1, 2, 4, 8, 12]);
	now += 24 * HOUR + MINUTE;
	assert.deepEqual([waits(), waits()], [1, 2]);
	now += 23 * HOUR;
	assert.equal(waits(), 4, "no whole day");
});

test("a hold-off that has grown begins anew after a quiet day", () => {
	const choice = new ChannelChoice(PLAN, seededRandom(1, "hold-off"));
	let now = 0;
	/** All other channels are open to each try in turn. */
	const waits = (channel: number): number => {
		const from = now;
		choice.failed(profileOf(channel, TOP_RUNG), now);
		const full = crowded(Number.POSITIVE_INFINITY, { spare: CHANNELS });
		while (choice.better(HERE, STRONG_DB, full, now) === undefined) now += MINUTE;
		return (now - from) / MINUTE;
	};
	assert.deepEqual([waits(1), waits(2), waits(3)], [5, 10, 20]);
	now += 25 * HOUR;
	assert.equal(waits(4), 5);
});

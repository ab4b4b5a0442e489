import type { Emission, Tuning } from "../../tools/sim/on-air.js";
import { assert, test } from "../harness/index.js";
import { DURATION, fateAt, HEADER_END, TUNING, world } from "./scripted-modem.js";

/** `a` sends first, `b` after `offset`; what `c` makes of both. */
function meet(
	advantageDb: number,
	offset: number,
	second: Partial<Emission> = {},
	options: { capture?: boolean } = {},
) {
	const { clock, air, modems, fates, send } = world(options);
	air.setPathLoss("a", "c", 100 - advantageDb);
	modems.c.listen();
	send("a");
	clock.advance(offset);
	send("b", second);
	clock.advance(2000);
	return { a: fateAt(fates, "a>c"), b: fateAt(fates, "b>c"), told: modems.c.told.map((line) => line.split(" ")[0]) };
}

const COLLISIONS: [what: string, advantageDb: number, offset: number, a: string, b: string][] = [
	["equally strong, are both lost without a word when they meet in the header", 0, 10, "collided", "busy"],
	["of which the later meets the payload only, leave a damaged one", 0, HEADER_END + 1, "damaged", "busy"],
	["5.9 dB apart, are both lost", 5.9, 10, "collided", "busy"],
	["6 dB apart, leave the stronger", 6, 10, "received", "busy"],
	["of which the stronger comes in the other's preamble, leave that", -6, 2, "collided", "received"],
	["of which the stronger comes after the other's preamble, are both lost", -7, 6, "collided", "busy"],
	["in turn, don't meet", 0, DURATION, "received", "received"],
	["meeting in the first three preamble symbols of the later, leave that", 0, DURATION - 3, "damaged", "received"],
	["meeting in the fourth, leave none", 0, DURATION - 4, "damaged", "busy"],
];

for (const [what, advantageDb, offset, a, b] of COLLISIONS) {
	test(`two frames, ${what}`, () => {
		const met = meet(advantageDb, offset);
		assert.deepEqual([met.a, met.b], [a, b]);
	});
}

test("a frame that takes over is told of as a preamble, and followed to its end", () => {
	assert.deepEqual(meet(-6, 2).told, ["preamble", "preamble", "header", "frame"]);
});

test("a frame that meets another in its payload is told of as damaged, in its header as lost", () => {
	assert.deepEqual(meet(0, HEADER_END + 1).told, ["preamble", "header", "damaged"]);
	assert.deepEqual(meet(0, 10).told, ["preamble", "lock"]);
});

test("without capture even a much weaker frame destroys, in any part of the preamble", () => {
	const { a, b } = meet(20, DURATION - 2, {}, { capture: false });
	assert.deepEqual([a, b], ["damaged", "collided"]);
});

test("frames with the other sense of IQ are not heard, but do harm", () => {
	assert.deepEqual(meet(0, 10, { invertedIq: true }).a, "collided");
	assert.deepEqual(meet(0, 10, { invertedIq: true }).b, "not tuned");
});

test("frames of the same slope on another bandwidth do harm: SF9 at 250 kHz to SF7 at 125 kHz", () => {
	assert.equal(meet(0, 10, { spreadingFactor: 9, bandwidthHz: 250_000 }).a, "collided");
	assert.equal(meet(0, 10, { spreadingFactor: 8, bandwidthHz: 250_000 }).a, "received");
});

const INTER_SF: [spreadingFactor: number, otherStrongerDb: number, fate: string][] = [
	// Croce 2018: SF7 bears 8 dB more of SF8, and 9 dB of SF12.
	[8, 7.9, "received"],
	[8, 8.1, "collided"],
	[12, 8.9, "received"],
	[12, 9.1, "collided"],
];

for (const [spreadingFactor, otherStrongerDb, fate] of INTER_SF) {
	test(`SF7 is ${fate} when SF${spreadingFactor} is ${otherStrongerDb} dB stronger`, () => {
		const second = { spreadingFactor, lowDataRateOptimize: spreadingFactor > 10 };
		assert.equal(meet(-otherStrongerDb, 1, second).a, fate);
	});
}

test("two that are too weak alone destroy together", () => {
	for (const [nodes, fate] of [
		[["b"], "received"],
		[["b", "d"], "collided"],
	] as const) {
		const { clock, air, modems, fates, send } = world({ nodes: { a: {}, b: {}, c: {}, d: {} } });
		air.setPathLoss("a", "c", 93);
		modems.c.listen();
		send("a");
		for (const name of nodes) send(name);
		clock.advance(200);
		assert.equal(fateAt(fates, "a>c"), fate);
	}
});

test("a gateway with many demodulators follows all that it can tell apart", () => {
	const { clock, modems, fates, send } = world({
		nodes: { a: { demodulators: 0 }, b: { demodulators: 0 }, gateway: { demodulators: 8 } },
	});
	modems.gateway.listen();
	send("a");
	clock.advance(30);
	send("b", { powerDbm: 20 });
	clock.advance(200);
	assert.deepEqual(fates, ["a>gateway damaged", "b>gateway received"]);
});

test("a receiver that loses one frame follows the next if it still hears enough of its preamble", () => {
	const { clock, modems, ports, fates, send } = world();
	modems.c.listen();
	send("a");
	clock.advance(10);
	ports.a.cease();
	clock.advance(HEADER_END - 10 - 2);
	send("b");
	clock.advance(200);
	assert.equal(fateAt(fates, "a>c"), "cut off");
	assert.equal(fateAt(fates, "b>c"), "received");
	assert.deepEqual(modems.c.told, ["preamble 5.1", "lock lost 20.7", "preamble 25.9", "header 39.5", "frame 75.3"]);
});

test("who sends does not hear", () => {
	const { clock, modems, fates, send } = world({ nodes: { a: {}, b: {} } });
	const tuning: Tuning = TUNING;
	modems.a.listen(tuning);
	send("a");
	clock.advance(100);
	assert.deepEqual(fates, ["a>b not listening"]);
	assert.deepEqual(modems.a.told, []);
});

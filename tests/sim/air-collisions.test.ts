import type { Emission, Tuning } from "../../tools/sim/on-air.js";
import { assert, test } from "../harness/index.js";
import { DURATION, fateAt, HEADER_END, TUNING, world } from "./scripted-modem.js";

/** `a` sends first, `b` after `offset`; what `c` makes of both. */
function meet(advantageDb: number, offset: number, second: Partial<Emission> = {}, rules: { capture?: boolean } = {}) {
	const { clock, air, modems, fates, send } = world({ rules });
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

test("noise damages a frame that it meets, whether it ends before the frame, with it or after it", () => {
	for (const until of [56.57, DURATION, 56.58]) {
		const { clock, modems, ports, fates, send } = world({ nodes: { a: {}, b: {}, jammer: { demodulators: 0 } } });
		modems.b.listen();
		// Earlier than the frame's own end, where both come at one instant.
		clock.after(until, () => ports.jammer.silence());
		send("a");
		clock.advance(25);
		ports.jammer.makeNoise({ frequencyHz: TUNING.frequencyHz, bandwidthHz: 125_000, powerDbm: 30 });
		clock.advance(100);
		assert.deepEqual(fates, ["a>b damaged"], String(until));
	}
});

test("two frames that begin and end at the same instants destroy each other", () => {
	for (const implicitHeader of [false, true]) {
		const { clock, modems, fates, send } = world({ nodes: { a: {}, b: {}, gateway: { demodulators: 2 } } });
		modems.gateway.listen({ implicitHeader });
		send("a", { implicitHeader });
		send("b", { implicitHeader });
		clock.advance(100);
		const fate = implicitHeader ? "damaged" : "collided";
		assert.deepEqual([fateAt(fates, "a>gateway"), fateAt(fates, "b>gateway")], [fate, fate]);
	}
});

test("a preamble whose beginning a stronger frame hides is heard, once five symbols are left of it", () => {
	for (const [left, fate] of [
		[2.9, "received"],
		[3.1, "collided"],
	] as const) {
		const { clock, air, modems, fates, send } = world({ nodes: { a: {}, b: {}, gateway: { demodulators: 2 } } });
		air.setPathLoss("a", "gateway", 80);
		modems.gateway.listen();
		send("a");
		clock.advance(DURATION - left * 1.024);
		send("b");
		clock.advance(100);
		assert.equal(fateAt(fates, "a>gateway"), "received");
		assert.equal(fateAt(fates, "b>gateway"), fate);
	}
});

test("a modem that says it listens while it sends hears nothing, not even what it was following", () => {
	const { clock, modems, fates, send } = world();
	modems.b.listen();
	send("a");
	clock.advance(10);
	send("b");
	clock.advance(30);
	send("c");
	clock.advance(200);
	assert.deepEqual([fateAt(fates, "a>b"), fateAt(fates, "c>b")], ["not listening", "not listening"]);
	assert.deepEqual(modems.b.told, ["preamble 5.1"]);
	send("c");
	clock.advance(100);
	assert.equal(fates.at(-1)?.endsWith("received") || fates.at(-2)?.endsWith("received"), true);
});

test("who sends can't begin another frame before the end, but at once after that or when it has stopped", () => {
	const { clock, ports, send } = world();
	send("a");
	clock.advance(50);
	assert.throws(() => send("a"), /^radiate: a has a frame on the air already$/);
	ports.a.cease();
	send("a");
	clock.advance(DURATION);
	send("a");
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

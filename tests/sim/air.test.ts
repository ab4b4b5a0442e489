import type { Emission, Tuning } from "../../tools/sim/on-air.js";
import { assert, test } from "../harness/index.js";
import { fateAt, HEADER_END, LIMIT_LOSS_DB, TUNING, world } from "./scripted-modem.js";

test("a receiver is told of the preamble, the header and the frame, each when it is in", () => {
	const { clock, modems, fates, send } = world();
	modems.b.listen();
	send("a");
	clock.advance(100);
	assert.deepEqual(modems.b.told, ["preamble 5.1", "header 20.7", "frame 56.6"]);
	assert.equal(modems.b.frames[0].payload.length, 20);
	assert.deepEqual(fates, ["a>b received", "a>c not listening"]);
	assert.close(modems.b.signals[0].rssiDbm, -86, 0);
	assert.close(modems.b.signals[0].snrDb, 30.031, 0.001);
});

const MISTUNED: [what: string, change: Partial<Tuning>][] = [
	["spreading factor", { spreadingFactor: 8 }],
	["bandwidth", { bandwidthHz: 250_000 }],
	["channel", { frequencyHz: 868_300_000 }],
	["carrier that is more than a quarter of the bandwidth off", { frequencyHz: 869_525_000 + 31_300 }],
	["sync word", { syncWord: 0x34 }],
	["sense of IQ", { invertedIq: true }],
];

for (const [what, change] of MISTUNED) {
	test(`a receiver with another ${what} hears nothing`, () => {
		const { clock, modems, fates, send } = world();
		modems.b.listen(change);
		send("a");
		clock.advance(100);
		assert.equal(fateAt(fates, "a>b"), "not tuned");
		assert.deepEqual(modems.b.told, []);
	});
}

test("a carrier within a quarter of the bandwidth is heard, and how far it is off is told", () => {
	const { clock, modems, send } = world();
	modems.b.listen({ frequencyHz: TUNING.frequencyHz - 31_200 });
	send("a");
	clock.advance(100);
	assert.equal(modems.b.signals[0].frequencyErrorHz, 31_200);
	assert.equal(modems.b.frames.length, 1);
});

test("ends that disagree on low data rate optimisation understand the header only", () => {
	const { clock, modems, send } = world();
	modems.b.listen({ lowDataRateOptimize: true });
	send("a");
	clock.advance(100);
	assert.deepEqual(modems.b.told, ["preamble 5.1", "header 20.7", "damaged 56.6"]);
	assert.notEqual(modems.b.frames[0].payload.join(), frameBytes().join());
});

function frameBytes(): number[] {
	return Array.from({ length: 20 }, (_, index) => index);
}

test("who expects a header finds none in a frame without; who expects none takes the header for payload", () => {
	const explicit = world();
	explicit.modems.b.listen();
	explicit.send("a", { implicitHeader: true });
	explicit.clock.advance(100);
	assert.deepEqual(explicit.modems.b.told, ["preamble 5.1", "lock lost 20.7"]);
	const implicit = world();
	implicit.modems.b.listen({ implicitHeader: true });
	implicit.send("a");
	implicit.clock.advance(100);
	assert.deepEqual(implicit.modems.b.told, ["preamble 5.1", "damaged 56.6"]);
});

test("without headers on both sides the frame arrives, and no header is told of", () => {
	const { clock, modems, send } = world();
	modems.b.listen({ implicitHeader: true });
	send("a", { implicitHeader: true });
	clock.advance(100);
	assert.deepEqual(modems.b.told, ["preamble 5.1", "frame 51.5"]);
});

const LATE: [late: number, preambleSymbols: number, told: string | undefined][] = [
	[3, 8, "preamble 8.1"],
	[3.2, 8, undefined],
	// 40 symbols: up to 35 may be missed.
	[20, 40, "preamble 25.1"],
	[35.8, 40, "preamble 40.9"],
	[35.9, 40, undefined],
];

for (const [late, preambleSymbols, told] of LATE) {
	const heard = told === undefined ? "does not hear it" : "hears it after five symbols";
	test(`who begins to listen ${late} ms into a preamble of ${preambleSymbols} symbols ${heard}`, () => {
		const { clock, modems, fates, send } = world();
		send("a", { preambleSymbols });
		clock.advance(late);
		modems.b.listen();
		clock.advance(150);
		assert.equal(modems.b.told[0], told);
		assert.equal(fateAt(fates, "a>b"), told === undefined ? "not listening" : "received");
	});
}

test("a receiver that stops, if only for a moment, loses the frame and is told nothing more", () => {
	const { clock, modems, fates, send } = world();
	modems.b.listen();
	send("a");
	clock.advance(50);
	modems.b.stop();
	modems.b.listen();
	clock.advance(50);
	assert.equal(fateAt(fates, "a>b"), "not listening");
	assert.deepEqual(modems.b.told, ["preamble 5.1", "header 20.7"]);
});

test("a receiver that begins anew within a long preamble locks anew", () => {
	const { clock, modems, send } = world();
	modems.b.listen();
	send("a", { preambleSymbols: 40 });
	clock.advance(12);
	modems.b.stop();
	modems.b.listen();
	clock.advance(150);
	assert.deepEqual(
		modems.b.told.map((line) => line.split(".")[0]),
		["preamble 5", "preamble 17", "header 53", "frame 89"],
	);
});

const CUT: [at: number, told: string[]][] = [
	[4, []],
	[15, ["preamble 5.1", "lock lost 20.7"]],
	[50, ["preamble 5.1", "header 20.7", "damaged 56.6"]],
];

for (const [at, told] of CUT) {
	test(`a sender that stops after ${at} ms leaves its receiver with ${told.join(", ") || "nothing"}`, () => {
		const { clock, modems, ports, fates, send } = world();
		modems.b.listen();
		send("a");
		clock.advance(at);
		ports.a.cease();
		clock.advance(100);
		ports.a.cease();
		assert.deepEqual(modems.b.told, told);
		assert.equal(fateAt(fates, "a>b"), "cut off");
	});
}

test("a modem that does not want a frame, by its header, searches on at once", () => {
	const { clock, modems, fates, send } = world();
	modems.c.listen();
	modems.c.wants = ({ emission }) => emission.payload.length < 20;
	send("a");
	clock.advance(HEADER_END + 0.01);
	send("b", { payload: new Uint8Array(10), powerDbm: 21 });
	clock.advance(100);
	assert.equal(fateAt(fates, "a>c"), "unwanted");
	assert.equal(fateAt(fates, "b>c"), "received");
	assert.deepEqual(modems.c.told, ["preamble 5.1", "header 20.7", "preamble 25.9", "header 41.5", "frame 62.0"]);
});

/** Share of frames that arrive. */
function deliveryRatio(pathLossDb: number, change: Partial<Emission> = {}, hardThreshold = false): number {
	const { clock, modems, send } = world({
		pathLossDb,
		rules: { hardThreshold },
		nodes: { a: { demodulators: 0 }, b: {} },
	});
	modems.b.listen();
	for (let i = 0; i < 400; i++) {
		send("a", change);
		clock.advance(400);
	}
	return modems.b.frames.filter(({ damaged }) => !damaged).length / 400;
}

test("frames get lost around the spreading factor's limit, within a decibel or two", () => {
	assert.equal(deliveryRatio(LIMIT_LOSS_DB - 3), 1);
	assert.close(deliveryRatio(LIMIT_LOSS_DB - 1), 0.98, 0.02);
	assert.close(deliveryRatio(LIMIT_LOSS_DB), 0.5, 0.08);
	assert.close(deliveryRatio(LIMIT_LOSS_DB + 1), 0.02, 0.02);
	assert.equal(deliveryRatio(LIMIT_LOSS_DB + 3), 0);
});

test("long frames get lost sooner than short ones, and a better code saves some", () => {
	const short = deliveryRatio(LIMIT_LOSS_DB, { payload: new Uint8Array(4) });
	const long = deliveryRatio(LIMIT_LOSS_DB, { payload: new Uint8Array(100) });
	assert.ok(short > 0.7, String(short));
	assert.ok(long < 0.1, String(long));
	assert.ok(deliveryRatio(LIMIT_LOSS_DB, { codingRate: 8 }) > 0.9);
});

test("with a hard threshold nothing is lost above it, and all below", () => {
	assert.equal(deliveryRatio(LIMIT_LOSS_DB - 0.1, {}, true), 1);
	assert.equal(deliveryRatio(LIMIT_LOSS_DB + 0.1, {}, true), 0);
});

test("below the limit the preamble is still found, then the header is lost, then the payload", () => {
	const { clock, modems, send } = world({ pathLossDb: LIMIT_LOSS_DB + 1.5, nodes: { a: {}, b: {} } });
	modems.b.listen();
	for (let i = 0; i < 300; i++) {
		send("a");
		clock.advance(100);
	}
	const count = (what: string) => modems.b.told.filter((told) => told.startsWith(what)).length;
	assert.ok(count("preamble") > 290);
	assert.close(count("lock lost") / 300, 0.1, 0.08);
	assert.ok(count("damaged") > 200);
	assert.ok(count("frame") < 5);
});

test("a jammer raises the noise for as long as it likes", () => {
	const { clock, ports, modems, fates, send } = world();
	ports.c.makeNoise({ frequencyHz: TUNING.frequencyHz, bandwidthHz: 125_000, powerDbm: 30 });
	modems.b.listen();
	send("a");
	clock.runUntil(1000);
	ports.c.silence();
	send("a");
	clock.advance(100);
	assert.deepEqual(
		fates.filter((fate) => fate.startsWith("a>b")),
		["a>b too weak", "a>b received"],
	);
});

test("a test can have exactly one frame damaged, or lost without a trace", () => {
	const { clock, air, modems, fates, send } = world({ nodes: { a: {}, b: {} } });
	modems.b.listen();
	for (const verdict of ["damage", "suppress", "pass"] as const) {
		air.interfere = () => verdict;
		send("a");
		clock.advance(100);
	}
	assert.deepEqual(fates, ["a>b damaged", "a>b suppressed", "a>b received"]);
	assert.deepEqual(
		modems.b.told.map((told) => told.split(" ")[0]),
		["preamble", "header", "damaged", "preamble", "header", "frame"],
	);
});

for (const preambleSymbols of [0, 1, 4, 5]) {
	test(`a frame with ${preambleSymbols} preamble symbols is ${preambleSymbols < 5 ? "not heard" : "received"}`, () => {
		const { clock, modems, fates, send } = world({ nodes: { a: {}, b: {} } });
		modems.b.listen();
		send("a", { preambleSymbols });
		clock.advance(100);
		assert.deepEqual(fates, [`a>b ${preambleSymbols < 5 ? "too short" : "received"}`]);
	});
}

test("two nodes can't have the same name", () => {
	const { air, modems } = world();
	assert.throws(() => air.join("a", modems.a), /^a is on the air already$/);
});

/** A hundred frames to two receivers at the edge of what they can hear. */
function day(seed: number): string {
	const fading = { deviationDb: 2, coherence: 1_000 };
	const { clock, modems, fates, send } = world({ seed, pathLossDb: LIMIT_LOSS_DB, fading });
	modems.b.listen();
	modems.c.listen();
	for (let i = 0; i < 60; i++) {
		send("a");
		clock.advance(100);
	}
	return fates.map((fate) => fate.slice(4, 5)).join("");
}

test("the same seed gives the same day, frame by frame, on every engine", () => {
	assert.equal(day(3), day(3));
	assert.notEqual(day(3), day(4));
	// r(eceived), d(amaged), t(oo weak), as Node has it.
	assert.equal(
		day(3),
		"rdrrrrrdrrrrrrdrdrddddtddrtdddddttdtttddddtrtrtrdrtdddddrdrdrrrrdrrrrrdrrrrrdrrrrrdrrrrdrrrrrrrrdrdrtrtrtrtrdrrrrrrrrrrr",
	);
});

test("what befalls one receiver changes nothing for another", () => {
	const { told: alone } = atLimit(false);
	const { told: inCompany } = atLimit(true);
	assert.ok(alone.some((line) => line.startsWith("frame")) && alone.some((line) => line.startsWith("damaged")));
	assert.deepEqual(alone, inCompany);
});

function atLimit(company: boolean) {
	const { clock, modems, send } = world({ pathLossDb: LIMIT_LOSS_DB, fading: { deviationDb: 2, coherence: 1_000 } });
	modems.b.listen();
	for (let i = 0; i < 60; i++) {
		if (company && i % 3 > 0) modems.c.listen();
		else modems.c.stop();
		send("a");
		clock.advance(100);
	}
	return modems.b;
}

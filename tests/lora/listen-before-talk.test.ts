import type { ListenBeforeTalk } from "../../src/lora/listen-before-talk.js";
import { assert, test } from "../harness/index.js";
import { bytes, pair, radioBench, SF7, type Station } from "./radio-bench.js";

/** Always the longest pause but a little. */
const POLITE: ListenBeforeTalk = { thresholdDbm: -90, looks: 4, quiet: 0, backoff: 20, random: () => 0.99 };

/** Three radios in earshot of each other; `b` receives. */
function three(pathLossDb?: number) {
	const bench = pair(1, pathLossDb);
	const c = bench.station("c");
	bench.clock.advance(50);
	return { ...bench, c };
}

test("a scan finds nothing on a quiet channel and a preamble on a busy one, and ends in standby", () => {
	const scans: boolean[] = [];
	const { clock, station } = radioBench();
	const a = station("a", { onScanned: (preamble) => scans.push(preamble) });
	const b = station("b", { modulation: { ...SF7, preambleSymbols: 100 } });
	clock.advance(50);
	a.radio.scan();
	assert.equal(a.radio.state.mode, "scanning");
	assert.throws(() => a.radio.transmit(bytes(1)), /transmit: the radio is scanning/);
	clock.advance(10);
	assert.deepEqual(scans, [false]);
	assert.equal(a.radio.state.mode, "standby");
	b.radio.transmit(bytes(10));
	clock.advance(5);
	a.radio.scan();
	clock.advance(10);
	assert.deepEqual(scans, [false, true]);
	assert.equal(a.radio.counters.missedEdges, 0);
});

test("a scan whose interrupt is missed ends all the same", () => {
	const scans: boolean[] = [];
	const { clock, station } = radioBench();
	const a = station("a", { onScanned: (preamble) => scans.push(preamble) });
	clock.advance(50);
	a.chip.faults.loseEdges = 1;
	a.radio.scan();
	clock.advance(20);
	assert.deepEqual(scans, [false]);
	assert.equal(a.radio.counters.missedEdges, 1);
});

test("on a quiet channel a frame goes out after one look, within 10 ms", () => {
	const { clock, a, b } = pair();
	a.radio.transmit(bytes(20), { listenBeforeTalk: POLITE });
	assert.deepEqual(a.radio.state, { mode: "listening before talk", look: 1 });
	assert.throws(() => a.radio.receive(), /receive: the radio is listening before talk/);
	clock.advance(10 + 28.288);
	assert.deepEqual(
		b.received.map(({ payload }) => payload),
		[bytes(20)],
	);
	assert.equal(a.transmitted, 1);
	assert.equal(a.radio.counters.busyLooks, 0);
	assert.equal(a.radio.state.mode, "standby");
});

test("a frame waits until another one is over, and hears that one meanwhile", () => {
	const { clock, a, b, c } = three();
	a.radio.receive();
	clock.advance(10);
	c.radio.transmit(bytes(100, 3));
	clock.advance(30);
	a.radio.transmit(bytes(20), { listenBeforeTalk: POLITE });
	clock.advance(400);
	assert.deepEqual(
		a.received.map(({ payload }) => payload),
		[bytes(100, 3)],
	);
	assert.equal(a.transmitted, 1);
	assert.ok(a.radio.counters.busyLooks > 0);
	assert.equal(b.received.length, 2, "neither was disturbed");
});

test("a strong signal of another modulation keeps the channel busy", () => {
	const { clock, a, c } = three(80);
	c.radio.configure({ modulation: { ...SF7, spreadingFactor: 12 } });
	c.radio.transmit(bytes(20));
	clock.advance(100);
	a.radio.transmit(bytes(20), { listenBeforeTalk: POLITE });
	clock.advance(20);
	assert.ok(a.radio.counters.busyLooks > 0);
	assert.equal(a.transmitted, 0);
});

test("a preamble below the noise keeps the channel busy", () => {
	const modulation = { ...SF7, spreadingFactor: 10, preambleSymbols: 60 };
	const { clock, station } = radioBench(1, 134);
	const a = station("a", { modulation });
	const c = station("c", { modulation });
	clock.advance(50);
	c.radio.transmit(bytes(20));
	clock.advance(30);
	a.radio.transmit(bytes(20), { listenBeforeTalk: { ...POLITE, backoff: 1_000 } });
	clock.advance(30);
	assert.equal(a.radio.counters.busyLooks, 1);
	assert.equal(a.transmitted, 0);
});

test("after so many busy looks the frame is given up, and said to be", () => {
	let busy = 0;
	const { clock, station, ended } = radioBench(1, 80);
	const a = station("a", { onBusy: () => busy++ });
	const c = station("c", { modulation: { ...SF7, spreadingFactor: 12, bandwidthHz: 125_000 } });
	clock.advance(50);
	c.radio.transmit(bytes(255));
	clock.advance(100);
	a.radio.transmit(bytes(20), { listenBeforeTalk: POLITE });
	// Pauses of 20, 40 and 80 ms, and four looks.
	clock.advance(130);
	assert.equal(busy, 0);
	clock.advance(60);
	assert.equal(busy, 1);
	assert.deepEqual(a.radio.state, { mode: "standby" });
	assert.equal(a.radio.counters.busyLooks, 4);
	clock.advance(20_000);
	assert.equal(ended.length, 1);
});

test("two radios that wait for the same frame to end do not start together", () => {
	const { clock, a, b, c } = three();
	const stations: Station[] = [a, b];
	let seed = 0.1;
	const random = () => {
		seed = (seed * 7.31) % 1;
		return seed;
	};
	for (const { radio } of stations) radio.receive();
	clock.advance(5);
	c.radio.transmit(bytes(100));
	clock.advance(20);
	const listenBeforeTalk = { thresholdDbm: -90, looks: 8, quiet: 0, backoff: 50, random };
	for (const { radio } of stations) radio.transmit(bytes(20), { listenBeforeTalk });
	clock.advance(68);
	c.radio.receive();
	clock.advance(2_000);
	assert.equal(a.transmitted + b.transmitted, 2);
	assert.equal(c.received.length, 2);
});

test("a single reception under way makes place for a search that measures the channel as it is", () => {
	let timeouts = 0;
	const { clock, station, ended } = radioBench(1, 80);
	const a = station("a", { onTimeout: () => timeouts++ });
	const c = station("c", { modulation: { ...SF7, spreadingFactor: 12, bandwidthHz: 125_000 } });
	clock.advance(60);
	a.radio.receiveOnce(20);
	clock.advance(5);
	c.radio.transmit(bytes(4));
	clock.advance(1);
	a.radio.transmit(bytes(20), { listenBeforeTalk: { ...POLITE, looks: 16 } });
	clock.advance(700);
	assert.equal(a.transmitted, 0, "the channel is busy for 827 ms");
	clock.advance(3_000);
	assert.equal(a.transmitted, 1);
	assert.equal(ended.length, 2);
	assert.equal(timeouts, 0);
});

test("standby ends the wait for a free channel, without a word", () => {
	const { clock, a } = pair();
	a.radio.transmit(bytes(20), { listenBeforeTalk: POLITE });
	clock.advance(1);
	a.radio.standby();
	clock.advance(1_000);
	assert.equal(a.transmitted, 0);
	assert.deepEqual(a.faults, []);
	assert.equal(a.radio.state.mode, "standby");
});

test("a chip that dies while listening before talk is reported, and the frame not sent", () => {
	const { clock, a, ended } = pair();
	a.radio.transmit(bytes(20), { listenBeforeTalk: POLITE });
	a.chip.brownOut();
	clock.advance(200);
	assert.equal(a.faults.length, 1);
	assert.equal(ended.length, 0);
	assert.deepEqual(a.radio.state, { mode: "standby" });
});

const WRONG: [options: Partial<ListenBeforeTalk>, message: RegExp][] = [
	[{ thresholdDbm: 1 }, /listenBeforeTalk.thresholdDbm is 1: -164 to 0/],
	[{ looks: 0 }, /listenBeforeTalk.looks is 0: 1 to 16/],
	[{ looks: 2.5 }, /listenBeforeTalk.looks is 2.5/],
	[{ quiet: -1 }, /listenBeforeTalk.quiet is -1: 0 to 1000/],
	[{ backoff: 0 }, /listenBeforeTalk.backoff is 0: 1 to 10000/],
	[{ backoff: Number.NaN }, /listenBeforeTalk.backoff is NaN/],
];

test("an option out of range is refused with its name, value and range", () => {
	const { a } = pair();
	for (const [options, message] of WRONG)
		assert.throws(() => a.radio.transmit(bytes(1), { listenBeforeTalk: { ...POLITE, ...options } }), message);
	assert.equal(a.radio.state.mode, "standby");
});

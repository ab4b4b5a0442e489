import { TOP_RUNG } from "../../src/negotiation/ladder.js";
import { isReduction, LARGEST_REDUCTION_DB, PowerControl } from "../../src/negotiation/power.js";
import { assert, test } from "../harness/index.js";
import { NegotiatingPair } from "./pair.js";

const MINUTE = 60_000;

/** The reduction after so many answers with the margin that the first power had, less what was reduced. */
function reducedAfter(answers: number, marginDb: number, rung = TOP_RUNG): number {
	const power = new PowerControl();
	for (let answer = 0; answer < answers; answer++) power.heard(marginDb - power.reductionDb, rung);
	return power.reductionDb;
}

test("power goes down step by step, down to 10 dB to spare, on the highest rung only", () => {
	const table: [number, number, number][] = [
		[15, 30, 0],
		[16, 30, 3],
		[32, 30, 6],
		[1000, 30, LARGEST_REDUCTION_DB],
		[1000, 19, 9],
		[1000, 13, 3],
		[1000, 12.9, 0],
		[1000, 5, 0],
	];
	for (const [answers, marginDb, reduction] of table) assert.equal(reducedAfter(answers, marginDb), reduction);
	assert.equal(reducedAfter(1000, 30, TOP_RUNG - 1), 0);
});

test("one loss, or a margin gone, and power is full again", () => {
	const power = new PowerControl();
	for (let answer = 0; answer < 40; answer++) power.heard(30, TOP_RUNG);
	assert.equal(power.reductionDb, 6);
	assert.equal(power.lost(), 0);
	for (let answer = 0; answer < 40; answer++) power.heard(30, TOP_RUNG);
	assert.equal(power.heard(9, TOP_RUNG), 0);
});

test("only whole steps can be asked for", () => {
	assert.deepEqual([0, 3, 6, 9, 12].map(isReduction), [true, true, true, true, true]);
	assert.deepEqual([-3, 1, 2, 13, 15, 255].map(isReduction), [false, false, false, false, false, false]);
});

/** Both stay 9 dB below full power. */
function quietPair(): NegotiatingPair {
	const pair = new NegotiatingPair({ lost: () => false, snrDb: 15 });
	pair.start();
	assert.ok(pair.settles(TOP_RUNG, MINUTE));
	pair.clock.advance(10 * MINUTE);
	assert.deepEqual(pair.reduced, { transmitter: 9, receiver: 9 });
	return pair;
}

test("two that hear each other far better than they need both lower their power, and stay on their rung", () => {
	const pair = quietPair();
	assert.ok(pair.settledOn(TOP_RUNG));
	assert.ok(!pair.log.includes("T lost") && !pair.log.includes("T lossy"));
});

test("a lost frame brings both back to full power at once", () => {
	for (const what of ["telegram", "answer to telegram"]) {
		const pair = quietPair();
		let losses = 0;
		pair.options.lost = (_, frame) => frame === what && losses++ === 0;
		assert.ok(pair.clock.runWhile(() => pair.reduced.transmitter > 0, pair.clock.now() + MINUTE));
		pair.clock.advance(1000);
		assert.deepEqual(pair.reduced, { transmitter: 0, receiver: 0 });
		assert.ok(pair.settledOn(TOP_RUNG));
	}
});

test("whoever looks for the other does so at full power", () => {
	const pair = quietPair();
	pair.options.lost = () => true;
	pair.clock.advance(10 * MINUTE);
	assert.deepEqual(pair.reduced, { transmitter: 0, receiver: 0 });
	const restarted = quietPair();
	restarted.reduced.transmitter = 0;
	restarted.rebootTransmitter();
	assert.ok(restarted.clock.runWhile(() => restarted.reduced.receiver > 0, restarted.clock.now() + 5000));
});

test("when the signal fades, power comes back before frames are lost", () => {
	const pair = quietPair();
	pair.options.snrDb = 11;
	pair.clock.advance(10_000);
	assert.deepEqual(pair.reduced, { transmitter: 0, receiver: 0 });
	assert.ok(pair.settledOn(TOP_RUNG));
});

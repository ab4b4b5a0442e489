import { needsLowDataRateOptimize, symbolTime } from "../../src/lora/modulation.js";
import {
	isRung,
	LADDER,
	modulationOf,
	predictMarginDb,
	RENDEZVOUS,
	rungName,
	TOP_RUNG,
} from "../../src/negotiation/ladder.js";
import { frameTime } from "../../src/negotiation/timing.js";
import { assert, test } from "../harness/index.js";

const RUNGS = LADDER.map((_, rung) => rung);

test("the ladder goes from SF12/125 to SF7/250", () => {
	assert.deepEqual(RUNGS.map(rungName), [
		"SF12/125",
		"SF12/250",
		"SF11/250",
		"SF10/250",
		"SF9/250",
		"SF8/250",
		"SF7/250",
	]);
	assert.equal(rungName(RENDEZVOUS), "SF12/125");
	assert.equal(rungName(TOP_RUNG), "SF7/250");
});

test("each rung is faster than the one below, and needs a stronger signal", () => {
	for (let rung = 1; rung <= TOP_RUNG; rung++) {
		for (const bytes of [13, 60, 255]) assert.ok(frameTime(rung, bytes) < frameTime(rung - 1, bytes), rungName(rung));
		// The same signal has 3 dB less SNR in twice the bandwidth.
		const [below, above] = [rung - 1, rung].map((at) => predictMarginDb(-10, 0, at));
		assert.ok(above < below, rungName(rung));
	}
});

test("what each spreading factor needs is the datasheet's table", () => {
	const required: Record<number, number> = { 7: -7.5, 8: -10, 9: -12.5, 10: -15, 11: -17.5, 12: -20 };
	for (const { spreadingFactor, requiredSnrDb } of LADDER) assert.equal(requiredSnrDb, required[spreadingFactor]);
});

test("every rung has coding rate 4/5 and a preamble of 8; only those of SF12 have the low data rate optimisation", () => {
	for (const rung of RUNGS) {
		const modulation = modulationOf(rung);
		assert.equal(modulation.codingRate, 5);
		assert.equal(modulation.preambleSymbols, 8);
		assert.equal(needsLowDataRateOptimize(modulation), rung <= 1, `${symbolTime(modulation)} us`);
	}
});

test("a rung is an integer from 0 to 6, and nothing else is one", () => {
	for (const rung of RUNGS) assert.ok(isRung(rung));
	for (const value of [-1, 7, 255, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) assert.ok(!isRung(value), `${value}`);
});

test("the margin of another rung is what its spreading factor needs less, and 3 dB for twice the bandwidth", () => {
	assert.equal(predictMarginDb(-15, 0, 0), 5);
	assert.equal(predictMarginDb(-15, 0, 1), 2);
	assert.equal(predictMarginDb(-15, 1, 0), 8);
	assert.equal(predictMarginDb(-15, 1, 2), 2.5);
	assert.equal(predictMarginDb(9, 0, 6), 13.5);
	assert.equal(predictMarginDb(-7.5, 6, 6), 0);
});

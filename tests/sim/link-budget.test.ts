import {
	blockChance,
	headerChance,
	noiseDbm,
	payloadBlocks,
	preambleChance,
	requiredSnrDb,
	sensitivityDbm,
} from "../../tools/sim/link-budget.js";
import { assert, test } from "../harness/index.js";
import { frame } from "./scripted-modem.js";

/** The SX1276's sensitivity by spreading factor from 7 on (datasheet 2.5.5, HF band). */
const DATASHEET: [bandwidthHz: number, dbm: number[]][] = [
	[125_000, [-123, -126, -129, -132, -133, -136]],
	[250_000, [-120, -123, -125, -128, -130, -133]],
];

/** The chance that a frame of 20 bytes arrives, so far above the limit. */
function arrives(marginDb: number, spreadingFactor = 7, codingRate = 5, bytes = 20): number {
	const lowDataRateOptimize = spreadingFactor > 10;
	const blocks = payloadBlocks(frame({ spreadingFactor, lowDataRateOptimize, payload: new Uint8Array(bytes) }));
	return preambleChance(marginDb) * headerChance(marginDb) * blockChance(marginDb, codingRate) ** blocks;
}

/** Margin at which as many of a thousand arrive, in dB. */
function marginFor(
	perThousand: number,
	...how: [spreadingFactor: number, codingRate?: number, bytes?: number]
): number {
	let marginDb = -3;
	while (arrives(marginDb, ...how) < perThousand / 1000) marginDb += 0.01;
	return marginDb;
}

for (const [bandwidthHz, expected] of DATASHEET) {
	test(`at ${bandwidthHz / 1000} kHz sensitivities are the datasheet's within 1.5 dB`, () => {
		for (const [index, dbm] of expected.entries()) {
			const limit = sensitivityDbm(7 + index, bandwidthHz);
			assert.close(limit, dbm, 1.01, `SF${7 + index}, half of the frames`);
			assert.close(limit + marginFor(900, 7 + index), dbm, 1.5, `SF${7 + index}, nine in ten`);
		}
	});
}

test("half of the frames of 20 bytes arrive at the limit, 98 % one decibel above it, next to none one below", () => {
	assert.close(arrives(0), 0.5, 0.01);
	assert.close(arrives(1), 0.98, 0.005);
	assert.ok(arrives(-1) < 0.02);
	for (const spreadingFactor of [7, 8, 9, 10, 11, 12]) assert.close(arrives(0, spreadingFactor), 0.58, 0.1);
});

test("longer frames need more, better codes need less, headers less still, and preambles least", () => {
	assert.close(marginFor(500, 7, 5, 255) - marginFor(500, 7, 5, 20), 0.67, 0.1);
	assert.close(marginFor(500, 7, 5) - marginFor(500, 7, 8), 1, 0.02);
	assert.close(headerChance(-1.5), 0.906, 0.001);
	assert.close(preambleChance(-3), 0.906, 0.001);
});

test("noise is the thermal one and 7 dB, and required ratios are the datasheet's table 13", () => {
	assert.close(noiseDbm(125_000), -116.03, 0.01);
	assert.deepEqual([6, 7, 8, 9, 10, 11, 12].map(requiredSnrDb), [-5, -7.5, -10, -12.5, -15, -17.5, -20]);
});

test("blocks are those of the time on air's formula, but the first", () => {
	// 20 bytes: 28 + 160 - 4 SF + 16 bits by 4 SF, or by 4 (SF - 2).
	assert.equal(payloadBlocks(frame()), 7);
	assert.equal(payloadBlocks(frame({ spreadingFactor: 12, lowDataRateOptimize: true })), 4);
	assert.equal(payloadBlocks(frame({ payload: new Uint8Array(0), payloadCrc: false })), 0);
});

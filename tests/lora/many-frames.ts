/** Two drivers over two chips: frame after frame at every rung, held against what the air did with each. */
import { timeOnAir } from "../../src/lora/airtime.js";
import { LADDER, modulationOf, rungName } from "../../src/negotiation/ladder.js";
import { blockChance, headerChance, noiseDbm, payloadBlocks, preambleChance } from "../../tools/sim/link-budget.js";
import { assert, test } from "../harness/index.js";
import { bytes, radioBench } from "./radio-bench.js";

/** Above the rung's limit, in dB: a sure link, one that loses a few, one that loses many. */
const MARGINS_DB = [10, 0.6, 0];
const SIZES = [1, 20, 52, 255];
const POWER_DBM = 14;

/** Registers one test per rung; in all of them together about `frames` frames are sent. */
export function testManyFrames(frames: number): void {
	const perRun = Math.ceil(frames / (LADDER.length * MARGINS_DB.length));
	for (const [rung, { spreadingFactor }] of LADDER.entries()) {
		test(`${perRun * MARGINS_DB.length} frames at ${rungName(rung)} are lost where the air loses them, and nowhere else`, () => {
			for (const marginDb of MARGINS_DB) sendFrames(rung, spreadingFactor, marginDb, perRun);
		});
	}
}

function sendFrames(rung: number, seed: number, marginDb: number, count: number): void {
	const modulation = modulationOf(rung);
	const { bandwidthHz } = modulation;
	const lossDb = POWER_DBM - noiseDbm(bandwidthHz) - LADDER[rung].requiredSnrDb - marginDb;
	const { clock, station, ended } = radioBench(seed, lossDb);
	const a = station("a", { modulation, powerDbm: POWER_DBM });
	const b = station("b", { modulation });
	clock.advance(50);
	b.radio.receive();
	clock.advance(10);
	let expectedShare = 0;
	for (let i = 0; i < count; i++) {
		const size = SIZES[i % SIZES.length];
		const heard = b.received.length;
		const payload = bytes(size, i);
		a.radio.transmit(payload);
		clock.advance(timeOnAir(modulation, size) / 1000 + 2);
		const [ended_] = ended.splice(0);
		assert.equal(ended_.receptions.length, 1);
		const { fate } = ended_.receptions[0];
		// What the air let through is handed over, byte for byte, and nothing else is.
		assert.equal(b.received.length - heard, fate === "received" ? 1 : 0, `frame ${i}, ${fate}`);
		if (fate === "received") assert.equal(String(b.received[heard].payload), String(payload));
		expectedShare += arrivalChance(ended_.emission, marginDb) / count;
		b.received.length = 0;
	}
	const { received, crcErrors, strangers, misread, missedEdges, rearms, recoveries } = b.radio.counters;
	assert.equal(a.transmitted, count);
	assert.deepEqual(
		[strangers, misread, missedEdges, rearms, recoveries, a.radio.counters.missedEdges],
		[0, 0, 0, 0, 0, 0],
	);
	assert.ok(received + crcErrors <= count);
	const deviation = Math.sqrt((expectedShare * (1 - expectedShare)) / count);
	assert.close(received / count, expectedShare, 4 * deviation + 0.001, `${rungName(rung)}, ${marginDb} dB`);
}

type Emission = Parameters<typeof payloadBlocks>[0];

function arrivalChance(emission: Emission, marginDb: number): number {
	const perBlock = blockChance(marginDb, emission.codingRate);
	return preambleChance(marginDb) * headerChance(marginDb) * perBlock ** payloadBlocks(emission);
}

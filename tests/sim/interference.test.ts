import {
	type AirRules,
	DEFAULT_RULES,
	type Exposure,
	exposure,
	type Heard,
	inChannelDb,
	LORASIM_RULES,
} from "../../tools/sim/interference.js";
import { decibels, milliwatts, noiseDbm, requiredSnrDb } from "../../tools/sim/link-budget.js";
import type { Emission } from "../../tools/sim/on-air.js";
import { assert, test } from "../harness/index.js";
import { frame } from "./scripted-modem.js";

const CHANNEL = Object.freeze({ frequencyHz: 868_300_000, bandwidthHz: 125_000 });

function heard(rssiDbm: number, change: Partial<Emission> = {}, startedAt = 0, endsAt = 100) {
	const emission = frame(change);
	const { frequencyHz, bandwidthHz } = emission;
	const power = milliwatts(rssiDbm);
	return {
		emission,
		frequencyHz,
		bandwidthHz,
		rssiDbm,
		milliwatts: power,
		startedAt,
		criticalAt: startedAt + 3,
		endsAt,
	};
}

function met(others: Heard[], rules: AirRules = DEFAULT_RULES): Exposure {
	return exposure(heard(-100), others, 0, 100, rules);
}

test("what lies in the channel comes in whole, what overlaps in part, the rest by the filter", () => {
	const at = (offsetHz: number, bandwidthHz = 125_000) =>
		inChannelDb(CHANNEL, { frequencyHz: CHANNEL.frequencyHz + offsetHz, bandwidthHz });
	assert.equal(at(0), 0);
	assert.equal(at(30_000, 62_500), 0);
	assert.close(at(0, 250_000), -3.01, 0.01);
	assert.close(at(62_500), -3.01, 0.01);
	assert.close(at(125_000), -20, 0.01);
	assert.close(at(156_250), -37.75, 0.01);
	assert.close(at(187_500), -55.5, 0.01);
	assert.close(at(1_000_000), -55.5, 0.01);
});

const ADJACENT: [spreadingFactor: number, rejectionDb: number][] = [
	[7, 60],
	[12, 72],
];

for (const [spreadingFactor, rejectionDb] of ADJACENT) {
	test(`SF${spreadingFactor}, 3 dB above its limit, bears a neighbour ${rejectionDb} dB stronger, as the datasheet says`, () => {
		const limitDb = requiredSnrDb(spreadingFactor);
		const noise = noiseDbm(125_000);
		const signalDbm = noise + limitDb + 3;
		const leak = inChannelDb(CHANNEL, { ...CHANNEL, frequencyHz: CHANNEL.frequencyHz + 187_500 });
		const ratio = (strongerDb: number) =>
			signalDbm - decibels(milliwatts(noise) + milliwatts(signalDbm + strongerDb + leak));
		assert.ok(ratio(rejectionDb - 0.5) > limitDb);
		assert.close(ratio(rejectionDb), limitDb, 0.3);
	});
}

test("others of a kind add up, at their worst moment", () => {
	const { captureDb } = met([heard(-110, {}, 0, 40), heard(-110, {}, 30, 60), heard(-120, {}, 70, 90)]);
	assert.close(captureDb, 10 - 3.01, 0.01);
	assert.equal(met([]).captureDb, Number.POSITIVE_INFINITY);
});

test("LoRaSim holds each against the frame by itself, and what may be missed of a preamble harms nobody", () => {
	assert.close(met([heard(-110), heard(-110)], LORASIM_RULES).captureDb, 10, 0.01);
	assert.equal(met([heard(-80, {}, 98, 200)], LORASIM_RULES).captureDb, Number.POSITIVE_INFINITY);
	assert.close(met([heard(-80, {}, 98, 200)]).captureDb, -20, 0.01);
	assert.equal(met([heard(-50, { spreadingFactor: 8 })], LORASIM_RULES).marginDb, Number.POSITIVE_INFINITY);
});

test("another spreading factor counts by how far it is above what can be borne", () => {
	assert.close(met([heard(-95, { spreadingFactor: 8 })]).marginDb, 3, 0.01);
	assert.close(met([heard(-95, { spreadingFactor: 8 }), heard(-92, { spreadingFactor: 9 })]).marginDb, 1, 0.01);
	assert.close(met([heard(-95, { spreadingFactor: 8 }), heard(-95, { spreadingFactor: 8 })]).marginDb, 0, 0.02);
});

test("another bandwidth, a neighbouring channel and a jammer are noise, for as long as they last", () => {
	const jammer: Heard = { ...heard(-90, {}, 20, 30), emission: undefined };
	const { stretches, captureDb } = met([jammer]);
	assert.equal(captureDb, Number.POSITIVE_INFINITY);
	assert.deepEqual(
		stretches.map(({ duration, milliwatts }) => [duration, milliwatts > 0]),
		[
			[20, false],
			[10, true],
			[70, false],
		],
	);
	assert.close(decibels(stretches[1].milliwatts), -90, 0.01);
	assert.close(decibels(met([heard(-90, { bandwidthHz: 500_000 })]).stretches[0].milliwatts), -96.02, 0.01);
	assert.close(decibels(met([heard(-40, { frequencyHz: 868_300_000 })]).stretches[0].milliwatts), -95.5, 0.01);
});

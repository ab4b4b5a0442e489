/** A day with an outage of the radio link, and what came of each quarter of an hour in it. */
import { REGISTERS, snapshotOf } from "../../src/history/register-snapshot.js";
import { quarterHourOf } from "../../src/p1/own-time.js";
import { formatUtc } from "../../src/p1/utc.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert } from "../harness/index.js";
import { Scenario } from "./scenario.js";

/** Nothing gets through. */
const OUT_OF_REACH_DB = 200;
const BEFORE_SECONDS = 90;
/** A telegram that did not get through becomes a snapshot after five minutes. */
const HELD_SECONDS = 6 * 60;
/** When it begins: the outage a quarter of a minute before a quarter of an hour. */
const START = "2026-05-12T08:13:20";

export interface OutageOptions {
	seed: number;
	pathLossDb: number;
	outageSeconds: number;
	/** By then all is caught up. */
	afterSeconds: number;
	/** Of all frames, in both directions. */
	loss?: number;
	/** The receiver is without power for five seconds, so many times, after the outage. */
	reboots?: number;
	model?: string;
	intervalSeconds?: number;
}

export interface OutageResult {
	scenario: Scenario;
	/** Quarters of an hour whose beginning the transmitter heard, in UTC seconds, and how often each was told. */
	told: Map<number, number>;
	/** Registers that are not those of the telegram. */
	wrong: number;
	/** From the end of the outage to the last of its snapshots. */
	caughtUpSeconds: number;
}

export function runOutage(options: OutageOptions): OutageResult {
	const { seed, pathLossDb, outageSeconds, afterSeconds, loss = 0, reboots = 0, model, intervalSeconds = 10 } = options;
	const scenario = new Scenario({
		seed,
		pathLossDb,
		intervalSeconds,
		start: START,
		...(model !== undefined && { model }),
	});
	const { world, clock } = scenario;
	const random = seededRandom(seed, "outage");
	scenario.seconds(BEFORE_SECONDS);
	world.air.interfere = () => (random() < loss ? "suppress" : "pass");
	world.air.setPathLoss("transmitter", "receiver", OUT_OF_REACH_DB);
	scenario.seconds(outageSeconds);
	world.air.setPathLoss("transmitter", "receiver", pathLossDb);
	const healedAt = clock.now();
	for (let reboot = 0; reboot < reboots; reboot++) {
		clock.after(60_000 + random() * 600_000, () => {
			world.receiverBoard.cutPower();
			clock.after(5000, () => world.receiverBoard.powerOn());
		});
	}
	scenario.seconds(afterSeconds);
	const last = scenario.history.at(-1)?.at ?? healedAt;
	return { scenario, ...judge(scenario), caughtUpSeconds: (last - healedAt) / 1000 };
}

/** Runs it, and asserts that each quarter of an hour was told once, with the registers that the meter sent. */
export function assertAllTold(options: OutageOptions): OutageResult {
	const result = runOutage(options);
	const not = [...result.told].filter(([, times]) => times !== 1);
	assert.deepEqual(
		not.map(([seconds, times]) => `${formatUtc(seconds)}: ${times} times`),
		[],
	);
	assert.equal(result.wrong, 0);
	return result;
}

function judge({ sent, rebuilt, history }: Scenario): { told: Map<number, number>; wrong: number } {
	const told = new Map<number, number>();
	const expected = new Map<number, string>();
	let quarter = quarterHourOf(sent[0]);
	const end = (snapshotOf(sent[sent.length - 1])?.seconds ?? 0) - HELD_SECONDS;
	for (const telegram of sent) {
		const now = quarterHourOf(telegram);
		if (now === quarter) continue;
		quarter = now;
		const snapshot = snapshotOf(telegram);
		if (snapshot === undefined || snapshot.seconds > end) continue;
		told.set(snapshot.seconds, 0);
		expected.set(snapshot.seconds, JSON.stringify(snapshot));
	}
	const tell = (seconds: number) => {
		const times = told.get(seconds);
		if (times !== undefined) told.set(seconds, times + 1);
	};
	for (const telegram of rebuilt) tell(snapshotOf(telegram)?.seconds ?? 0);
	let wrong = 0;
	for (const { snapshot } of history) {
		tell(snapshot.seconds);
		const isKnown = expected.get(snapshot.seconds) === JSON.stringify(snapshot);
		// What is younger than the judgement reaches is not judged.
		if (!isKnown && snapshot.seconds <= end) wrong++;
		if (snapshot.registers.some(({ register }) => REGISTERS[register] === undefined)) wrong++;
	}
	return { told, wrong };
}

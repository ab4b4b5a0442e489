import { FIRST_PATIENCE, QuarterKeeper } from "../../src/history/quarter-keeper.js";
import { decodeSnapshots } from "../../src/history/snapshot-stream.js";
import { quarterHourOf } from "../../src/p1/own-time.js";
import { bytesOf, dutchTelegram } from "../codec/samples.js";
import { Random } from "../crypto/random.js";
import { assert, test } from "../harness/index.js";

/** The Dutch sample's clock begins at 03:00:00. */
const QUARTER = 900;

function telegram(second: number): Uint8Array {
	return dutchTelegram(second, new Random(9));
}

/** A keeper that has heard the meter for a while, and now the first telegram of a quarter. */
function atQuarter(): { keeper: QuarterKeeper; first: Uint8Array } {
	const keeper = new QuarterKeeper();
	for (let second = QUARTER - 3; second < QUARTER; second++) keeper.heard(telegram(second), 0);
	assert.equal(keeper.first, undefined);
	const first = telegram(QUARTER);
	keeper.heard(first, 0);
	assert.equal(keeper.first, first);
	return { keeper, first };
}

/** The seconds into the sample's night of what is kept. */
function kept(keeper: QuarterKeeper): number[] {
	const body = keeper.backlog.frame(1000)?.body ?? new Uint8Array();
	return (decodeSnapshots(body) ?? []).map(({ seconds }) => (seconds % 86_400) - 2 * 3600);
}

test("a quarter is found by the meter's clock alone, and not where it has none", () => {
	assert.notEqual(quarterHourOf(telegram(899)), quarterHourOf(telegram(900)));
	assert.equal(quarterHourOf(telegram(900)), quarterHourOf(telegram(1799)));
	for (const text of [
		"/ISK5\r\n\r\n1-0:1.8.1(000001.000*kWh)\r\n!\r\n",
		"/ISK5\r\n\r\n0-0:1.0.0()\r\n!\r\n",
		"/ISK5\r\n\r\n0-0:1.0.0(000101010000W)\r\n!\r\n",
		"/ISK5\r\n\r\n0-0:1.0.0(26",
		"",
	]) {
		assert.equal(quarterHourOf(bytesOf(text)), undefined, text);
	}
	for (const text of [
		"/ISK5\r\n\r\n\x000-0:1.0.0(240628104343S)\r\n\0!\r\n",
		"/NES5:83335-3E\r\n\r\n0-0:1.0.0(20240628 10:43:43)\r\n!\r\n",
		"/ESR5\r\n\r\n0-0:1.0.0(07E8061C050A2B2B00FF8880)\r\n!\r\n",
	]) {
		assert.equal(quarterHourOf(bytesOf(text)), Date.UTC(2024, 5, 28, 10, 30) / 900_000, text);
	}
});

test("the first telegram of a quarter goes before fresher ones until it is delivered, and nothing is kept of it", () => {
	const { keeper, first } = atQuarter();
	keeper.heard(telegram(QUARTER + 1), 1000);
	assert.equal(keeper.first, first);
	keeper.delivered(first, "delta");
	assert.equal(keeper.first, undefined);
	keeper.delivered(telegram(QUARTER + 2), "delta");
	keeper.heard(telegram(2 * QUARTER), 900_000);
	assert.equal(keeper.backlog.length, 0);
});

test("the first telegram after power-on is not the first of its quarter", () => {
	const keeper = new QuarterKeeper();
	keeper.heard(telegram(QUARTER), 0);
	assert.equal(keeper.first, undefined);
});

test("after five minutes, and at the next quarter, its registers are kept in its place", () => {
	const waiting = atQuarter();
	waiting.keeper.expire(FIRST_PATIENCE);
	assert.equal(waiting.keeper.first, waiting.first);
	waiting.keeper.expire(FIRST_PATIENCE + 1);
	assert.equal(waiting.keeper.first, undefined);
	assert.deepEqual(kept(waiting.keeper), [QUARTER]);
	waiting.keeper.heard(telegram(2 * QUARTER), 900_000);
	waiting.keeper.heard(telegram(3 * QUARTER), 1_800_000);
	assert.deepEqual(kept(waiting.keeper), [QUARTER, 2 * QUARTER]);
});

test("what was answered by a receiver that then lost its memory is kept: it may not have been told", () => {
	const { keeper, first } = atQuarter();
	keeper.delivered(first, "key");
	keeper.forgotten();
	assert.deepEqual(kept(keeper), [QUARTER]);
	const silent = atQuarter();
	silent.keeper.delivered(silent.first, "delta");
	silent.keeper.heard(telegram(2 * QUARTER), 900_000);
	assert.deepEqual(kept(silent.keeper), [QUARTER]);
});

test("a template with it may have come too late to be told: it goes again", () => {
	const { keeper, first } = atQuarter();
	keeper.delivered(first, "template");
	assert.equal(keeper.first, first);
});

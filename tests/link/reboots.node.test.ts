/** How soon telegrams come again after either board or both restarted, and after an outage. */
import type { Rung } from "../../src/negotiation/ladder.js";
import { assert, test } from "../harness/index.js";
import { Sessions } from "./sessions.js";

/** A signal that is right for this rung: enough for it, too little for the next one. FakeAir gives one SNR on all rungs. */
const SNR_DB: readonly number[] = Object.freeze([-16, -15.5, -12.5, -10, -7.5, -5, 9]);

function running(rung: Rung, period: number): Sessions {
	const link = new Sessions({ lastGood: rung });
	link.air.snrDb = SNR_DB[rung];
	feed(link, period, 200, () => false);
	assert.ok(link.settled && link.transmitter.port.rung === rung, `rung ${link.transmitter.port.rung}, not ${rung}`);
	return link;
}

/** Seconds until it is done, while the meter sends a telegram every `period` seconds. */
function feed(link: Sessions, period: number, limit: number, done: () => boolean): number {
	for (let step = 0; step < 10 * limit; step++) {
		if (done()) return step / 10;
		if (step % (10 * period) === 0) link.offer();
		link.clock.advance(100);
	}
	return limit;
}

function untilData(link: Sessions, period: number): number {
	const before = link.telegrams.length;
	return feed(link, period, 1200, () => link.telegrams.length > before);
}

/** A telegram of 60 bytes each: the meter's pace, or what a tenth of the time allows. */
const PERIODS: readonly number[] = Object.freeze([31, 15.5, 7.7, 4, 2, 1.1, 1]);

test("after a restart of either board there is data within three periods and 10 s, of both within five", () => {
	for (const [rung, lawful] of PERIODS.entries()) {
		for (const pace of [1, 10]) {
			const period = Math.max(pace, lawful);
			for (const board of ["receiver", "transmitter", "both"] as const) {
				const link = running(rung, pace);
				if (board !== "transmitter") link.rebootReceiver();
				if (board !== "receiver") link.rebootTransmitter();
				const seconds = untilData(link, pace);
				const limit = board === "both" ? 5 * period + 10 : 3 * period + 10;
				assert.ok(seconds <= limit, `${board} on rung ${rung}: ${seconds} s, limit ${limit} s`);
			}
		}
	}
});

test("after an hour without radio there is data again within two and a half minutes in the mean", () => {
	const seconds: number[] = [];
	for (const rung of PERIODS.keys()) {
		for (let seed = 0; seed < 2; seed++) {
			const link = running(rung, 10);
			const { snrDb } = link.air;
			link.air.lost = () => true;
			link.clock.advance(3_600_000 + 7000 * seed);
			link.air.lost = () => false;
			link.air.snrDb = snrDb;
			seconds.push(untilData(link, 10));
		}
	}
	const mean = seconds.reduce((sum, one) => sum + one, 0) / seconds.length;
	assert.ok(mean <= 150 && Math.max(...seconds) <= 600, `${seconds}`);
});

import { nextRung } from "../../src/negotiation/climb.js";
import { LADDER, predictMarginDb, type Rung, TOP_RUNG } from "../../src/negotiation/ladder.js";
import { assert, test } from "../harness/index.js";

const NONE: Rung = TOP_RUNG + 1;
const RUNGS = LADDER.map((_, rung) => rung);

test("the SNR on a rung says which one to try next", () => {
	// Rung, SNR there, the lowest rung known to fail, and the rung to try.
	const table: [Rung, number, Rung, Rung | undefined][] = [
		// 12 dB at 125 kHz are 9 at 250 kHz, far above what SF7 needs: all the way at once.
		[0, 12, NONE, 6],
		// 0.5 dB at 125 kHz are -2.5: exactly 5 above SF7's -7.5.
		[0, 0.5, NONE, 6],
		[0, 0.25, NONE, 5],
		[0, -2, NONE, 5],
		[0, -4.5, NONE, 4],
		[0, -7, NONE, 3],
		[0, -9.5, NONE, 2],
		// No leap any more: one step at a time, down to a margin of 2 dB.
		[0, -12.25, NONE, 1],
		[0, -15, NONE, 1],
		[0, -15.25, NONE, undefined],
		[1, -15.5, NONE, 2],
		[1, -15.75, NONE, undefined],
		[3, -10.5, NONE, 4],
		[3, -10.75, NONE, undefined],
		[5, -5.5, NONE, 6],
		[5, -5.75, NONE, undefined],
		// What is known to fail is not tried, nor what is above it.
		[0, 12, 6, 5],
		[0, 12, 3, 2],
		[0, 12, 1, undefined],
		[4, 12, 6, 5],
		[4, 12, 5, undefined],
		// There is nothing above the top.
		[TOP_RUNG, 12, NONE, undefined],
	];
	for (const [rung, snrDb, ceiling, expected] of table) {
		assert.equal(nextRung({ rung, snrDb, ceiling }), expected, `rung ${rung}, ${snrDb} dB, ceiling ${ceiling}`);
	}
});

test("the next rung is always above the present one and below what fails, and the SNR promises to carry it", () => {
	for (const rung of RUNGS) {
		for (let ceiling = 0; ceiling <= NONE; ceiling++) {
			for (let snrDb = -30; snrDb <= 15; snrDb += 0.25) {
				const next = nextRung({ rung, snrDb, ceiling });
				if (next === undefined) continue;
				assert.ok(next > rung && next < ceiling && next <= TOP_RUNG, `${rung}, ${snrDb} dB, ${ceiling}: ${next}`);
				assert.ok(predictMarginDb(snrDb, rung, next) >= (next === rung + 1 ? 2 : 5));
			}
		}
	}
});

test("a better signal never leads to a slower rung", () => {
	for (const rung of RUNGS) {
		let last = rung;
		for (let snrDb = -30; snrDb <= 15; snrDb += 0.25) {
			const next = nextRung({ rung, snrDb, ceiling: NONE }) ?? rung;
			assert.ok(next >= last, `${snrDb} dB at rung ${rung}`);
			last = next;
		}
	}
});

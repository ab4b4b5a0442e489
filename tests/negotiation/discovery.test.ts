import { discoveryPause, discoveryPlace, discoveryYields, REVISITS } from "../../src/negotiation/discovery.js";
import { LADDER, RENDEZVOUS, type Rung, TOP_RUNG } from "../../src/negotiation/ladder.js";
import { frameTime, HELLO_FRAME_BYTES } from "../../src/negotiation/timing.js";
import { seededRandom } from "../../tools/sim/random.js";
import { assert, test } from "../harness/index.js";
import { planOf } from "./plans.js";

const PLAN = planOf();
const RUNGS = LADDER.map((_, rung) => rung);

/** The rungs of the first so many discoveries. */
function plan(lastGood: Rung | undefined, attempts: number): Rung[] {
	return Array.from({ length: attempts }, (_, attempt) => discoveryPlace({ attempt, plan: PLAN, lastGood }));
}

test("two boards that never ran together are looked for where a hello takes little of the air, and each fifth time at the rendezvous", () => {
	const rungs = plan(undefined, 200);
	assert.deepEqual(new Set(rungs), new Set([TOP_RUNG, RENDEZVOUS]));
	assert.equal(rungs.filter((rung) => rung === RENDEZVOUS).length, 40);
	assert.equal(rungs.indexOf(RENDEZVOUS), 3);
});

test("after a loss the rung that they had comes first, then all others, twice, then the rendezvous for ever", () => {
	for (const lastGood of RUNGS) {
		const first = plan(lastGood, REVISITS);
		assert.ok(first.every((rung) => rung === lastGood));
		const searched = plan(lastGood, REVISITS + 28).slice(REVISITS);
		for (const rung of RUNGS) assert.ok(searched.filter((one) => one === rung).length >= 2, `rung ${rung}`);
		const later = plan(lastGood, 200).slice(REVISITS + 28);
		assert.ok(later.every((rung) => rung === RENDEZVOUS || rung === lastGood));
		assert.ok(later.filter((rung) => rung === RENDEZVOUS).length >= later.length / 2);
	}
});

test("discoveries take a tenth of the air in any hour but for the first few, and of two pairs no two in step", () => {
	for (const lastGood of [undefined, ...RUNGS]) {
		const random = seededRandom(1, `${lastGood}`);
		let airtime = 0;
		let now = 0;
		for (let attempt = 0; now < 3_600_000; attempt++) {
			const rung = discoveryPlace({ attempt, plan: PLAN, lastGood });
			airtime += frameTime(rung, HELLO_FRAME_BYTES);
			now += frameTime(rung, HELLO_FRAME_BYTES) + discoveryPause({ attempt, plan: PLAN, lastGood }, random());
		}
		assert.ok(airtime < 0.1 * now, `${airtime / now}`);
	}
	const late = { attempt: 20, plan: PLAN, lastGood: undefined };
	assert.ok(discoveryPause(late, 0.9) > 1.4 * discoveryPause(late, 0));
});

test("three of four discoveries leave a busy channel alone, so that of many pairs some get through", () => {
	const yielding = Array.from({ length: 40 }, (_, attempt) => discoveryYields(attempt));
	assert.equal(yielding.filter((yields) => yields).length, 30);
	assert.ok(yielding[0]);
});

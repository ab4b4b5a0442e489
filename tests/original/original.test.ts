/** What the older project is known to do on the air, so that what this one is measured against is no straw man. */
import { Type } from "../../tools/original/frames.js";
import { ORIGINAL_LADDER, originalAirtime, PAYLOAD_BYTES } from "../../tools/original/timing.js";
import { assert, test } from "../harness/index.js";
import { OriginalHousehold } from "./household.js";

/** Near enough for every rung. */
const NEAR_DB = 110;
const HEADER_BYTES = 4;

test("a frame of the older project lasts as long as its manual has measured it, and a little less", () => {
	// Its manual's figures for one phase are by its program's clock, SPI included; the last one is no measurement.
	const manual = [2305, 1072, 578, 311, 167, 90];
	for (const [rung, measured] of manual.entries()) {
		const computed = originalAirtime(rung, HEADER_BYTES + PAYLOAD_BYTES[1]);
		assert.ok(
			measured - computed > 2 && measured - computed < 4,
			`${ORIGINAL_LADDER[rung].spreadingFactor}: ${computed}`,
		);
	}
});

test("the older project meets after six seconds, and climbs the whole ladder in three minutes, each rung in its own time", () => {
	const household = new OriginalHousehold(NEAR_DB);
	const settled = household.settle();
	assert.deepEqual(household.transmitter.state, { phase: "running", rung: 6 });
	assert.ok(household.of(Type.propose)[0].at > 6000 && household.of(Type.propose)[0].at < 6100);
	const seconds = ORIGINAL_LADDER.reduce((sum, { calibration }) => sum + calibration / 1000 + 4.5, 0);
	assert.ok(settled > seconds + 6 && settled < seconds + 30, `${settled}`);
	assert.ok(household.airtime("transmitter") > 20, "the climb takes most of an hour's lawful airtime");
	household.run(20);
	assert.ok(household.published.length >= 3);
	assert.ok(household.published[0].at / 1000 - settled < 6);
});

test("the older project proposes each rung on the one before, and is answered there", () => {
	const household = new OriginalHousehold(NEAR_DB);
	household.settle();
	for (const side of ["transmitter", "receiver"]) {
		const type = side === "transmitter" ? Type.propose : Type.proposed;
		const on = household.of(type, side).map(({ spreadingFactor, bandwidthHz }) => `${spreadingFactor}/${bandwidthHz}`);
		const before = [0, 0, 1, 2, 3, 4, 5].map((rung) => ORIGINAL_LADDER[rung]);
		assert.deepEqual(
			on,
			before.map(({ spreadingFactor, bandwidthHz }) => `${spreadingFactor}/${bandwidthHz}`),
		);
	}
});

test("unpaired, the older project's transmitter is on the air for three percent of the time, for ever", () => {
	const household = new OriginalHousehold(NEAR_DB, { alone: true });
	household.run(6 * 3600);
	const share = household.airtime("transmitter") / (6 * 3600);
	assert.ok(share > 0.028 && share < 0.032, `${share}`);
});

test("on SF12/125 the older project publishes no telegram of one phase but the first: its receiver waits three minutes, they come every four", () => {
	const household = new OriginalHousehold(NEAR_DB, { top: 0 });
	household.settle();
	household.run(2 * 3600);
	const settled = household.of(Type.settle).at(-1)?.at ?? 0;
	const telegrams = household.of(Type.singlePhase).filter(({ at }) => at > settled).length;
	const answers = household.of(Type.acknowledgement, "receiver").filter(({ at }) => at > settled).length;
	assert.ok(telegrams > 15 && telegrams - answers <= 1, `${telegrams} telegrams, ${answers} answers`);
	assert.ok(household.published.length <= 1, `${household.published.length}`);
});

test("on SF12/125 the older project climbs anew before each telegram of three phases, and takes four times the airtime that is lawful", () => {
	const household = new OriginalHousehold(NEAR_DB, { phases: 3, top: 0 });
	household.settle();
	household.run(2 * 3600);
	// Its transmitter gives up after 300 s without a word; a telegram comes every 372 s.
	assert.ok(Math.abs(household.of(Type.resync).length - household.of(Type.threePhase).length) <= 1);
	assert.ok(household.airtime("transmitter") > 0.04 * 2 * 3600, `${household.airtime("transmitter")} s`);
});

test("the older project's telegrams come at its table's pace: one phase on SF7 each five seconds, three each eight", () => {
	const pace: [1 | 3, number][] = [
		[1, 5],
		[3, 8],
	];
	for (const [phases, seconds] of pace) {
		const household = new OriginalHousehold(NEAR_DB, { phases });
		household.settle();
		household.published.length = 0;
		household.run(60 * seconds);
		assert.ok(Math.abs(household.published.length - 60) <= 1, `${household.published.length}`);
	}
});

test("the older project looks for its receiver anew after 64 losses in all, be the last 100 telegrams without one", () => {
	const household = new OriginalHousehold(NEAR_DB);
	household.settle();
	// Of three frames one is lost: never 26 in a row.
	let frame = 0;
	household.air.interfere = ({ from }) => (from === "transmitter" && frame++ % 3 === 0 ? "suppress" : "pass");
	const before = household.of(Type.singlePhase).length;
	while (household.of(Type.resync).length === 0 && household.clock.now() < 3_600_000) household.run(1);
	const sent = household.of(Type.singlePhase).length - before;
	assert.ok(sent > 185 && sent < 205, `${sent} telegrams until the 65th loss`);
	assert.equal(household.transmitter.state.phase, "discovering");
});

test("the older project's receiver asks for a new climb when the counter comes round on a slow rung, if any frame was lost", () => {
	const household = new OriginalHousehold(NEAR_DB, { top: 4 });
	household.settle();
	assert.deepEqual(household.transmitter.state, { phase: "running", rung: 4 });
	household.air.interfere = ({ from, emission }) => {
		const [, type, counter] = emission.payload;
		return from === "transmitter" && type === Type.singlePhase && counter === 100 ? "suppress" : "pass";
	};
	while (household.of(Type.request, "receiver").length === 0 && household.clock.now() < 12 * 3_600_000)
		household.run(10);
	const [request] = household.of(Type.request, "receiver");
	assert.ok(request !== undefined, "it never asks");
	assert.equal(household.of(Type.singlePhase).filter(({ at }) => at < request.at).length, 257);
	household.run(10);
	assert.equal(household.transmitter.state.phase === "running", false);
});

test("a frame that the air has damaged is taken for a telegram by the older project: its frames have no checksum", () => {
	const household = new OriginalHousehold(NEAR_DB);
	household.settle();
	household.published.length = 0;
	household.air.interfere = ({ from }) => (from === "transmitter" ? "damage" : "pass");
	household.run(30);
	assert.ok(household.published.length > 0);
	assert.ok(household.published.every(({ intact }) => !intact));
});

test("a board of the older project that starts anew is found by the other, which gives up after its own patience", () => {
	const household = new OriginalHousehold(NEAR_DB);
	household.settle();
	household.receiver?.close();
	const since = household.clock.now();
	while (household.of(Type.resync).length === 0) household.run(1);
	// More than 26 telegrams in a row, each five seconds.
	const seconds = (household.clock.now() - since) / 1000;
	assert.ok(seconds > 125 && seconds < 145, `${seconds}`);
});

test("at the edge of its reach the older project climbs onto rungs that half work, and begins anew again and again", () => {
	// Two decibels above the limit of SF12/250.
	const household = new OriginalHousehold(17 + 133 - 2);
	household.settle();
	household.run(3600);
	const published = household.published.length;
	assert.ok(household.of(Type.resync).length >= 5, `${household.of(Type.resync).length} new beginnings`);
	assert.ok(published < 20, `${published} of the 33 telegrams that its table promises in an hour`);
});

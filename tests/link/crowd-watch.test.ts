import { CrowdWatch } from "../../src/link/crowd-watch.js";
import { assert, test } from "../harness/index.js";

const MINUTE = 60_000;

/** Minute by minute so many telegrams that get through, and so many that others take; each look, behind an answer. */
function watched(minutes: readonly (readonly [delivered: number, disturbed: number])[]) {
	const watch = new CrowdWatch();
	watch.look(6, 0, true);
	return minutes.map(([delivered, disturbed], index) => {
		for (let count = 0; count < delivered; count++) watch.delivered();
		for (let count = 0; count < disturbed; count++) watch.disturbed();
		return watch.look(6, (index + 1) * MINUTE, true);
	});
}

test("a crowd is told when it has lasted for two minutes, with the pace that it leaves", () => {
	assert.deepEqual(
		watched([
			[4, 6],
			[4, 6],
			[8, 4],
		]),
		[undefined, { interval: 15_000, isCrowded: true }, { interval: 10_000, isCrowded: true }],
	);
});

test("a neighbour who comes by is no crowd", () => {
	const looks = watched([
		[60, 0],
		[50, 9],
		[60, 1],
		[40, 20],
		[60, 0],
	]);
	assert.ok(looks.every((look) => look?.isCrowded !== true));
	assert.deepEqual(looks[1], { interval: 120_000 / 110, isCrowded: false });
});

test("where nothing gets through the pace is none", () => {
	assert.deepEqual(
		watched([
			[0, 5],
			[0, 5],
		])[1],
		{ interval: Number.POSITIVE_INFINITY, isCrowded: true },
	);
});

test("a slow meter's turns are waited for, ten minutes at most", () => {
	const watch = new CrowdWatch();
	watch.look(6, 0, true);
	watch.disturbed();
	assert.equal(watch.look(6, MINUTE, true), undefined);
	watch.disturbed();
	assert.equal(watch.look(6, 2 * MINUTE, true), undefined, "the first of two");
	watch.disturbed();
	assert.equal(watch.look(6, 11 * MINUTE, true), undefined);
	assert.deepEqual(watch.look(6, 12 * MINUTE, true), { interval: Number.POSITIVE_INFINITY, isCrowded: false });
});

test("the word is kept for an answer to follow, for half a minute, and on another channel all begins anew", () => {
	const watch = new CrowdWatch();
	const look = (seconds: number, isAnswered: boolean, profile = 6) => {
		for (let count = 0; count < 3; count++) watch.disturbed();
		return watch.look(profile, seconds * 1000, isAnswered);
	};
	look(0, true);
	look(60, true);
	assert.equal(look(125, false), undefined);
	assert.ok(look(150, false)?.isCrowded);
	assert.ok(look(210, true)?.isCrowded);
	assert.equal(look(280, true, 14), undefined);
	assert.equal(look(340, true, 14), undefined);
	assert.ok(look(400, true, 14)?.isCrowded);
});

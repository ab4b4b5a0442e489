import { countFigures, countSteps, keptFigures, worseFigures } from "../../tools/bench/figures.js";
import { assert, test } from "../harness/index.js";

test("bytes, airtime, and what is delivered are no worse than those kept; who makes them worse says so with npm run figures", () => {
	assert.deepEqual(worseFigures(keptFigures(), countFigures()), []);
});

test("the engine's steps for each operation are no more than those kept", async () => {
	const steps = await countSteps();
	if (steps === undefined) return;
	assert.deepEqual(worseFigures(keptFigures(), { "engine steps": steps }), []);
});

test("a figure that became worse beyond its slack is told, and one that became better is not", () => {
	const kept = { "body bytes": { a: 10, b: 10 }, "delivered share": { c: 0.5, d: 0.5 } };
	const found = { "body bytes": { a: 10.1, b: 9 }, "delivered share": { c: 0.49, d: 0.4, e: 1 } };
	assert.deepEqual(worseFigures(kept, found), [
		"body bytes, a: 10.1, it was 10",
		"delivered share, d: 0.4, it was 0.5",
		"delivered share, e: 1 is not kept yet",
	]);
});
